/**
 * Equity after every row, summed up stretch by stretch: between two changes of position it is one
 * multiplication a row, and while there is no position it stands still.
 *
 * The figures are those of the event engine's recorder; the deviation of the changes comes from their
 * sum of squares, whose mean is so small against them that nothing is lost.
 */
import type { Instrument } from '../../core/index.ts'
import { BLOCK_SAMPLES } from '../../models/index.ts'
import type { SliceCurve } from '../slice-curve.ts'
import type { VectorisedExtras } from './vectorised-result.ts'

export class EquityMarks {
  samples = 0
  firstEquity = Number.NaN
  lastEquity = Number.NaN
  drawdownMax = 0
  readonly #isInverse: boolean
  readonly #contractSize: number
  readonly #instrument: Instrument
  readonly #slices: SliceCurve | undefined
  readonly #onSample: VectorisedExtras['onSample']
  /** Of the present stretch. */
  readonly #equity = new Float64Array(BLOCK_SAMPLES)
  #peak = Number.NEGATIVE_INFINITY
  /** Of the present stretch. */
  #lowest = Number.POSITIVE_INFINITY
  #squares = 0
  #downsideSquares = 0
  /** What a position is worth, set by `hold`. */
  #cash: number
  #fees = 0
  #position = 0
  #exposure = 0

  constructor(options: {
    instrument: Instrument
    cash: number
    slices: SliceCurve | undefined
    onSample: VectorisedExtras['onSample']
  }) {
    const { instrument } = options
    this.#instrument = instrument
    this.#isInverse = instrument.contract === 'inverse'
    this.#contractSize = instrument.contractSize
    this.#cash = options.cash
    this.#slices = options.slices
    this.#onSample = options.onSample
  }

  /** From now on this is held. */
  hold(position: number, cash: number, fees: number): void {
    this.#position = position
    this.#cash = cash
    this.#fees = fees
    this.#exposure = this.#contractSize * this.#instrument.lot.value(position)
  }

  /** In settlement currency, less fees. */
  at(price: number): number {
    return this.#worth(price) - this.#fees
  }

  #worth(price: number): number {
    if (this.#position === 0) return this.#cash
    return this.#isInverse
      ? this.#cash - this.#exposure / price
      : this.#cash + this.#exposure * price
  }

  /**
   * The first row at which the position has lost more than `lossMax` against `open`; `to` when
   * there is none. Nothing is counted.
   */
  firstLoss(prices: Float64Array, from: number, to: number, open: number, lossMax: number): number {
    if (this.#isInverse) {
      for (let row = from; row < to; row++) {
        if (!(open - this.at(prices[row]!) <= lossMax)) return row
      }
      return to
    }
    const cash = this.#cash
    const fees = this.#fees
    const exposure = this.#exposure
    for (let row = from; row < to; row++) {
      if (!(open - (cash + exposure * prices[row]! - fees) <= lossMax)) return row
    }
    return to
  }

  /** Counts the equity after each of the rows, at most a block of them, and answers the lowest. */
  count(
    prices: Float64Array,
    times: Float64Array,
    from: number,
    to: number,
    shift: number,
  ): number {
    const rows = to - from
    this.#lowest = Number.POSITIVE_INFINITY
    if (rows <= 0) return this.#lowest
    if (this.#position === 0) this.#standStill(rows)
    else this.#move(prices, from, rows)
    if (this.#slices !== undefined) this.#slice(this.#slices, times, from, rows, shift)
    if (this.#onSample === undefined) return this.#lowest
    for (let row = from; row < to; row++) {
      const price = prices[row]!
      const atNanos = times[row]! + shift
      const equityBeforeFees = this.#worth(price)
      const markets = [{ position: this.#position, price }]
      this.#onSample({ atNanos, equity: this.at(price), equityBeforeFees, markets })
    }
    return this.#lowest
  }

  /** The first row of a stretch without a position may differ from the row before, the rest not. */
  #standStill(rows: number): void {
    const equity = this.#cash - this.#fees
    if (this.samples === 0) this.firstEquity = equity
    else this.#change(equity - this.lastEquity)
    if (equity > this.#peak) this.#peak = equity
    if (this.#peak - equity > this.drawdownMax) this.drawdownMax = this.#peak - equity
    this.lastEquity = equity
    this.#lowest = equity
    this.samples += rows
  }

  #move(prices: Float64Array, from: number, rows: number): void {
    const equities = this.#equity
    const cash = this.#cash
    const fees = this.#fees
    const exposure = this.#exposure
    if (this.#isInverse) {
      for (let k = 0; k < rows; k++) equities[k] = cash - exposure / prices[from + k]! - fees
    } else {
      for (let k = 0; k < rows; k++) equities[k] = cash + exposure * prices[from + k]! - fees
    }
    let lowest = equities[0]!
    let start = 0
    if (this.samples === 0) {
      this.firstEquity = equities[0]!
      this.lastEquity = equities[0]!
      this.#peak = equities[0]!
      start = 1
    }
    let last = this.lastEquity
    let peak = this.#peak
    let drawdown = this.drawdownMax
    let squares = this.#squares
    let downside = this.#downsideSquares
    for (let k = start; k < rows; k++) {
      const equity = equities[k]!
      const change = equity - last
      last = equity
      if (equity < lowest) lowest = equity
      if (equity > peak) peak = equity
      const fall = peak - equity
      if (fall > drawdown) drawdown = fall
      const square = change * change
      squares += square
      // Without a branch: which way equity goes nobody foresees.
      downside += square * Number(change < 0)
    }
    this.lastEquity = last
    this.#lowest = lowest
    this.#peak = peak
    this.drawdownMax = drawdown
    this.#squares = squares
    this.#downsideSquares = downside
    this.samples += rows
  }

  #change(change: number): void {
    this.#squares += change * change
    if (change < 0) this.#downsideSquares += change * change
  }

  #equityAfter(k: number): number {
    return this.#position === 0 ? this.lastEquity : this.#equity[k]!
  }

  /** Only the last row of a slice counts: a stretch within one slice is told by its own last row. */
  #slice(slices: SliceCurve, times: Float64Array, from: number, rows: number, shift: number): void {
    const last = rows - 1
    const lastAt = times[from + last]! + shift
    if (slices.sliceOf(times[from]! + shift) === slices.sliceOf(lastAt)) {
      slices.add(lastAt, this.#equityAfter(last))
      return
    }
    for (let k = 0; k < rows; k++) slices.add(times[from + k]! + shift, this.#equityAfter(k))
  }

  get #meanChange(): number {
    return (this.lastEquity - this.firstEquity) / (this.samples - 1)
  }

  /** Mean change of equity over its deviation (ddof 1), per sample; NaN without variation. */
  get sharpePerSample(): number {
    const changes = this.samples - 1
    if (changes < 2) return Number.NaN
    const mean = this.#meanChange
    const variance = (this.#squares - changes * mean * mean) / (changes - 1)
    return variance > 0 ? mean / Math.sqrt(variance) : Number.NaN
  }
  /** Mean change over the root mean square of losses, per sample. */
  get sortinoPerSample(): number {
    const changes = this.samples - 1
    if (changes < 2 || this.#downsideSquares === 0) return Number.NaN
    return this.#meanChange / Math.sqrt(this.#downsideSquares / changes)
  }
}
