/**
 * Compares a z-score with a boundary in exact integers.
 *
 * Prices that stand still and jump make scores that are exactly 1.5 or 2: whether rounding leaves
 * them a bit above or below would decide a trade. Every double is an integer times a power of two, so
 * with X the samples as integers on the smallest such power, n of them and x the newest,
 *
 * ```
 * z = D / sqrt(V)      D = n x - sum X      V = n sum X^2 - (sum X)^2
 * |z| > b   <=>   D^2 > b^2 V
 * ```
 *
 * which integers of any length decide. Slow and rare: for scores too close to call in floating point.
 */

const bits = new DataView(new ArrayBuffer(8))

/** A finite double as an integer times a power of two. */
function exactly(value: number): { mantissa: bigint; exponent: number } {
  bits.setFloat64(0, value)
  const word = bits.getBigUint64(0)
  const field = Number((word >> 52n) & 0x7ffn)
  const fraction = word & 0xf_ffff_ffff_ffffn
  const magnitude = field === 0 ? fraction : fraction | 0x10_0000_0000_0000n
  const mantissa = word >> 63n === 1n ? -magnitude : magnitude
  return { mantissa, exponent: (field === 0 ? 1 : field) - 1075 }
}

/**
 * The sign of |z| - boundary for the newest of `samples`, their order being of no account otherwise.
 * `boundary` is not negative; a window of equal samples has no score and counts as below.
 */
export function compareExactly(
  samples: Float64Array,
  newest: number,
  boundary: number,
): -1 | 0 | 1 {
  const parts = Array.from(samples, exactly)
  const lowest = parts.reduce((least, { exponent }) => Math.min(least, exponent), 2000)
  const scaled = (value: number): bigint => {
    const { mantissa, exponent } = exactly(value)
    return mantissa << BigInt(exponent - lowest)
  }
  let sum = 0n
  let squares = 0n
  for (const { mantissa, exponent } of parts) {
    const x = mantissa << BigInt(exponent - lowest)
    sum += x
    squares += x * x
  }
  const count = BigInt(samples.length)
  const distance = count * scaled(newest) - sum
  const variance = count * squares - sum * sum
  if (variance === 0n) return -1
  const { mantissa, exponent } = exactly(boundary)
  // Both sides times a power of two, so that the boundary's own fraction becomes whole.
  const shift = BigInt(2 * Math.abs(exponent))
  const left = exponent < 0 ? (distance * distance) << shift : distance * distance
  const right = mantissa * mantissa * variance * (exponent > 0 ? 1n << shift : 1n)
  return left > right ? 1 : left < right ? -1 : 0
}
