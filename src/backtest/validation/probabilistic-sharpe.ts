/**
 * How likely it is that a strategy's true Sharpe ratio is above another, seen over so many periods.
 *
 * D. Bailey and M. Lopez de Prado, The Sharpe Ratio Efficient Frontier, Journal of Risk 15(2), 2012.
 * Every ratio here is per period, never annualised; kurtosis is raw, 3 for a normal distribution.
 */
import { normalCumulative, normalQuantile } from './normal-distribution.ts'

/** A measured Sharpe ratio, and the shape of what it was measured on. */
export interface SharpeSample {
  /** Per period. */
  readonly sharpe: number
  readonly skewness: number
  /** Raw. */
  readonly kurtosis: number
  /** Periods it was measured over. */
  readonly count: number
}

/**
 * P(true Sharpe > benchmark), NaN with fewer than two periods or without a ratio.
 *
 * ```ts
 * const year = { sharpe: 2.5 / Math.sqrt(250), skewness: -3, kurtosis: 10, count: 1250 }
 * probabilisticSharpe(year, 0)   // 0.9999968595078976
 * ```
 */
export function probabilisticSharpe(sample: SharpeSample, benchmark: number): number {
  if (sample.count < 2) return Number.NaN
  const width = sharpeErrorWidth(sample)
  return normalCumulative(((sample.sharpe - benchmark) * Math.sqrt(sample.count - 1)) / width)
}

/**
 * Periods after which this ratio would be above the benchmark with this confidence, were it to stay
 * what it is. Infinite when it is not above it.
 */
export function minimumTrackRecord(
  sample: SharpeSample,
  benchmark: number,
  confidence: number,
): number {
  if (Number.isNaN(sample.sharpe)) return Number.NaN
  if (sample.sharpe <= benchmark) return Number.POSITIVE_INFINITY
  const width = sharpeErrorWidth(sample)
  const needed = (normalQuantile(confidence) * width) / (sample.sharpe - benchmark)
  return 1 + needed * needed
}

/** Standard error of the ratio, times the root of the periods less one. */
function sharpeErrorWidth({ sharpe, skewness, kurtosis }: SharpeSample): number {
  return Math.sqrt(1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe)
}
