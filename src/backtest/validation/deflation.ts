/**
 * What the trials of a sweep have in common that every one of their Sharpe ratios is deflated by.
 *
 * No Sharpe ratio of a sweep means anything alone: it is shown as a `LuckySharpe`, with what is left
 * of it and how many trials it is one of.
 *
 * ```ts
 * const deflation = deflationOf(record.trials)
 * deflatedTrial(record.trials[3], deflation)   // { sharpe: 0.21, deflated: 0.44, trials: 1000 }
 * ```
 */
import type { Trial } from '../sweep/index.ts'
import { deflatedSharpe, effectiveTrials, luckySharpe } from './deflated-sharpe.ts'
import { meanCorrelation } from './mean-correlation.ts'
import { type Moments, momentsOf } from './moments.ts'

export interface Deflation {
  /** All that were run, halted and failed ones too: each was a ticket of the lottery. */
  readonly trials: number
  /** Those with a Sharpe ratio: they have run, traded, and varied. */
  readonly measured: number
  /** Variance of their Sharpe ratios (ddof 1), per slice; 0 with fewer than two. */
  readonly sharpeVariance: number
  /** Between the profits of those that saw all the data; NaN with fewer than two. */
  readonly meanCorrelation: number
  /** Independent trials that so many correlated ones are worth. */
  readonly effectiveTrials: number
  /** SR0: what luck alone gives the best of so many trials, per slice. */
  readonly luckySharpe: number
  /** The same for the effective number, which is lower. */
  readonly luckySharpeEffective: number
}

/** A Sharpe ratio as it may be shown: never without its deflated value and the number of trials. */
export interface LuckySharpe {
  /** Per slice. */
  readonly sharpe: number
  /** P(true Sharpe > what luck gives the best of the trials). */
  readonly deflated: number
  readonly trials: number
}

/**
 * The number of trials that deflates is all of them, not the effective number: the variance is
 * measured between the trials, so what they share is already taken out of it once.
 */
export function deflationOf(trials: readonly Trial[]): Deflation {
  const sharpes = trials.map(({ slicePnl }) => momentsOf(slicePnl).sharpe)
  const measured = sharpes.filter((sharpe) => !Number.isNaN(sharpe))
  const { deviation } = momentsOf(measured)
  const sharpeVariance = measured.length < 2 ? 0 : deviation * deviation
  const correlation = meanCorrelation(completeTrials(trials).map(({ slicePnl }) => slicePnl))
  const effective = effectiveTrials(trials.length, Number.isNaN(correlation) ? 0 : correlation)
  return {
    trials: trials.length,
    measured: measured.length,
    sharpeVariance,
    meanCorrelation: correlation,
    effectiveTrials: effective,
    luckySharpe: luckySharpe(trials.length, sharpeVariance),
    luckySharpeEffective: luckySharpe(effective, sharpeVariance),
  }
}

/** NaN both where a trial has no Sharpe ratio. */
export function deflatedTrial(trial: Trial, deflation: Deflation): LuckySharpe {
  return deflatedMoments(momentsOf(trial.slicePnl), deflation)
}

export function deflatedMoments(moments: Moments, deflation: Deflation): LuckySharpe {
  return {
    sharpe: moments.sharpe,
    deflated: deflatedSharpe(moments, deflation.trials, deflation.sharpeVariance),
    trials: deflation.trials,
  }
}

/** Trials that ran to the end and saw every slice. */
export function completeTrials(trials: readonly Trial[]): readonly Trial[] {
  return trials.filter(
    ({ status, slicePnl }) =>
      status === 'done' && slicePnl.length > 0 && !slicePnl.some(Number.isNaN),
  )
}
