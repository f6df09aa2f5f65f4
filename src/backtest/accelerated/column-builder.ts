/**
 * Columns of any market, in one pass over records that are in order on both clocks.
 *
 * The records come as `TwoClockOrder` leaves them, so that a record is the venue's, ours, or both. The
 * venue's side writes the tape of all that fills; ours writes a grid row as soon as a record comes that
 * is later than its instant. Up to the first record that the clocks put into another order both books
 * are the same, and only one is kept.
 */
import type { OrderBook } from '../../book/index.ts'
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
import { FloatColumn } from '../shared-columns.ts'
import { ExchangeTapeBuilder } from './exchange-tape.ts'
import { type GridOptions, GridRows } from './grid-rows.ts'
import { type BuiltColumns, emptyBook, hasHalts } from './plain-builder.ts'

export interface ColumnBuilderOptions extends GridOptions {
  readonly instrument: Instrument
  /** Latencies follow the market: remember when it spoke. */
  readonly hearsPulse?: boolean | undefined
}

export class ColumnBuilder {
  readonly #options: ColumnBuilderOptions
  readonly #exchangeBook: OrderBook
  /** The exchange's own until the clocks part. */
  #localBook: OrderBook
  readonly #tape = new ExchangeTapeBuilder()
  readonly #rows: GridRows
  readonly #activity = new FloatColumn()
  readonly #arrivals = new FloatColumn()
  readonly #feedLatencies = new FloatColumn()
  #isTouchSuspect = false
  #newest = Number.NEGATIVE_INFINITY

  constructor(options: ColumnBuilderOptions) {
    this.#options = options
    this.#exchangeBook = emptyBook(options.instrument)
    this.#localBook = this.#exchangeBook
    this.#rows = new GridRows(options)
  }

  /** Takes in records in their final order. */
  push(records: EventTape): void {
    const { f64, i32, length } = records
    for (let index = 0; index < length; index++) {
      const flags = flagsOf(i32[index * EVENT_I32 + I_META]!)
      const f = index * EVENT_F64
      const isExchange = (flags & FLAG_EXCHANGE) !== 0
      const isLocal = (flags & FLAG_LOCAL) !== 0
      if (isLocal) {
        const local = f64[f + F_LOCAL]!
        if (local > this.#rows.nextNanos) this.#rows.writeBefore(local, this.#localBook)
        if (local > this.#newest) this.#newest = local
      }
      if (isExchange !== isLocal) this.#part(kindOf(i32[index * EVENT_I32 + I_META]!))
      if (isExchange) this.#exchangeRecord(records, index, flags)
      if (isLocal) this.#localRecord(records, index, flags)
    }
  }

  finish(): BuiltColumns {
    const tape = this.#tape.share()
    const columns = this.#rows.finish(this.#newest, this.#localBook, tape)
    const pulse = {
      activityTimes: this.#activity.share(),
      arrivalTimes: this.#arrivals.share(),
      feedLatencies: this.#feedLatencies.share(),
    }
    return { columns, tape, pulse: this.#options.hearsPulse === true ? pulse : undefined }
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
