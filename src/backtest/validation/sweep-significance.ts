/** Is the best of a sweep more than the luckiest of so many tries? Every number, and one sentence. */
import type { SweepRecord, Trial } from '../sweep/index.ts'
import type { Measure } from './block-sums.ts'
import { minimumBacktestLength, minimumBacktestLengthBound } from './deflated-sharpe.ts'
import {
  completeTrials,
  type Deflation,
  deflatedMoments,
  deflationOf,
  type LuckySharpe,
} from './deflation.ts'
import { type Moments, momentsOf } from './moments.ts'
import {
  type Overfitting,
  type OverfittingOptions,
  probabilityOfOverfitting,
} from './overfitting.ts'
import { minimumTrackRecord, probabilisticSharpe } from './probabilistic-sharpe.ts'
import { type SweepVerdict, verdictOf, verdictSentence } from './verdict.ts'

/** What the deflated Sharpe ratio of a discovery has to reach. */
export const CONFIDENCE = 0.95
/** Sharpe ratios annualise by calendar time, as those of a single run do. */
const NANOS_PER_YEAR = 365 * 86_400e9

/** The trial that the sweep's objective prefers. */
export interface ChosenTrial extends LuckySharpe {
  readonly index: number
  readonly pnlAfterFees: number
  readonly sharpeYearly: number
  /** Without the ratio, which never stands without its deflated value. */
  readonly moments: Omit<Moments, 'sharpe'>
}

export interface SweepSignificance extends Deflation {
  readonly slices: number
  readonly sliceNanos: number
  readonly dataNanos: number
  /** Null when no trial was completed. */
  readonly chosen: ChosenTrial | null
  /** PSR(0) of the chosen: as if it had been the only try. */
  readonly probabilisticSharpe: number
  /** Deflated by the effective number of trials instead of all: the kinder view. */
  readonly deflatedSharpeEffective: number
  readonly luckySharpeYearly: number
  /** Slices after which the chosen would be above zero, and above luck, with 95 % confidence. */
  readonly trackRecordSlices: number
  readonly trackRecordOverLuckSlices: number
  /** Slices below which this many worthless trials are expected to show as good a ratio. */
  readonly backtestSlices: number
  readonly backtestSlicesBound: number
  /** Null with fewer than two complete trials, or fewer than four slices. */
  readonly overfitting: Overfitting | null
  readonly verdict: SweepVerdict
  readonly sentence: string
}

/** Everything that `t2t validate` says about a sweep before it splits any data. */
export function sweepSignificance(
  record: SweepRecord,
  options: OverfittingOptions = {},
): SweepSignificance {
  const deflation = deflationOf(record.trials)
  const dataNanos = record.lastNanos - record.firstNanos
  const sliceNanos = dataNanos / record.slices
  const trial = preferredTrial(record)
  const moments = momentsOf(trial?.slicePnl ?? [])
  const { sharpe: _ratio, ...shape } = moments
  const lucky = deflatedMoments(moments, deflation)
  const rootYear = Math.sqrt(NANOS_PER_YEAR / sliceNanos)
  const numbers = {
    ...deflation,
    slices: record.slices,
    sliceNanos,
    dataNanos,
    chosen:
      trial === null
        ? null
        : {
            ...lucky,
            index: trial.index,
            pnlAfterFees: trial.metrics.pnlAfterFees,
            sharpeYearly: lucky.sharpe * rootYear,
            moments: shape,
          },
    probabilisticSharpe: probabilisticSharpe(moments, 0),
    deflatedSharpeEffective: probabilisticSharpe(moments, deflation.luckySharpeEffective),
    luckySharpeYearly: deflation.luckySharpe * rootYear,
    trackRecordSlices: minimumTrackRecord(moments, 0, CONFIDENCE),
    trackRecordOverLuckSlices: minimumTrackRecord(moments, deflation.luckySharpe, CONFIDENCE),
    backtestSlices: minimumBacktestLength(deflation.trials, lucky.sharpe),
    backtestSlicesBound: minimumBacktestLengthBound(deflation.trials, lucky.sharpe),
    overfitting: overfittingOf(record, options),
  }
  const verdict = verdictOf(numbers, CONFIDENCE)
  return { ...numbers, verdict, sentence: verdictSentence(numbers, verdict, CONFIDENCE) }
}

/** The complete trial with the best objective, the first of equals; null where none has one. */
export function preferredTrial(record: SweepRecord): Trial | null {
  const sign = record.isObjectiveMinimised ? -1 : 1
  let preferred: Trial | null = null
  for (const trial of completeTrials(record.trials)) {
    const objective = sign * trial.metrics[record.objective]
    if (Number.isNaN(objective)) continue
    if (preferred === null || objective > sign * preferred.metrics[record.objective]) {
      preferred = trial
    }
  }
  return preferred
}

/** What stands for the sweep's objective on a part of the slices. */
export function measureOf(record: SweepRecord): Measure {
  const isMoney = record.objective === 'pnlAfterFees' || record.objective === 'pnlBeforeFees'
  return isMoney && !record.isObjectiveMinimised ? 'mean' : 'sharpe'
}

function overfittingOf(record: SweepRecord, options: OverfittingOptions): Overfitting | null {
  const rows = completeTrials(record.trials).map(({ slicePnl }) => slicePnl)
  if (rows.length < 2 || record.slices < 4) return null
  return probabilityOfOverfitting(rows, { measure: measureOf(record), ...options })
}
