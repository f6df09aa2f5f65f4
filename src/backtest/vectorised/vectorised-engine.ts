/**
 * One pass over the columns of a price series: signals by the block, then only what happens at the
 * samples that want something, and between them equity by the stretch.
 *
 * The order of things is the event engine's. At the instant when a row arrives here: the strategy
 * decides by the position that reports have told so far; the daily loss is judged; then come orders
 * and reports that are due at that very instant; then the row's equity counts. An order trades at the
 * quote in force at the venue when it gets there. What is due between two rows happens there.
 */
import { BUY, type Instrument, lots, SELL, type Side } from '../../core/index.ts'
import {
  BLOCK_SAMPLES,
  type Column,
  type ColumnLike,
  ColumnProgram,
  type ColumnStep,
  constant,
} from '../../models/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'
import type { VectorisedForm } from '../../strategy/index.ts'
import type { MarketOptions } from '../market.ts'
import type { SliceCurve } from '../slice-curve.ts'
import { EquityMarks } from './equity-marks.ts'
import { LossWatch } from './loss-watch.ts'
import { SampleBlocks } from './sample-blocks.ts'
import { TakerDesk } from './taker-desk.ts'
import type { TickColumns } from './tick-columns.ts'
import type { VectorisedExtras } from './vectorised-result.ts'

export interface EngineOptions {
  readonly form: VectorisedForm
  readonly market: MarketOptions
  readonly instrument: Instrument
  readonly latency: LatencyModel
  /** From the venue to us, the same for every row. */
  readonly feedNanos: number
  readonly slices: SliceCurve | undefined
  readonly onSample: VectorisedExtras['onSample']
}

export class VectorisedEngine {
  readonly desk: TakerDesk
  readonly marks: EquityMarks
  readonly openingCash: number
  /** Rows handled so far, of all that were ever given. */
  rows = 0
  firstNanos = Number.NaN
  lastNanos = Number.NaN
  lastPrice = Number.NaN
  readonly #form: VectorisedForm
  readonly #program: ColumnProgram
  readonly #signal: ColumnStep
  readonly #size: ColumnStep
  readonly #blocks: SampleBlocks
  readonly #losses: LossWatch
  readonly #limitLots: number
  readonly #feedNanos: number
  /** The next row whose equity has not been counted, within the columns at hand. */
  #next = 0
  /** The row whose quote the venue has. */
  #venueRow = 0

  constructor(options: EngineOptions) {
    const { form, market, instrument, latency, feedNanos, slices, onSample } = options
    const cash = market.cash ?? 0
    this.openingCash = cash
    this.#form = form
    this.#limitLots = form.inventoryLimitLots
    this.#feedNanos = feedNanos
    const signal = columnOf(form.signal)
    const size = columnOf(form.sizeLots)
    this.#program = new ColumnProgram([signal], [size])
    this.#signal = this.#program.step(signal)
    this.#size = this.#program.step(size)
    this.#blocks = new SampleBlocks(form.samples)
    this.desk = new TakerDesk(market, instrument, latency)
    this.marks = new EquityMarks({ instrument, cash, slices, onSample })
    this.#losses = new LossWatch(this.desk, cash)
  }

  /**
   * Handles the rows before `end`, from where it stopped. Every row at the venue by the time that the
   * last of them is here must be in the columns.
   */
  run(columns: TickColumns, end: number): void {
    const first = this.#next
    if (end <= first) return
    if (this.rows === 0) this.firstNanos = columns.timeNanos[first]!
    for (let from = first; from < end; from += BLOCK_SAMPLES) {
      this.#runBlock(columns, from, Math.min(end, from + BLOCK_SAMPLES))
    }
    this.rows += end - first
    this.lastNanos = columns.timeNanos[end - 1]!
    this.lastPrice = columns.price[end - 1]!
  }

