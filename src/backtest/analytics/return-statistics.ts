/**
 * Statistics of a series of periodic returns, as fractions: 0.01 is one per cent.
 *
 * Convention for holes: a NaN is a period without a measured return. It takes time, so it counts in
 * the length that growth is annualised by; it is no observation, so means, deviations and downside
 * leave it out. (The other convention, dropping it altogether, makes growth look faster.)
 *
 * A year has as many periods as the caller says: 252 for trading days, 365 for days.
 */
import { exp, log } from '../../core/index.ts'

/** The product of all growth factors, less one. */
export function cumulativeReturn(returns: readonly number[]): number {
  return growth(returns) - 1
}

/** The constant yearly return that comes to the same end. NaN without periods, -1 after a ruin. */
export function annualReturn(returns: readonly number[], periodsPerYear: number): number {
  if (returns.length === 0) return Number.NaN
  const total = growth(returns)
  return total <= 0 ? -1 : exp((log(total) * periodsPerYear) / returns.length) - 1
}

/** Deviation (ddof 1) times the root of the periods in a year. */
export function annualVolatility(returns: readonly number[], periodsPerYear: number): number {
  return deviation(measured(returns)) * Math.sqrt(periodsPerYear)
}

/** Mean over deviation (ddof 1), times the root of the periods in a year; NaN without variation. */
export function sharpeRatio(returns: readonly number[], periodsPerYear: number): number {
  const known = measured(returns)
  const spread = deviation(known)
  return spread === 0 ? Number.NaN : (mean(known) / spread) * Math.sqrt(periodsPerYear)
}

/** Root mean square of the returns below zero, over all measured periods, a year. */
export function downsideRisk(returns: readonly number[], periodsPerYear: number): number {
  const losses = measured(returns).map((each) => Math.min(0, each) * Math.min(0, each))
  return Math.sqrt(mean(losses)) * Math.sqrt(periodsPerYear)
}

/** Mean return a year over the downside risk; NaN without a loss. */
export function sortinoRatio(returns: readonly number[], periodsPerYear: number): number {
  const risk = downsideRisk(returns, periodsPerYear)
  return risk === 0 ? Number.NaN : (mean(measured(returns)) * periodsPerYear) / risk
}

/** The deepest fall of the grown capital below its highest before, as a fraction from -1 to 0. */
export function maxDrawdown(returns: readonly number[]): number {
  let capital = 1
  let peak = 1
  let deepest = 0
  for (const each of measured(returns)) {
    capital *= 1 + each
    if (capital > peak) peak = capital
    deepest = Math.min(deepest, capital / peak - 1)
  }
  return deepest
}

/** Annual return over the depth of the deepest fall; NaN without a fall. */
export function calmarRatio(returns: readonly number[], periodsPerYear: number): number {
  const depth = -maxDrawdown(returns)
  return depth === 0 ? Number.NaN : annualReturn(returns, periodsPerYear) / depth
}

/** What the returns have above a required yearly return, over what they lack below it. */
export function omegaRatio(
  returns: readonly number[],
  requiredYearly: number,
  periodsPerYear: number,
): number {
  const required = exp(log(1 + requiredYearly) / periodsPerYear) - 1
  let above = 0
  let below = 0
  for (const each of measured(returns)) {
    if (each > required) above += each - required
    else below += required - each
  }
  return below === 0 ? Number.NaN : above / below
}

const measured = (returns: readonly number[]): number[] =>
  returns.filter((each) => !Number.isNaN(each))

const growth = (returns: readonly number[]): number =>
  measured(returns).reduce((total, each) => total * (1 + each), 1)

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, each) => sum + each, 0) / values.length

function deviation(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN
  const centre = mean(values)
  const squares = values.reduce((sum, each) => sum + (each - centre) * (each - centre), 0)
  return Math.sqrt(squares / (values.length - 1))
}
