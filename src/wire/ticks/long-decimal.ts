/**
 * Decimals of more digits than a double holds, to the nearest double, without a text in between.
 *
 * Digits and power of ten are exact as sums of two doubles; their quotient as such a sum is right to
 * 2^-100 of itself. That decides to which double it rounds, but for values closer than that to the
 * middle of two: those are left to whoever has more time.
 */

/** Digits after the first fifteen, and places after the point, that are exact here. */
export const LONG_DIGITS_MAX = 22

const POWERS = Float64Array.from({ length: LONG_DIGITS_MAX + 1 }, (_, n) => Number(`1e${n}`))
/** Cuts a double into halves of 26 bits, whose products are exact. */
const SPLITTER = 134_217_729
const DOUBT = 7.888609052210118e-31

/**
 * (high * 10^lowDigits + low) / 10^decimals to the nearest double, or NaN when that is too close to
 * call. `high` has at most 15 digits, `low` at most 7, `decimals` is at most 22.
 */
export function longDecimal(
  high: number,
  low: number,
  lowDigits: number,
  decimals: number,
): number {
  const shift = POWERS[lowDigits]!
  const product = high * shift
  const rest = productRest(high, shift, product) + low
  const digits = product + rest
  const digitsRest = rest - (digits - product)
  const divisor = POWERS[decimals]!
  const quotient = digits / divisor
  const back = quotient * divisor
  const remainder = digits - back - productRest(quotient, divisor, back) + digitsRest
  const correction = remainder / divisor
  const doubt = quotient * DOUBT
  const rounded = quotient + (correction + doubt)
  return rounded === quotient + (correction - doubt) ? rounded : Number.NaN
}

/** What rounding has taken from a product: a * b = product + rest, exactly. */
function productRest(a: number, b: number, product: number): number {
  const cutA = SPLITTER * a
  const highA = cutA - (cutA - a)
  const lowA = a - highA
  const cutB = SPLITTER * b
  const highB = cutB - (cutB - b)
  const lowB = b - highB
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB
}
