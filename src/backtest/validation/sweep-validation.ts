/**
 * A sweep on data that its choices have not seen: on every split the best trial of the training slices
 * is chosen, and what it earned on the test slices is what the whole procedure is worth.
 *
 * The profits are those of the sweep's own runs, slice by slice. A position that is open at a border
 * belongs to both sides of it: the horizon and the gap keep such neighbours apart, they do not close
 * the position.
 */
import { InputError } from '../../core/index.ts'
import type { SweepRecord, Trial } from '../sweep/index.ts'
import { FLAT_SHARPE, type Measure } from './block-sums.ts'
import { deflatedSharpe } from './deflated-sharpe.ts'
import { completeTrials, type LuckySharpe } from './deflation.ts'
import { type Moments, momentsOf } from './moments.ts'
import { type ParameterStability, parameterStability } from './parameter-stability.ts'
import type { Split } from './purge.ts'
import { type SplitScheme, splitsOf } from './split-scheme.ts'
import { measureOf } from './sweep-significance.ts'

/** What a trial, or a chain of chosen ones, earned over some slices. */
export interface Stretch {
  readonly slices: number
  /** After fees, in settlement currency. */
  readonly pnl: number
  readonly sharpe: LuckySharpe
}

export interface SplitOutcome {
  /** First and last slice tested. With several tested groups, what lies between may have trained. */
  readonly testFrom: number
  readonly testTo: number
  /** Index of the trial that was best on the training slices, and its values. */
  readonly chosen: number
  readonly values: Trial['values']
  readonly inSample: Stretch
  readonly outOfSample: Stretch
}

export interface Path extends Stretch {
  /** Slices it is made of, rising, and the profit in each. */
  readonly rows: readonly number[]
  readonly slicePnl: readonly number[]
}

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

/** Judges trials on parts of their slices; a Sharpe ratio leaves it deflated. */
class SliceJudge {
  readonly #trials: readonly Trial[]
  readonly #tried: number
  readonly #measure: Measure

  constructor(trials: readonly Trial[], tried: number, measure: Measure) {
    this.#trials = trials
    this.#tried = tried
    this.#measure = measure
  }

  /** The best on the training rows, the first of equals, and how it does on the others. */
  choose({ train, test }: Split): { readonly trial: Trial; readonly outcome: SplitOutcome } {
    const moments = this.#momentsOn(train)
    let best = 0
    for (let i = 1; i < moments.length; i++) {
      if (this.#performance(moments[i]!) > this.#performance(moments[best]!)) best = i
    }
    const tested = this.#momentsOn(test)
    const trial = this.#trials[best]!
    const outcome = {
      testFrom: test[0]!,
      testTo: test.at(-1)!,
      chosen: trial.index,
      values: trial.values,
      inSample: this.#stretch(moments[best]!, moments),
      outOfSample: this.#stretch(tested[best]!, tested),
    }
    return { trial, outcome }
  }

  /** Tests of different splits, one after the other. */
  chain(pieces: readonly { readonly trial: Trial; readonly rows: Int32Array }[]): Path {
    const rows = pieces.flatMap((piece) => [...piece.rows])
    const slicePnl = pieces.flatMap((piece) => [...profitsOn(piece.trial, piece.rows)])
    const others = this.#momentsOn(Int32Array.from(rows))
    return { ...this.#stretch(momentsOf(slicePnl), others), rows, slicePnl }
  }

  #momentsOn(rows: Int32Array): readonly Moments[] {
    return this.#trials.map((trial) => momentsOf(profitsOn(trial, rows)))
  }

  /** Deflated by what the trials' ratios vary over the same slices. */
  #stretch(moments: Moments, others: readonly Moments[]): Stretch {
    const sharpes = others.map(({ sharpe }) => sharpe).filter((sharpe) => !Number.isNaN(sharpe))
    const spread = sharpes.length < 2 ? 0 : momentsOf(sharpes).deviation
    return {
      slices: moments.count,
      pnl: moments.mean * moments.count,
      sharpe: {
        sharpe: moments.sharpe,
        deflated: deflatedSharpe(moments, this.#tried, spread * spread),
        trials: this.#tried,
      },
    }
  }

  #performance({ mean, sharpe }: Moments): number {
    if (this.#measure === 'mean') return mean
    return Number.isNaN(sharpe) ? Math.sign(mean) * FLAT_SHARPE : sharpe
  }
}

const profitsOn = (trial: Trial, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (row) => trial.slicePnl[row]!)

function efficiencyOf(splits: readonly SplitOutcome[]): number {
  const perSlice = (stretches: readonly Stretch[]): number =>
    stretches.reduce((sum, { pnl }) => sum + pnl, 0) /
    stretches.reduce((sum, { slices }) => sum + slices, 0)
  const inSample = perSlice(splits.map((split) => split.inSample))
  const outOfSample = perSlice(splits.map((split) => split.outOfSample))
  return inSample > 0 ? outOfSample / inSample : Number.NaN
}
