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
import { BLOCK_SAMPLES, type ColumnProgram, type ColumnStep } from '../../models/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'
import type { VectorisedForm } from '../../strategy/index.ts'
import type { MarketOptions } from '../market.ts'
import type { SliceCurve } from '../slice-curve.ts'
import type { CompiledForm } from './compiled-form.ts'
import { EquityMarks } from './equity-marks.ts'
import { LossWatch } from './loss-watch.ts'
import { SampleBlocks } from './sample-blocks.ts'
import { TakerDesk } from './taker-desk.ts'
import type { TickColumns } from './tick-columns.ts'
import type { VectorisedExtras } from './vectorised-result.ts'

export interface EngineOptions {
  readonly form: CompiledForm
  readonly market: MarketOptions
  readonly instrument: Instrument
  readonly latency: LatencyModel
  /** From the venue to us, the same for every row. */
  readonly feedNanos: number
  /** Nothing takes any time, neither here nor on the way. */
  readonly isImmediate: boolean
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
  hasSpread = false
  readonly #form: VectorisedForm
  readonly #program: ColumnProgram
  readonly #signal: ColumnStep
  readonly #size: ColumnStep
  readonly #blocks: SampleBlocks
  readonly #losses: LossWatch
  readonly #limitLots: number
  readonly #feedNanos: number
  readonly #isQuotes: boolean
  readonly #isImmediate: boolean
  /** The first rows, of the columns at hand, not judged for losses and not counted in the equity. */
  #judged = 0
  #counted = 0
  #position = 0
  /** The row whose quote the venue has. */
  #venueRow = 0

  constructor(options: EngineOptions) {
    const { form: compiled, market, instrument, latency, feedNanos, slices, onSample } = options
    const { form } = compiled
    const cash = market.cash ?? 0
    this.openingCash = cash
    this.#form = form
    this.#isQuotes = form.samples === 'quotes'
    // Quotes are judged before they are decided on, which takes a step of its own.
    this.#isImmediate = options.isImmediate && form.samples === 'trades'
    this.#limitLots = form.inventoryLimitLots
    this.#feedNanos = feedNanos
    this.#program = compiled.program
    this.#signal = compiled.signal
    this.#size = compiled.size
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
    const first = this.#counted
    if (end <= first) return
    if (this.rows === 0) this.firstNanos = columns.timeNanos[first]!
    for (let from = first; from < end; from += BLOCK_SAMPLES) {
      this.#runBlock(columns, from, Math.min(end, from + BLOCK_SAMPLES))
    }
    this.rows += end - first
    this.lastNanos = columns.timeNanos[end - 1]!
    this.lastPrice = columns.price[end - 1]!
    this.hasSpread = columns.hasSpread
  }