  /** Rows from the beginning that will not be asked for again: all but the newest that it has seen. */
  get spareRows(): number {
    return Math.max(0, this.#next - 1)
  }

  /** The columns have lost their first rows. */
  forget(rows: number): void {
    this.#next -= rows
    this.#venueRow = Math.max(0, this.#venueRow - rows)
  }

  /** The market is over: what is on its way arrives. */
  finish(columns: TickColumns): void {
    this.#deliver(columns, Number.POSITIVE_INFINITY, false)
  }

  #runBlock(columns: TickColumns, from: number, to: number): void {
    const blocks = this.#blocks
    blocks.load(columns, from, to)
    this.#program.run(blocks.sources, blocks.from, blocks.length)
    const signals = this.#signal.values
    const samples = blocks.length
    for (let sample = 0; sample < samples; sample++) {
      const signal = signals[sample]!
      if (signal > 0) this.#want(columns, BUY, sample)
      else if (signal < 0) this.#want(columns, SELL, sample)
    }
    this.#advance(columns, to)
  }

  /** The strategy wants to take at this sample. */
  #want(columns: TickColumns, side: Side, sample: number): void {
    const { desk } = this
    const isQuiet = desk.flight.nextAt === Number.POSITIVE_INFINITY
    if (isQuiet && side * desk.position >= this.#limitLots) return
    const row = this.#blocks.rowOf(sample)
    this.#advance(columns, row)
    const now = columns.timeNanos[row]! + this.#feedNanos
    this.#deliver(columns, now, true)
    const isTrade = this.#form.samples === 'trades'
    if (!isTrade) this.#judge(columns, row, row + 1)
    this.#decide(columns, row, now, side, sample)
    if (isTrade) this.#judge(columns, row, row + 1)
    this.#deliver(columns, now, false)
    this.#count(columns, row, row + 1)
  }

  #decide(columns: TickColumns, row: number, now: number, side: Side, sample: number): void {
    const { desk } = this
    const room = this.#limitLots - side * desk.position
    if (!(room > 0)) return
    const wanted = Math.floor(this.#size.valueAt(sample))
    const size = this.#form.clipToLimit ? Math.min(wanted, room) : wanted
    if (!(size > 0)) return
    desk.equity = this.marks.at(columns.price[row]!)
    const { orderLotsMax } = desk.gate.limits
    if (!desk.killSwitch.isTripped && size <= orderLotsMax) this.#losses.note(now, desk.equity)
    desk.order(columns, row, now, side, lots(size))
  }

  /** Everything up to the arrival of this row, which itself waits. */
  #advance(columns: TickColumns, row: number): void {
    const { timeNanos } = columns
    const { flight } = this.desk
    while (this.#next < row) {
      const due = flight.nextAt - this.#feedNanos
      const end = timeNanos[row - 1]! < due ? row : firstAtOrAfter(timeNanos, this.#next, row, due)
      this.#judge(columns, this.#next, end)
      this.#count(columns, this.#next, end)
      if (end === row) return
      // Something is due before this row or with it.
      const now = timeNanos[end]! + this.#feedNanos
      this.#deliver(columns, now, true)
      this.#judge(columns, end, end + 1)
      this.#deliver(columns, now, false)
      this.#count(columns, end, end + 1)
    }
  }

  /** Looks for a loss beyond the limit in rows that have the present position. */
  #judge(columns: TickColumns, from: number, to: number): void {
    this.#losses.check(this.marks, columns.price, columns.timeNanos, from, to, this.#feedNanos)
  }

  #count(columns: TickColumns, from: number, to: number): void {
    this.marks.count(columns.price, columns.timeNanos, from, to, this.#feedNanos)
    this.#next = to
  }

  /** Orders and reports that arrive up to an instant, or before it. */
  #deliver(columns: TickColumns, until: number, isBefore: boolean): void {
    const { desk } = this
    const { flight, portfolio } = desk
    for (;;) {
      const due = flight.nextAt
      if (due === Number.POSITIVE_INFINITY || due > until || (isBefore && due === until)) return
      if (flight.isReportNext) {
        desk.takeReport()
        this.marks.hold(portfolio.position, portfolio.cash, portfolio.fees)
      } else {
        desk.execute(columns, this.#quoteRow(columns, due))
      }
    }
  }

  /** The newest row at the venue by this instant. */
  #quoteRow({ timeNanos, length }: TickColumns, at: number): number {
    let row = Math.max(this.#venueRow, this.#next - 1)
    while (row + 1 < length && timeNanos[row + 1]! <= at) row++
    this.#venueRow = row
    return row
  }
}

function firstAtOrAfter(times: Float64Array, from: number, to: number, at: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < at) low = middle + 1
    else high = middle
  }
  return low
}

const columnOf = (column: ColumnLike): Column =>
  typeof column === 'number' ? constant(column) : column
