/**
 * One pass over ordered records: books on both clocks become columns.
 *
 * The records come as `TwoClockOrder` leaves them, so that a record is the venue's, ours, or both. The
 * venue's side writes the tape of all that fills; ours writes a grid row as soon as a record comes that
 * is later than its instant. Up to the first record that the clocks put into another order both books
 * are the same, and only one is kept.
 */
import { DepthSums, LadderBook, type OrderBook } from '../../book/index.ts'
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_EXCHANGE,
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_LOCAL,
  FLAG_SNAPSHOT,
  flagsOf,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  kindOf,
  lots,
  NO_PRICE,
  SELL,
  SIDES,
  sideOf,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { ExchangeTape, ExchangeTapeBuilder, type ExchangeTapeData } from './exchange-tape.ts'
import type { MarketPulse } from './latency-columns.ts'
import type { DepthColumns, MarketColumns } from './market-columns.ts'
import { FloatColumn, IntColumn, sharedInts } from './shared-columns.ts'

/** More rows than this would not fit into memory beside the rest, and are a mistyped interval. */
export const ROWS_MAX = 100_000_000

export interface ColumnBuilderOptions {
  readonly instrument: Instrument
  readonly intervalNanos: number
  /** Shares of the mid within which the depth is summed up at each row. */
  readonly depthRanges?: readonly number[] | undefined
  /** Latencies follow the market: remember when it spoke. */
  readonly hearsPulse?: boolean | undefined
}

/** What one pass over a market comes to. */
export interface BuiltColumns {
  readonly columns: MarketColumns
  readonly tape: ExchangeTapeData
  readonly pulse: MarketPulse | undefined
}

export class ColumnBuilder {
  readonly #options: ColumnBuilderOptions
  readonly #exchangeBook: OrderBook
  /** The exchange's own until the clocks part. */
  #localBook: OrderBook
  readonly #tape = new ExchangeTapeBuilder()
  readonly #times = new FloatColumn()
  readonly #bids = new IntColumn()
  readonly #asks = new IntColumn()
  readonly #bidLots = new IntColumn()
  readonly #askLots = new IntColumn()
  readonly #depth: readonly DepthRows[]
  readonly #activity = new FloatColumn()
  readonly #arrivals = new FloatColumn()
  readonly #feedLatencies = new FloatColumn()
  #isTouchSuspect = false
  #gridNext = Number.NaN
  #newest = Number.NEGATIVE_INFINITY

  constructor(options: ColumnBuilderOptions) {
    this.#options = options
    this.#exchangeBook = emptyBook(options.instrument)
    this.#localBook = this.#exchangeBook
    this.#depth = (options.depthRanges ?? []).map((range) => new DepthRows(range))
  }

