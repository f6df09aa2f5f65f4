/**
 * Rows of the series to samples of the strategy, a block at a time.
 *
 * As a rule every row is a sample and the block is where the columns are. Where the series has quotes
 * without a trade, the samples are gathered; where quotes are sampled, the price is their middle.
 */
import { BLOCK_SAMPLES, type ColumnSources } from '../../models/index.ts'
import type { VectorisedForm } from '../../strategy/index.ts'
import type { TickColumns } from './tick-columns.ts'

export class SampleBlocks {
  /** Where the samples of the block are to be read, from `from` on. */
  sources: ColumnSources
  from = 0
  /** Samples in the block. */
  length = 0
  readonly #isQuotes: boolean
  readonly #gathered = {
    price: new Float64Array(BLOCK_SAMPLES),
    bid: new Float64Array(BLOCK_SAMPLES),
    ask: new Float64Array(BLOCK_SAMPLES),
    volume: new Float64Array(BLOCK_SAMPLES),
  }
  readonly #rows = new Int32Array(BLOCK_SAMPLES)
  #isDense = false

  constructor(samples: VectorisedForm['samples']) {
    this.#isQuotes = samples === 'quotes'
    this.sources = this.#gathered
  }

  /** The row of a sample. */
  rowOf(sample: number): number {
    return this.#isDense ? this.from + sample : this.#rows[sample]!
  }

  load(columns: TickColumns, from: number, to: number): void {
    const { price, bid, ask, volumeLots } = columns
    this.#isDense = !this.#isQuotes && !columns.hasQuotes
    if (this.#isDense) {
      this.sources = { price, bid, ask, volume: volumeLots }
      this.from = from
      this.length = to - from
      return
    }
    this.sources = this.#gathered
    this.from = 0
    this.#gather(columns, from, to)
  }

  #gather({ price, bid, ask, volumeLots }: TickColumns, from: number, to: number): void {
    const gathered = this.#gathered
    let sample = 0
    for (let row = from; row < to; row++) {
      if (!this.#isQuotes && volumeLots[row]! === 0) continue
      gathered.price[sample] = this.#isQuotes ? (bid[row]! + ask[row]!) / 2 : price[row]!
      gathered.bid[sample] = bid[row]!
      gathered.ask[sample] = ask[row]!
      gathered.volume[sample] = volumeLots[row]!
      this.#rows[sample] = row
      sample++
    }
    this.length = sample
  }
}
