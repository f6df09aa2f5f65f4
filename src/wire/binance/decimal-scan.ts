/**
 * Digits to whole numbers, in place: the innermost loops of the capture scanner.
 *
 * Each scan answers the position after what it read, or `UNREAD` when something stands there that it
 * does not know. Values go to slots of typed arrays: a returned pair would be garbage.
 *
 * A byte of the line ends every scan at the latest: none here accepts one. The comparison
 * `(byte - ZERO) >>> 0 > 9` is one branch for "no digit", and never ends at the end of the array,
 * so the line end must be there.
 */
import type { LevelColumns } from './capture-message.ts'

const FAILED = -1
export const UNREAD = FAILED

// Own constants: an imported one is a load from memory at every byte, and halves the speed.
const QUOTE = 34
const COMMA = 44
const POINT = 46
const ZERO = 48
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93

/** Digits that an int32 holds, whatever they are. */
const HALF_DIGITS = 9

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
  while (digit >>> 0 <= 9) {
    value = value * 10 + digit
    digit = bytes[++at]! - ZERO
  }
  if (at === from) return FAILED
  let missing = decimals
  let excess = 0
  if (digit === POINT - ZERO) {
    const first = ++at
    digit = bytes[at]! - ZERO
    while (digit >>> 0 <= 9) {
      if (missing > 0) {
        value = value * 10 + digit
        missing--
      } else {
        excess |= digit
      }
      digit = bytes[++at]! - ZERO
    }
    if (at === first) return FAILED
  }
  if (digit !== QUOTE - ZERO) return FAILED
  while (missing > 0) {
    value *= 10
    missing--
  }
  out[slot] = excess === 0 && value <= Number.MAX_SAFE_INTEGER ? value : Number.NaN
  return at + 1
}

/** A list of `["price","size"]` pairs, appended to the columns. */
export function scanLevels(
  bytes: Uint8Array,
  from: number,
  priceDecimals: number,
  sizeDecimals: number,
  levels: LevelColumns,
): number {
  let at = from
  if (bytes[at] !== OPEN_BRACKET) return FAILED
  if (bytes[at + 1] === CLOSE_BRACKET) return at + 2
  let count = levels.count
  let { prices, sizes } = levels
  do {
    if (count === prices.length) {
      levels.count = count
      levels.reserve()
      prices = levels.prices
      sizes = levels.sizes
    }
    if (bytes[at + 1] !== OPEN_BRACKET || bytes[at + 2] !== QUOTE) return FAILED
    at = scanDecimal(bytes, at + 3, priceDecimals, prices, count)
    if (at < 0 || bytes[at] !== COMMA || bytes[at + 1] !== QUOTE) return FAILED
    at = scanDecimal(bytes, at + 2, sizeDecimals, sizes, count)
    if (at < 0 || bytes[at] !== CLOSE_BRACKET) return FAILED
    count++
    at++
  } while (bytes[at] === COMMA)
  levels.count = count
  return bytes[at] === CLOSE_BRACKET ? at + 1 : UNREAD
}

/**
 * An integer without sign, point or leading zeros, below 2^53.
 *
 * The first nine digits are summed as int32 and the rest as another: twice as fast as a double that
 * waits for itself at every digit.
 */
export function scanInteger(
  bytes: Uint8Array,
  from: number,
  out: Float64Array,
  slot: number,
): number {
  const end = from + HALF_DIGITS
  let at = from
  let value = 0
  let digit = bytes[at]! - ZERO
  const isZero = digit === 0
  while (digit >>> 0 <= 9 && at < end) {
    value = value * 10 + digit
    digit = bytes[++at]! - ZERO
  }
  const length = at - from
  if (length === 0 || (isZero && length > 1)) return FAILED
  if (digit >>> 0 > 9) {
    out[slot] = value
  } else {
    let low = 0
    let scale = 1
    while (digit >>> 0 <= 9) {
      if (at === end + HALF_DIGITS) return FAILED
      low = low * 10 + digit
      scale *= 10
      digit = bytes[++at]! - ZERO
    }
    const whole = value * scale + low
    if (whole > Number.MAX_SAFE_INTEGER) return FAILED
    out[slot] = whole
  }
  // A point, an exponent: a number, but not one that these fields carry.
  const next = digit + ZERO
  return next === POINT || next === 0x45 || next === 0x65 ? FAILED : at
}
