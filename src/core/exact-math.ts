/**
 * Logarithm and exponential that give the same bits on every engine.
 *
 * JavaScript leaves the accuracy of `Math.log` and `Math.exp` to the implementation, and V8 has
 * changed both between versions. What reaches a decision or a run hash must not depend on that, so
 * these use only `+ - * /`, which IEEE 754 rounds exactly, and the bits of the double. Both stay
 * within one unit in the last place of the true value.
 *
 * Method: argument reduction by powers of two with ln 2 split in two parts (W. J. Cody and W.
 * Waite, Software Manual for the Elementary Functions, 1980), then the Taylor series of the rest.
 */

/** ln 2 as a part of 32 bits, so that small multiples of it are exact, and what is missing. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const INVERSE_LN2 = Math.LOG2E

/** What a double adds to its exponent to store it. */
const BIAS = 1023
const TWO_TO_54 = 2 ** 54
const TWO_TO_MINUS_54 = 2 ** -54
const SMALLEST_NORMAL = 2.2250738585072014e-308
/** Above this `exp` overflows; below its counterpart the result is zero. */
const EXP_HIGHEST = 709.782712893384
const EXP_LOWEST = -745.1332191019412

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)
const HIGH_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0

/**
 * `POWERS[ONE + k] = 2^k`. A multiplication by a power of two is exact and, unlike writing half of
 * a double and reading the whole, does not stall the processor.
 */
const ONE = 1024
const POWERS = new Float64Array(2048)
POWERS[ONE] = 1
for (let k = ONE + 1; k < POWERS.length; k++) POWERS[k] = POWERS[k - 1]! * 2
for (let k = ONE - 1; k >= 0; k--) POWERS[k] = POWERS[k + 1]! / 2

/**
 * The natural logarithm. NaN below zero, -Infinity at zero.
 *
 * With `value = 2^k * (1 + f)` and `s = f / (2 + f)`, `log(1 + f) = 2 s + 2 s^3 / 3 + ...`. The
 * leading `2 s` is written as `f - s f`, because `f` is exact and `s` is not.
 */
export function log(value: number): number {
  if (!(value > 0)) return value === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (value === Number.POSITIVE_INFINITY) return value
  let power = 0
  let normal = value
  if (value < SMALLEST_NORMAL) {
    normal = value * TWO_TO_54
    power = -54
  }
  double[0] = normal
  const high = words[HIGH_WORD]!
  // Brings the mantissa to [sqrt 1/2, sqrt 2): 0x95f64 is what carries sqrt 2 into the next
  // exponent.
  const exponent = (high >> 20) + (((high & 0xfffff) + 0x95f64) >> 20)
  power += exponent - BIAS
  const f = normal * POWERS[ONE + BIAS - exponent]! - 1
  const s = f / (2 + f)
  const z = s * s
  const rest = z * logSeries(z)
  const halfSquare = 0.5 * f * f
  const correction = s * (halfSquare + rest) + power * LN2_LOW
  return power * LN2_HIGH - (halfSquare - correction - f)
}

/**
 * 2/3 + 2/5 z + 2/7 z^2 + ... for z below 0.0295; the first term left out is below 2^-59. Two
 * chains, even powers and odd, run side by side in the processor.
 */
function logSeries(z: number): number {
  const w = z * z
  const even = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19))))
  const odd = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))))
  return even + z * odd
}

/** e to the power `value`. Infinity above 709.78, zero below -745.13, NaN for NaN. */
export function exp(value: number): number {
  if (!(value <= EXP_HIGHEST)) return Number.isNaN(value) ? value : Number.POSITIVE_INFINITY
  if (value < EXP_LOWEST) return 0
  const power = Math.floor(value * INVERSE_LN2 + 0.5)
  const high = value - power * LN2_HIGH
  const low = power * LN2_LOW
  const r = high - low
  // What rounding took from r: without it the error would grow with the power.
  const lost = high - r - low
  const mantissa = 1 + (r + (r * r * expSeries(r) + lost * (1 + r)))
  if (power >= -1021 && power <= 1023) return mantissa * POWERS[ONE + power]!
  // Two steps at the ends of the range: 2^1024 is no double, and subnormals must round only once.
  if (power > 1023) return mantissa * 2 * POWERS[ONE + power - 1]!
  return mantissa * POWERS[ONE + power + 54]! * TWO_TO_MINUS_54
}

/** 1/2 + r/6 + r^2/24 + ... for |r| up to 0.3466; the first term left out is below 2^-57. */
function expSeries(r: number): number {
  const w = r * r
  const high = 1 / 39916800 + w * (1 / 6227020800)
  const odd = 1 / 6 + w * (1 / 120 + w * (1 / 5040 + w * (1 / 362880 + w * high)))
  const top = 1 / 479001600 + w * (1 / 87178291200)
  const even = 1 / 2 + w * (1 / 24 + w * (1 / 720 + w * (1 / 40320 + w * (1 / 3628800 + w * top))))
  return even + r * odd
}
