/**
 * Decimal text to the nearest double, in place, and how many decimals it was written with.
 *
 * Up to 15 digits the value is digits / 10^n, one correctly rounded division of two exact doubles; up to
 * 22 it is as exact a division of longer numbers (`long-decimal.ts`); anything else, and exponents, go
 * through `Number`. All give the same bits.
 */
import { asciiText, isPadding, MINUS, PLUS, POINT, ZERO } from '../ascii.ts'
import { LONG_DIGITS_MAX, longDecimal } from './long-decimal.ts'

const EXACT_DIGITS = 15
/** A number of more digits is not one that anybody measured. */
const DIGITS_MAX = 400
const POWERS = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, n) => Number(`1e${n}`))

const CHARACTERS = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))

/** A number as people and programs write one; not `NaN`, `Infinity`, hexadecimal or nothing. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** The number between two places, quotes and blanks around it left out; NaN when it is none. */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  let stop = end
  while (at < stop && isPadding(bytes[at]!)) at++
  while (at < stop && isPadding(bytes[stop - 1]!)) stop--
  const first = at
  const sign = bytes[at] === MINUS ? -1 : 1
  if (bytes[at] === MINUS || bytes[at] === PLUS) at++
  let value = 0
  /** The digits that a double does not hold beside the first fifteen. */
  let low = 0
  let digits = 0
  let point = -1
  for (; at < stop; at++) {
    const digit = bytes[at]! - ZERO
    if (digit >= 0 && digit <= 9) {
      if (digits < EXACT_DIGITS) value = value * 10 + digit
      else low = low * 10 + digit
      digits++
    } else if (bytes[at] === POINT && point < 0) {
      point = at
    } else {
      return readSlowly(bytes, first, stop)
    }
  }
  if (digits === 0) return Number.NaN
  // Digits and a point were all there was, so no further look is needed.
  if (digits > EXACT_DIGITS) {
    const decimals = point < 0 ? 0 : stop - point - 1
    if (digits <= LONG_DIGITS_MAX) {
      const long = longDecimal(value, low, digits - EXACT_DIGITS, decimals)
      if (!Number.isNaN(long)) return sign * long
    }
    return digits > DIGITS_MAX ? Number.NaN : Number(shortText(bytes, first, stop))
  }
  return point < 0 ? sign * value : (sign * value) / POWERS[stop - point - 1]!
}

function readSlowly(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > DIGITS_MAX) return Number.NaN
  const text = asciiText(bytes, start, end)
  const value = NUMBER.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : Number.NaN
}

/** Faster than a conversion of the whole for the two dozen characters that a double prints. */
function shortText(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at++) text += CHARACTERS[bytes[at]!]
  return text
}

/** Digits after the point of a decimal text; with an exponent, those of the plain notation. */
export function decimalsOf(text: string): number {
  const match = /^\D*\d*(?:\.(\d*))?(?:[eE]([+-]?\d+))?/.exec(text.trim())
  const fraction = match?.[1]?.length ?? 0
  return Math.max(0, fraction - Number(match?.[2] ?? 0))
}
