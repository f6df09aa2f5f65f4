/**
 * Moments of a series of profits: what a Sharpe ratio is made of, and how far it can be trusted.
 *
 * NaN is a slice that a trial did not see. It is no observation and is left out.
 */
export interface Moments {
  /** Observations, holes left out. */
  readonly count: number
  readonly mean: number
  /** Deviation of a sample (ddof 1). */
  readonly deviation: number
  /** Third moment over the cube of the deviation of the whole (ddof 0). */
  readonly skewness: number
  /** Fourth moment over its fourth power, raw: 3 for a normal distribution. */
  readonly kurtosis: number
  /** Mean over deviation, per period; NaN where nothing varies. */
  readonly sharpe: number
}

/**
 * Variation below this share of the largest value is rounding: the profit of a trial that never
 * traded, or of one that earns the same in every slice.
 */
const FLAT = 1e-13

export function momentsOf(values: ArrayLike<number>): Moments {
  let count = 0
  let sum = 0
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isNaN(value)) continue
    count++
    sum += value
    largest = Math.max(largest, Math.abs(value))
  }
  const mean = count === 0 ? Number.NaN : sum / count
  let second = 0
  let third = 0
  let fourth = 0
  for (let i = 0; i < values.length; i++) {
    const off = values[i]! - mean
    if (Number.isNaN(off)) continue
    const square = off * off
    second += square
    third += square * off
    fourth += square * square
  }
  const spread = Math.sqrt(second / count)
  if (count < 2 || !(spread > FLAT * largest)) {
    const flat = { skewness: Number.NaN, kurtosis: Number.NaN, sharpe: Number.NaN }
    return { count, mean, deviation: count < 2 ? Number.NaN : 0, ...flat }
  }
  const variance = second / count
  const deviation = Math.sqrt(second / (count - 1))
  return {
    count,
    mean,
    deviation,
    skewness: third / count / (variance * spread),
    kurtosis: fourth / count / (variance * variance),
    sharpe: mean / deviation,
  }
}
