/**
 * What the best of many trials comes to by luck alone, and a Sharpe ratio judged against it.
 *
 * D. Bailey and M. Lopez de Prado, The Deflated Sharpe Ratio, Journal of Portfolio Management 40(5),
 * 2014; the minimum length of a backtest from D. Bailey, J. Borwein, M. Lopez de Prado and Q. Zhu,
 * Pseudo-Mathematics and Financial Charlatanism, Notices of the AMS 61(5), 2014.
 */
import { log } from '../../core/index.ts'
import { normalQuantile } from './normal-distribution.ts'
import { probabilisticSharpe, type SharpeSample } from './probabilistic-sharpe.ts'

const EULER_MASCHERONI = 0.5772156649015329

/**
 * The expected maximum of this many independent standard normal numbers. A single one expects
 * nothing; the approximation falls below that between one and two, and is cut off there.
 */
export function expectedMaximum(trials: number): number {
  if (!(trials > 1)) return 0
  // By symmetry, because 1 - 1/N loses digits where N is large.
  const typical = -normalQuantile(1 / trials)
  const beyond = -normalQuantile(1 / (trials * Math.E))
  return Math.max(0, (1 - EULER_MASCHERONI) * typical + EULER_MASCHERONI * beyond)
}

/** SR0: the best Sharpe ratio that so many worthless trials with this variance would show. */
export function luckySharpe(trials: number, sharpeVariance: number): number {
  return Math.sqrt(sharpeVariance) * expectedMaximum(trials)
}

/** P(true Sharpe > what luck alone gives the best of so many trials). */
export function deflatedSharpe(
  sample: SharpeSample,
  trials: number,
  sharpeVariance: number,
): number {
  return probabilisticSharpe(sample, luckySharpe(trials, sharpeVariance))
}

/**
 * Length of data, in periods of the Sharpe ratio given, below which worthless trials are expected to
 * show this ratio or more: with a ratio per year, in years.
 */
export function minimumBacktestLength(trials: number, sharpe: number): number {
  const root = expectedMaximum(trials) / sharpe
  return sharpe > 0 ? root * root : Number.POSITIVE_INFINITY
}

/** 2 ln N: never below the length for a ratio of 1, and needs no quantile. */
export function minimumBacktestLengthBound(trials: number, sharpe: number): number {
  return sharpe > 0 ? (2 * log(trials)) / (sharpe * sharpe) : Number.POSITIVE_INFINITY
}

/** As many independent trials as these, whose mean correlation is known, are worth. */
export function effectiveTrials(trials: number, meanCorrelation: number): number {
  const shared = Math.min(1, Math.max(0, meanCorrelation))
  return shared + (1 - shared) * trials
}