  /** Takes in records in their final order. */
  push(records: EventTape): void {
    const { f64, i32, length } = records
    for (let index = 0; index < length; index++) {
      const flags = flagsOf(i32[index * EVENT_I32 + I_META]!)
      const f = index * EVENT_F64
      // Whichever clock the first record is for, nothing happens before its exchange time.
      if (Number.isNaN(this.#gridNext)) {
        this.#gridNext = f64[f + F_EXCHANGE]! + this.#options.intervalNanos
      }
      const isExchange = (flags & FLAG_EXCHANGE) !== 0
      const isLocal = (flags & FLAG_LOCAL) !== 0
      if (isLocal) {
        const local = f64[f + F_LOCAL]!
        if (local > this.#gridNext) this.#writeRowsBefore(local)
        if (local > this.#newest) this.#newest = local
      }
      if (isExchange !== isLocal) this.#part(kindOf(i32[index * EVENT_I32 + I_META]!))
      if (isExchange) this.#exchangeRecord(records, index, flags)
      if (isLocal) this.#localRecord(records, index, flags)
    }
  }

  finish(): BuiltColumns {
    // A timer due at the very last instant does not fire any more.
    this.#writeRowsBefore(this.#newest)
    const rows = this.#times.length
    this.#times.push(this.#newest)
    this.#writeRow()
    const tape = this.#tape.share()
    const times = this.#times.share()
    const columns = {
      intervalNanos: this.#options.intervalNanos,
      rows,
      times,
      bids: this.#bids.share(),
      asks: this.#asks.share(),
      bidLots: this.#bidLots.share(),
      askLots: this.#askLots.share(),
      ...waitingBounds(times, new ExchangeTape(tape)),
      depth: this.#depth.map((rowsOf) => rowsOf.share()),
    }
    const pulse = {
      activityTimes: this.#activity.share(),
      arrivalTimes: this.#arrivals.share(),
      feedLatencies: this.#feedLatencies.share(),
    }
    return { columns, tape, pulse: this.#options.hearsPulse === true ? pulse : undefined }
  }

  #writeRowsBefore(instant: number): void {
    const { intervalNanos } = this.#options
    if ((instant - this.#gridNext) / intervalNanos + this.#times.length > ROWS_MAX) {
      throw tooManyRows(intervalNanos)
    }
    while (this.#gridNext < instant) {
      this.#times.push(this.#gridNext)
      this.#writeRow()
      this.#gridNext += intervalNanos
    }
  }

  #writeRow(): void {
    const book = this.#localBook
    this.#bids.push(book.best(BUY))
    this.#asks.push(book.best(SELL))
    this.#bidLots.push(book.bestSize(BUY))
    this.#askLots.push(book.bestSize(SELL))
    for (let k = 0; k < this.#depth.length; k++) this.#depth[k]!.write(book)
  }

  /** A record that one clock alone has here: from a change of the book on there are two books. */
  #part(kind: number): void {
    if (this.#localBook !== this.#exchangeBook || !changesBook(kind)) return
    this.#localBook = emptyBook(this.#options.instrument)
    for (const side of SIDES) {
      const from = this.#exchangeBook
      for (let at = from.best(side); at !== NO_PRICE; at = from.nextBehind(side, at)) {
        this.#localBook.set(side, at, from.sizeAt(side, at))
      }
    }
  }

  #exchangeRecord(records: EventTape, index: number, flags: number): void {
    const i = index * EVENT_I32
    const { i32 } = records
    const meta = i32[i + I_META]!
    const kind = kindOf(meta)
    const at = records.f64[index * EVENT_F64 + F_EXCHANGE]!
    if (at > this.#newest) this.#newest = at
    if (kind === DEPTH_LEVEL) {
      this.#exchangeBook.set(sideOf(meta), ticks(i32[i + I_PRICE]!), lots(i32[i + I_SIZE]!))
      this.#isTouchSuspect = true
    } else if (kind === TRADE) {
      if ((flags & FLAG_HIDDEN) === 0) {
        this.#tape.trade(at, sideOf(meta), i32[i + I_PRICE]!, i32[i + I_SIZE]!)
      }
    } else if (kind === DEPTH_CLEAR) {
      this.#exchangeBook.apply(records, index)
      this.#isTouchSuspect = true
    } else if (kind === HALT) throw hasHalts()
    if ((flags & FLAG_LAST) === 0) return
    if (this.#options.hearsPulse === true) this.#activity.push(at)
    if (!this.#isTouchSuspect) return
    this.#isTouchSuspect = false
    this.#tape.touch(at, this.#exchangeBook.best(BUY), this.#exchangeBook.best(SELL))
  }

  #localRecord(records: EventTape, index: number, flags: number): void {
    if (this.#localBook !== this.#exchangeBook) {
      const i = index * EVENT_I32
      const { i32 } = records
      const meta = i32[i + I_META]!
      const kind = kindOf(meta)
      if (kind === DEPTH_LEVEL) {
        this.#localBook.set(sideOf(meta), ticks(i32[i + I_PRICE]!), lots(i32[i + I_SIZE]!))
      } else if (kind === DEPTH_CLEAR) this.#localBook.apply(records, index)
    }
    if (this.#options.hearsPulse !== true || (flags & FLAG_SNAPSHOT) !== 0) return
    const f = index * EVENT_F64
    this.#arrivals.push(records.f64[f + F_LOCAL]!)
    this.#feedLatencies.push(records.f64[f + F_LOCAL]! - records.f64[f + F_EXCHANGE]!)
  }
}

const changesBook = (kind: number): boolean => kind === DEPTH_LEVEL || kind === DEPTH_CLEAR

/** A quarter of a megabyte a side, as in the books of a run. */
const BAND_TICKS = 1 << 16

const emptyBook = (instrument: Instrument): OrderBook =>
  new LadderBook({ instrument, bandTicks: BAND_TICKS })

function waitingBounds(
  times: Float64Array,
  tape: ExchangeTape,
): Pick<MarketColumns, 'buyBounds' | 'sellBounds'> {
  const buyBounds = sharedInts(times.length)
  const sellBounds = sharedInts(times.length)
  let from = 0
  for (let row = 0; row < times.length; row++) {
    const to = tape.after(times[row]!, from)
    buyBounds[row] = tape.buyBound(from, to)
    sellBounds[row] = tape.sellBound(from, to)
    from = to
  }
  return { buyBounds, sellBounds }
}

/** The sums of one range, row by row. */
class DepthRows {
  readonly #range: number
  readonly #sums = new DepthSums()
  readonly #bidLots = new FloatColumn()
  readonly #askLots = new FloatColumn()
  readonly #bidMoments = new FloatColumn()
  readonly #askMoments = new FloatColumn()

  constructor(range: number) {
    this.#range = range
  }

  write(book: OrderBook): void {
    const sums = this.#sums.measure(book, this.#range)
    this.#bidLots.push(sums.bidLots)
    this.#askLots.push(sums.askLots)
    this.#bidMoments.push(sums.bidMoment)
    this.#askMoments.push(sums.askMoment)
  }

  share(): DepthColumns {
    return {
      range: this.#range,
      bidLots: this.#bidLots.share(),
      askLots: this.#askLots.share(),
      bidMoments: this.#bidMoments.share(),
      askMoments: this.#askMoments.share(),
    }
  }
}

const tooManyRows = (intervalNanos: number): InputError =>
  new InputError(
    `a grid of ${intervalNanos} ns over these data has more than ${ROWS_MAX} rows`,
    { field: 'intervalNanos' },
    'Choose a longer interval, or a shorter part of the data.',
  )

const hasHalts = (): InputError =>
  new InputError(
    'trading halts in these data, which columns cannot tell',
    { field: 'engine' },
    'Run them with the event engine.',
  )
