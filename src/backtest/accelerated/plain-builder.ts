/**
 * Columns of a market whose book changes in one order on both clocks, in one pass over the feed.
 *
 * Then what is known here at an instant is what the venue knew a little earlier: one book serves both
 * clocks, and nothing has to be sorted. Nearly all recorded books are like that; trades may overtake
 * them. A feed that turns out not to be is said so (`isPlain`), and is for `ColumnBuilder`.
 */
import { LadderBook, type OrderBook } from '../../book/index.ts'
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_HIDDEN,
  FLAG_LAST,
  flagsOf,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  kindOf,
  lots,
  SELL,
  type Side,
  sideOf,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { FloatColumn, IntColumn } from '../shared-columns.ts'
import { ExchangeTapeBuilder, type ExchangeTapeData } from './exchange-tape.ts'
import { type GridOptions, GridRows } from './grid-rows.ts'
import type { MarketPulse } from './latency-columns.ts'
import type { MarketColumns } from './market-columns.ts'

/** What one pass over a market comes to. */
export interface BuiltColumns {
  readonly columns: MarketColumns
  readonly tape: ExchangeTapeData
  readonly pulse: MarketPulse | undefined
}

export interface PlainOptions extends GridOptions {
  readonly instrument: Instrument
  /** Added to local times. */
  readonly localShiftNanos: number
}

/** A quarter of a megabyte a side, as in the books of a run. */
const BAND_TICKS = 1 << 16

export const emptyBook = (instrument: Instrument): OrderBook =>
  new LadderBook({ instrument, bandTicks: BAND_TICKS })

export class PlainBuilder {
  /** Nothing so far says that one book does not serve both clocks. */
  isPlain = true
  readonly #shift: number
  readonly #book: OrderBook
  readonly #rows: GridRows
  readonly #moves = new TouchMoves()
  readonly #trades = new Trades()
  #records = 0
  #lastNanos = Number.NEGATIVE_INFINITY
  /** Times of the newest record that changed the book. */
  #exchange = Number.NEGATIVE_INFINITY
  #local = Number.NEGATIVE_INFINITY
  #isMessageOpen = false

  constructor(options: PlainOptions) {
    this.#shift = options.localShiftNanos
    this.#book = emptyBook(options.instrument)
    this.#rows = new GridRows(options)
  }

  /** Takes in a batch as the feed has it; of no use once the market is not plain. */
  push(batch: EventTape): void {
    const { f64, i32, length } = batch
    const book = this.#book
    for (let index = 0; index < length && this.isPlain; index++) {
      const f = index * EVENT_F64
      const i = index * EVENT_I32
      const meta = i32[i + I_META]!
      const kind = kindOf(meta)
      if (kind === DEPTH_LEVEL) {
        this.#arrive(f64[f + F_EXCHANGE]!, f64[f + F_LOCAL]! + this.#shift)
        book.set(sideOf(meta), ticks(i32[i + I_PRICE]!), lots(i32[i + I_SIZE]!))
      } else this.#other(kind, batch, index)
      if ((flagsOf(meta) & FLAG_LAST) !== 0 && this.#isMessageOpen) this.#endMessage(index)
    }
    this.#records += length
  }

  /** A change of the book is due: rows before it are written, and its place in time is looked at. */
  #arrive(exchange: number, local: number): void {
    if (exchange !== this.#exchange || local !== this.#local) {
      // A message that takes time, or a step back on a clock.
      if (this.#isMessageOpen || exchange < this.#exchange || local < this.#local) {
        this.isPlain = false
        return
      }
      this.#exchange = exchange
      this.#local = local
      if (local > this.#rows.nextNanos) this.#rows.writeBefore(local, this.#book)
    }
    this.#isMessageOpen = true
  }

  #endMessage(index: number): void {
    this.#isMessageOpen = false
    const book = this.#book
    const order = this.#records + index
    this.#moves.add(this.#exchange, order, book.best(BUY), book.best(SELL))
  }

  /** Anything but the change of a level, which most records are. */
  #other(kind: number, batch: EventTape, index: number): void {
    const f = index * EVENT_F64
    const exchange = batch.f64[f + F_EXCHANGE]!
    const local = batch.f64[f + F_LOCAL]! + this.#shift
    this.#lastNanos = Math.max(this.#lastNanos, exchange, local)
    if (kind === TRADE) {
      const { i32 } = batch
      const i = index * EVENT_I32
      const meta = i32[i + I_META]!
      if ((flagsOf(meta) & FLAG_HIDDEN) !== 0) return
      const order = this.#records + index
      if (!this.#trades.add(exchange, order, sideOf(meta), i32[i + I_PRICE]!, i32[i + I_SIZE]!)) {
        this.isPlain = false
      }
    } else if (kind === DEPTH_CLEAR) {
      this.#arrive(exchange, local)
      this.#book.apply(batch, index)
    } else if (kind === HALT) throw hasHalts()
  }

  /** Undefined for a market that is not plain. */
  finish(): BuiltColumns | undefined {
    if (!this.isPlain || this.#isMessageOpen) return undefined
    const tape = merged(this.#moves, this.#trades)
    const last = Math.max(this.#lastNanos, this.#exchange, this.#local)
    return { columns: this.#rows.finish(last, this.#book, tape), tape, pulse: undefined }
  }
}

/** Moves of the touch by exchange time, each with its place in the feed. */
class TouchMoves {
  readonly times = new FloatColumn()
  readonly orders = new FloatColumn()
  readonly bids = new IntColumn()
  readonly asks = new IntColumn()
  #bid = Number.NaN
  #ask = Number.NaN

  add(at: number, order: number, bid: number, ask: number): void {
    if (bid === this.#bid && ask === this.#ask) return
    this.#bid = bid
    this.#ask = ask
    this.times.push(at)
    this.orders.push(order)
    this.bids.push(bid)
    this.asks.push(ask)
  }
}

class Trades {
  readonly times = new FloatColumn()
  readonly orders = new FloatColumn()
  readonly aggressors = new IntColumn()
  readonly prices = new IntColumn()
  readonly sizes = new IntColumn()
  #newest = Number.NEGATIVE_INFINITY

  /** False for a step back in time. */
  add(at: number, order: number, aggressor: number, price: number, size: number): boolean {
    if (at < this.#newest) return false
    this.#newest = at
    this.times.push(at)
    this.orders.push(order)
    this.aggressors.push(aggressor)
    this.prices.push(price)
    this.sizes.push(size)
    return true
  }
}

/** By time, at equal times as the feed has them. */
function merged(moves: TouchMoves, trades: Trades): ExchangeTapeData {
  const tape = new ExchangeTapeBuilder()
  const moveCount = moves.times.length
  const tradeCount = trades.times.length
  let move = 0
  let trade = 0
  while (move < moveCount || trade < tradeCount) {
    const isMoveNext =
      trade === tradeCount ||
      (move < moveCount &&
        (moves.times.at(move) < trades.times.at(trade) ||
          (moves.times.at(move) === trades.times.at(trade) &&
            moves.orders.at(move) < trades.orders.at(trade))))
    if (isMoveNext) {
      tape.touch(moves.times.at(move), moves.bids.at(move), moves.asks.at(move))
      move++
    } else {
      const aggressor = trades.aggressors.at(trade) as Side | 0
      tape.trade(trades.times.at(trade), aggressor, trades.prices.at(trade), trades.sizes.at(trade))
      trade++
    }
  }
  return tape.share()
}

export const hasHalts = (): InputError =>
  new InputError(
    'trading halts in these data, which columns cannot tell',
    { field: 'engine' },
    'Run them with the event engine.',
  )
