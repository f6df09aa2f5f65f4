/**
 * Profit and its square summed over the blocks of a cross-validation, for every trial: what a mean or
 * a Sharpe ratio over any choice of blocks is put together of, without looking at a slice again.
 *
 * The sums are of the numbers as they are, not centred: a trial that did nothing in a block has an
 * exact zero there, and profits, unlike prices, are not large against their own variation.
 */
import { assert } from '../../core/index.ts'

/** What a trial is judged by over a stretch of slices. */
export type Measure = 'sharpe' | 'mean'

/**
 * A profit that is the same in every slice has no Sharpe ratio. It is given this, with its sign: as
 * much as the largest that is told from rounding, so that ranks and averages stay meaningful.
 */
export const FLAT_SHARPE = 1e6

export class BlockSums {
  readonly trials: number
  readonly blocks: number
  /** Slices in a block; those that are left over at the beginning are dropped. */
  readonly slicesPerBlock: number
  /** Block after block, a number for each trial. */
  readonly #sums: Float64Array
  readonly #squares: Float64Array
  readonly #sum: Float64Array
  readonly #square: Float64Array

  /** One row of slices for each trial, all of one length and without holes. */
  constructor(rows: readonly ArrayLike<number>[], blocks: number) {
    const slices = rows[0]?.length ?? 0
    assert(blocks > 0 && slices >= blocks, 'every block has a slice')
    this.trials = rows.length
    this.blocks = blocks
    this.slicesPerBlock = Math.floor(slices / blocks)
    this.#sums = new Float64Array(this.trials * blocks)
    this.#squares = new Float64Array(this.trials * blocks)
    this.#sum = new Float64Array(this.trials)
    this.#square = new Float64Array(this.trials)
    const dropped = slices % blocks
    for (let trial = 0; trial < rows.length; trial++) {
      const row = rows[trial]!
      assert(row.length === slices, 'every trial has the same slices')
      for (let i = dropped; i < slices; i++) {
        const at = Math.floor((i - dropped) / this.slicesPerBlock) * this.trials + trial
        const profit = row[i]!
        assert(Number.isFinite(profit), 'every profit is a number')
        this.#sums[at] = this.#sums[at]! + profit
        this.#squares[at] = this.#squares[at]! + profit * profit
      }
    }
  }

  /** What each trial comes to over these blocks taken together. */
  measureInto(blocks: ArrayLike<number>, measure: Measure, performance: Float64Array): void {
    const slices = blocks.length * this.slicesPerBlock
    this.#addUp(blocks, this.#sums, this.#sum)
    if (measure === 'mean') {
      for (let i = 0; i < this.trials; i++) performance[i] = this.#sum[i]! / slices
      return
    }
    this.#addUp(blocks, this.#squares, this.#square)
    for (let i = 0; i < this.trials; i++) {
      const sum = this.#sum[i]!
      performance[i] = rankedSharpe(sharpeOfSums(sum, this.#square[i]!, slices), sum)
    }
  }

  #addUp(blocks: ArrayLike<number>, from: Float64Array, into: Float64Array): void {
    into.fill(0)
    for (let i = 0; i < blocks.length; i++) {
      const start = blocks[i]! * this.trials
      for (let trial = 0; trial < this.trials; trial++) {
        into[trial] = into[trial]! + from[start + trial]!
      }
    }
  }
}

/** Mean over deviation (ddof 1) of numbers of which these are the sums; NaN where nothing varies. */
export function sharpeOfSums(sum: number, square: number, count: number): number {
  const mean = sum / count
  const variation = square - sum * mean
  const rounding = (mean * mean * (count - 1)) / (FLAT_SHARPE * FLAT_SHARPE)
  return variation > rounding ? mean / Math.sqrt(variation / (count - 1)) : Number.NaN
}

/** What ranks and chooses: a ratio, or what stands for one where nothing varies. */
export const rankedSharpe = (sharpe: number, mean: number): number =>
  Number.isNaN(sharpe) ? Math.sign(mean) * FLAT_SHARPE : sharpe
