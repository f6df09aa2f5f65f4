/**
 * Judges the trials of a sweep on parts of their slices: which is best on some, what it earned on
 * others. Ratios leave it deflated.
 *
 * There may be a thousand splits of ten thousand trials, so the trials are compared by sums over one
 * flat table; only what was chosen is looked at more closely.
 */
import type { Trial } from '../sweep/index.ts'
import { type Measure, rankedSharpe, sharpeOfSums } from './block-sums.ts'
import { deflatedSharpe } from './deflated-sharpe.ts'
import type { LuckySharpe } from './deflation.ts'
import { type Moments, momentsOf } from './moments.ts'
import type { Split } from './purge.ts'

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

export class SliceJudge {
  readonly #trials: readonly Trial[]
  /** All that were tried, more than can be chosen from. */
  readonly #tried: number
  readonly #measure: Measure
  /** Trial after trial, a profit for each slice. */
  readonly #profits: Float64Array
  readonly #slices: number
  /** Over the rows looked at last, for each trial. */
  readonly #means: Float64Array
  readonly #sharpes: Float64Array

  /** At least one trial; all saw the same slices. */
  constructor(trials: readonly Trial[], tried: number, measure: Measure) {
    this.#trials = trials
    this.#tried = tried
    this.#measure = measure
    this.#slices = trials[0]!.slicePnl.length
    this.#profits = new Float64Array(trials.length * this.#slices)
    for (const [i, { slicePnl }] of trials.entries()) this.#profits.set(slicePnl, i * this.#slices)
    this.#means = new Float64Array(trials.length)
    this.#sharpes = new Float64Array(trials.length)
  }

  /** The best on the training rows, the first of equals, and how it does on the others. */
  choose({ train, test }: Split): { readonly trial: Trial; readonly outcome: SplitOutcome } {
    this.#look(train)
    const best = this.#best()
    const trial = this.#trials[best]!
    const inSample = this.#stretch(momentsOf(profitsOn(trial, train)))
    this.#look(test)
    const outOfSample = this.#stretch(momentsOf(profitsOn(trial, test)))
    const outcome = {
      testFrom: test[0]!,
      testTo: test.at(-1)!,
      chosen: trial.index,
      values: trial.values,
      inSample,
      outOfSample,
    }
    return { trial, outcome }
  }

  /** Tests of different splits, one after the other. */
  chain(pieces: readonly { readonly trial: Trial; readonly rows: Int32Array }[]): Path {
    const rows = pieces.flatMap((piece) => [...piece.rows])
    const slicePnl = pieces.flatMap((piece) => [...profitsOn(piece.trial, piece.rows)])
    this.#look(Int32Array.from(rows))
    return { ...this.#stretch(momentsOf(slicePnl)), rows, slicePnl }
  }

  /** Mean and ratio of every trial over these rows. */
  #look(rows: Int32Array): void {
    const profits = this.#profits
    for (let trial = 0; trial < this.#trials.length; trial++) {
      const start = trial * this.#slices
      let sum = 0
      let square = 0
      for (let i = 0; i < rows.length; i++) {
        const profit = profits[start + rows[i]!]!
        sum += profit
        square += profit * profit
      }
      this.#means[trial] = sum / rows.length
      this.#sharpes[trial] = sharpeOfSums(sum, square, rows.length)
    }
  }

  #best(): number {
    let best = 0
    for (let i = 1; i < this.#trials.length; i++) {
      if (this.#performance(i) > this.#performance(best)) best = i
    }
    return best
  }

  #performance(trial: number): number {
    const mean = this.#means[trial]!
    return this.#measure === 'mean' ? mean : rankedSharpe(this.#sharpes[trial]!, mean)
  }

  /** Deflated by what the trials' ratios vary over the rows looked at last. */
  #stretch(moments: Moments): Stretch {
    const { count, deviation } = momentsOf(this.#sharpes)
    const variance = count < 2 ? 0 : deviation * deviation
    return {
      slices: moments.count,
      pnl: moments.mean * moments.count,
      sharpe: {
        sharpe: moments.sharpe,
        deflated: deflatedSharpe(moments, this.#tried, variance),
        trials: this.#tried,
      },
    }
  }
}

const profitsOn = (trial: Trial, rows: Int32Array): Float64Array =>
  Float64Array.from(rows, (row) => trial.slicePnl[row]!)
