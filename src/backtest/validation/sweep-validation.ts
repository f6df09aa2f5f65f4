/**
 * A sweep on data that its choices have not seen: on every split the best trial of the training slices
 * is chosen, and what it earned on the test slices is what the whole procedure is worth.
 *
 * The profits are those of the sweep's own runs, slice by slice. A position that is open at a border
 * belongs to both sides of it: the horizon and the gap keep such neighbours apart, they do not close
 * the position.
 */
import { InputError } from '../../core/index.ts'
import type { SweepRecord } from '../sweep/index.ts'
import type { Measure } from './block-sums.ts'
import { completeTrials } from './deflation.ts'
import { type ParameterStability, parameterStability } from './parameter-stability.ts'
import { type Path, SliceJudge, type SplitOutcome, type Stretch } from './slice-judge.ts'
import { type SplitScheme, splitsOf } from './split-scheme.ts'
import { measureOf } from './sweep-significance.ts'

export interface SweepValidation {
  readonly scheme: SplitScheme
  readonly measure: Measure
  /** All of the sweep, and those that saw all the data and could be chosen. */
  readonly trials: number
  readonly complete: number
  readonly slices: number
  readonly splits: readonly SplitOutcome[]
  /** Histories made of tests only. */
  readonly paths: readonly Path[]
  /** Profit a slice out of sample over in-sample, all splits together; NaN without one in-sample. */
  readonly efficiency: number
  /** Share of the splits whose chosen trial lost on the test. */
  readonly lossShare: number
  readonly stability: ParameterStability
}

/** @throws InputError when the sweep cannot be split so, or has no trial that saw all the data. */
export function validateSweep(record: SweepRecord, scheme: SplitScheme): SweepValidation {
  const trials = completeTrials(record.trials)
  if (trials.length === 0) {
    throw new InputError(
      'no trial of this sweep saw all the data',
      {},
      'A trial has to be finished before it can be judged: resume the sweep, or mend what failed.',
    )
  }
  const { splits, paths } = splitsOf(record.slices, scheme)
  const judge = new SliceJudge(trials, record.trials.length, measureOf(record))
  const outcomes = splits.map((split) => judge.choose(split))
  return {
    scheme,
    measure: measureOf(record),
    trials: record.trials.length,
    complete: trials.length,
    slices: record.slices,
    splits: outcomes.map(({ outcome }) => outcome),
    paths: paths.map((pieces) =>
      judge.chain(pieces.map(({ split, rows }) => ({ trial: outcomes[split]!.trial, rows }))),
    ),
    efficiency: efficiencyOf(outcomes.map(({ outcome }) => outcome)),
    lossShare: outcomes.filter(({ outcome }) => outcome.outOfSample.pnl < 0).length / splits.length,
    stability: parameterStability(
      record.axes,
      outcomes.map(({ trial }) => trial),
    ),
  }
}

function efficiencyOf(splits: readonly SplitOutcome[]): number {
  const perSlice = (stretches: readonly Stretch[]): number =>
    stretches.reduce((sum, { pnl }) => sum + pnl, 0) /
    stretches.reduce((sum, { slices }) => sum + slices, 0)
  const inSample = perSlice(splits.map((split) => split.inSample))
  const outOfSample = perSlice(splits.map((split) => split.outOfSample))
  return inSample > 0 ? outOfSample / inSample : Number.NaN
}