  /** Rows from the beginning that will not be asked for again: all but the newest that it has seen. */
  get spareRows(): number {
    return Math.max(0, this.#counted - 1)
  }

  /** The columns have lost their first rows. */
  forget(rows: number): void {
    this.#counted -= rows
    this.#judged -= rows
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
    if (this.#isImmediate) this.#pass(columns, to)
    else this.#advance(columns, to)
  }

  /** The strategy wants to take at this sample. */
  #want(columns: TickColumns, side: Side, sample: number): void {
    const isQuiet = this.#isImmediate || this.desk.flight.nextAt === Number.POSITIVE_INFINITY
    if (isQuiet && side * this.#position >= this.#limitLots) return
    const row = this.#blocks.rowOf(sample)
    const now = columns.timeNanos[row]! + this.#feedNanos
    if (this.#isImmediate) this.#wantNow(columns, row, now, side, sample)
    else this.#wantInTime(columns, row, now, side, sample)
  }

  /** Nothing is on its way: the order trades where it is sent, and only fills change anything. */
  #wantNow(columns: TickColumns, row: number, now: number, side: Side, sample: number): void {
    this.#pass(columns, row)
    if (!this.#decide(columns, row, now, side, sample)) return
    // The gate has just judged the equity of this row: it counts with the new position.
    this.#judged = row + 1
    this.desk.takeHere(now)
    this.#hold(columns, now)
  }

  #wantInTime(columns: TickColumns, row: number, now: number, side: Side, sample: number): void {
    this.#advance(columns, row)
    this.#deliver(columns, now, true)
    this.#judge(columns, this.#isQuotes ? row + 1 : row)
    const isSent = this.#decide(columns, row, now, side, sample)
    this.#judge(columns, row + 1)
    this.#count(columns, row)
    if (isSent) this.desk.send(now)
    this.#deliver(columns, now, false)
  }

  /** Handles the rows before this one, all with the present position. */
  #pass(columns: TickColumns, row: number): void {
    const from = this.#counted
    if (row <= from) return
    const { price, timeNanos } = columns
    const lowest = this.marks.count(price, timeNanos, from, row, this.#feedNanos)
    this.#counted = row
    this.#judged = row
    if (this.#position === 0 || this.#losses.isClear(lowest, timeNanos[row - 1]!)) return
    this.#losses.check(this.marks, price, timeNanos, from, row, this.#feedNanos)
  }

  #decide(columns: TickColumns, row: number, now: number, side: Side, sample: number): boolean {
    const { desk } = this
    const room = this.#limitLots - side * this.#position
    if (!(room > 0)) return false
    const wanted = Math.floor(this.#size.valueAt(sample))
    const size = this.#form.clipToLimit ? Math.min(wanted, room) : wanted
    if (!(size > 0)) return false
    desk.equity = this.marks.at(columns.price[row]!)
    const { orderLotsMax } = desk.gate.limits
    if (!desk.killSwitch.isTripped && size <= orderLotsMax) this.#losses.note(now, desk.equity)
    return desk.order(columns, row, now, side, lots(size))
  }

  /** Handles the rows before this one, and whatever is due before them or with them. */
  #advance(columns: TickColumns, row: number): void {
    const { timeNanos } = columns
    const { flight } = this.desk
    // Where nothing has been counted yet, something that is due with the row before has been delivered.
    while (this.#judged < row) {
      const due = flight.nextAt - this.#feedNanos
      const isLater = timeNanos[row - 1]! < due
      const end = isLater ? row : firstAtOrAfter(timeNanos, this.#judged, row, due)
      this.#judge(columns, end)
      this.#count(columns, end)
      if (end === row) return
      const now = timeNanos[end]! + this.#feedNanos
      this.#deliver(columns, now, true)
      this.#judge(columns, end + 1)
      this.#deliver(columns, now, false)
    }
    this.#count(columns, row)
  }

  /** Looks for a loss beyond the limit, with the present position, in the rows before this one. */
  #judge(columns: TickColumns, to: number): void {
    const from = this.#judged
    if (to <= from) return
    this.#judged = to
    if (this.#position === 0) return
    this.#losses.check(this.marks, columns.price, columns.timeNanos, from, to, this.#feedNanos)
  }

  /** The rows before this one have the equity of the present position. */
  #count(columns: TickColumns, to: number): void {
    const from = this.#counted
    if (to <= from) return
    this.#counted = to
    this.marks.count(columns.price, columns.timeNanos, from, to, this.#feedNanos)
  }

  /** A report has changed the position: it is judged by the newest price here. */
  #hold(columns: TickColumns, now: number): void {
    const { position, cash, fees } = this.desk.portfolio
    this.#position = position
    this.marks.hold(position, cash, fees)
    this.#losses.checkFill(now, this.marks.at(columns.price[this.#judged - 1]!))
  }

  /** Orders and reports that arrive up to an instant, or before it. */
  #deliver(columns: TickColumns, until: number, isBefore: boolean): void {
    const { desk } = this
    const { flight } = desk
    for (;;) {
      const due = flight.nextAt
      if (due === Number.POSITIVE_INFINITY || due > until || (isBefore && due === until)) return
      if (flight.isReportNext) {
        desk.takeReport()
        this.#hold(columns, due)
      } else {
        desk.execute(columns, this.#quoteRow(columns, due))
      }
    }
  }

  /** The newest row at the venue by this instant. */
  #quoteRow({ timeNanos, length }: TickColumns, at: number): number {
    let row = Math.max(this.#venueRow, this.#counted - 1)
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
