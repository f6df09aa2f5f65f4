/**
 * Digits to whole numbers, in place: the innermost loops of the capture scanner.
 *
 * Each scan answers the position after what it read, or `UNREAD` when something stands there that it
 * does not know. The value goes to a slot of a typed array: a returned pair would be garbage.
 */
import { POINT, QUOTE, ZERO } from '../ascii.ts'

export const UNREAD = -1

/** Most digits of an integer that a double holds exactly, whatever they are. */
const SAFE_DIGITS = 15

/**
 * A decimal of digits and at most one point, up to a closing quote, as a whole number of
 * `10 ** -decimals`. Further digits that are not zero make it NaN; so does a value beyond 2^53.
 */
export function scanDecimal(
  bytes: Uint8Array,
  from: number,
  decimals: number,
  out: Float64Array,
  slot: number,
): number {
  let at = from
  let value = 0
  let digit = bytes[at]! - ZERO
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit
    digit = bytes[++at]! - ZERO
  }
  if (at === from) return UNREAD
  let missing = decimals
  let isOnScale = true
  if (bytes[at] === POINT) {
    const point = at
    digit = bytes[++at]! - ZERO
    while (digit >= 0 && digit <= 9) {
      if (missing > 0) {
        value = value * 10 + digit
        missing--
      } else if (digit !== 0) {
        isOnScale = false
      }
      digit = bytes[++at]! - ZERO
    }
    if (at === point + 1) return UNREAD
  }
  if (bytes[at] !== QUOTE) return UNREAD
  while (missing-- > 0) value *= 10
  out[slot] = isOnScale && value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
  return at + 1
}

/** An integer without sign, point or leading zeros, of at most 15 digits or safe beyond them. */
export function scanInteger(
  bytes: Uint8Array,
  from: number,
  out: Float64Array,
  slot: number,
): number {
  let at = from
  let value = 0
  let digit = bytes[at]! - ZERO
  const isZero = digit === 0
  while (digit >= 0 && digit <= 9) {
    value = value * 10 + digit
    digit = bytes[++at]! - ZERO
  }
  const length = at - from
  if (length === 0 || (isZero && length > 1)) return UNREAD
  if (length > SAFE_DIGITS && value > Number.MAX_SAFE_INTEGER) return UNREAD
  const next = digit + ZERO
  // A point, an exponent: a number, but not one that these fields carry.
  if (next === POINT || next === 0x45 || next === 0x65) return UNREAD
  out[slot] = value
  return at
}
