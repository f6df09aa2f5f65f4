/**
 * Market data on their way into a journal: nothing, the touch and the trades, or everything.
 *
 * The records of a feed are taken as they come, in the feed's order, and wait until something is
 * journaled that they may have caused: then those that had arrived by that time go ahead of it. At
 * level `all` the journal so holds the feed itself, from which a run can be replayed.
 */
import type { OrderBook } from '../../book/index.ts'
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_LAST,
  flagsOf,
  GAP,
  HALT,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_SIZE,
  kindOf,
  MARKET_ALL,
  MARKET_NONE,
  packMeta,
  SELL,
  TICK,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import { type RecordSink, ROOM_FOR_STOP, takesMarket } from './record-sink.ts'

export interface TapOptions {
  /** MARKET_NONE, MARKET_TOUCH or MARKET_ALL. */
  readonly level: number
  readonly market: number
  /** From the feed's epoch to the run's. */
  readonly epochShiftNanos: number
  /** Added to local times when the run hears of them; NaN when exchange time says when. */
  readonly localShiftNanos: number
  /** An empty book of the market's kind, to find its touch. */
  readonly book: OrderBook
  /** Called when many records wait: lets those go that nothing can come before any more. */
  readonly relieve: () => void
}

/** Records that may wait: 4 MiB. */
const PENDING_MAX = 65_536

export class MarketTap {
  readonly #options: TapOptions
  readonly #pending = new EventTape(256)
  readonly #out = new EventTape(1)
  #head = 0
  /** When the record at the head had arrived, and all before it: no time steps back here. */
  #arrived = Number.NEGATIVE_INFINITY
  /** Records that a halted journal could not take. */
  leftOut = 0
  #bid = Number.NaN
  #ask = Number.NaN
  #bidLots = 0
  #askLots = 0

  constructor(options: TapOptions) {
    this.#options = options
  }

  /** Takes in a batch as the feed delivered it. */
  push(batch: EventTape): void {
    const { level, market, epochShiftNanos } = this.#options
    if (level === MARKET_NONE) return
    const pending = this.#pending
    pending.dropFirst(this.#head)
    this.#head = 0
    const first = pending.length
    pending.appendFrom(batch, 0, batch.length)
    const { f64, i32 } = pending
    for (let index = first; index < pending.length; index++) {
      f64[index * EVENT_F64 + F_EXCHANGE]! += epochShiftNanos
      f64[index * EVENT_F64 + F_LOCAL]! += epochShiftNanos
      i32[index * EVENT_I32 + I_INSTRUMENT] = market
    }
    this.#seek()
    if (pending.length > PENDING_MAX) this.#options.relieve()
  }

  /** When the first record that waits arrived, infinity when none does. */
  get nextNanos(): number {
    return this.#head < this.#pending.length ? this.#arrived : Number.POSITIVE_INFINITY
  }

  /** Lets everything go that has arrived by `nanos`, in the feed's order. */
  flush(sink: RecordSink, nanos: number): void {
    const pending = this.#pending
    const from = this.#head
    while (this.#head < pending.length && this.#arrived <= nanos) {
      this.#head++
      this.#seek()
    }
    const to = this.#head
    if (to === from) return
    if (this.#options.level === MARKET_ALL) this.#flushAll(sink, from, to)
    else for (let index = from; index < to; index++) this.#flushTouch(sink, index)
  }

  #seek(): void {
    if (this.#head >= this.#pending.length) return
    const { localShiftNanos } = this.#options
    const isExchange = Number.isNaN(localShiftNanos)
    const slot = isExchange ? F_EXCHANGE : F_LOCAL
    const time = this.#pending.f64[this.#head * EVENT_F64 + slot]!
    this.#arrived = Math.max(this.#arrived, isExchange ? time : time + localShiftNanos)
  }

  #flushAll(sink: RecordSink, from: number, to: number): void {
    for (let at = from; at < to; ) {
      // In pieces, so that a disk that refuses one is noticed before the reserve is used up.
      if (!takesMarket(sink)) {
        this.leftOut += to - at
        return
      }
      const room = sink.state === 'open' ? sink.room : sink.room - ROOM_FOR_STOP
      const count = Math.min(to - at, room, 512)
      sink.appendRun(this.#pending, at, count)
      at += count
    }
  }

  #flushTouch(sink: RecordSink, index: number): void {
    const pending = this.#pending
    const { book } = this.#options
    const meta = pending.i32[index * EVENT_I32 + I_META]!
    const kind = kindOf(meta)
    const size = pending.i32[index * EVENT_I32 + I_SIZE]!
    if (kind === TRADE || kind === GAP || kind === HALT) this.#put(sink, pending, index)
    else if (kind !== TOUCH) book.apply(pending, index)
    if (kind === TICK && size > 0) {
      const at = this.#begin(TRADE, 0, index)
      this.#out.i32[at * EVENT_I32 + I_PRICE] = pending.i32[index * EVENT_I32 + I_PRICE]!
      this.#out.i32[at * EVENT_I32 + I_SIZE] = size
      this.#put(sink, this.#out, at)
    }
    if ((flagsOf(meta) & FLAG_LAST) !== 0) this.#tellTouch(sink, index)
  }

  #tellTouch(sink: RecordSink, index: number): void {
    const { book } = this.#options
    const bid = book.best(BUY)
    const ask = book.best(SELL)
    const bidLots = book.bestSize(BUY)
    const askLots = book.bestSize(SELL)
    const isSame = bid === this.#bid && ask === this.#ask
    if (isSame && bidLots === this.#bidLots && askLots === this.#askLots) return
    this.#bid = bid
    this.#ask = ask
    this.#bidLots = bidLots
    this.#askLots = askLots
    const at = this.#begin(TOUCH, 0, index)
    this.#out.i32[at * EVENT_I32 + I_PRICE] = bid
    this.#out.i32[at * EVENT_I32 + I_SIZE] = bidLots
    this.#out.f64[at * EVENT_F64 + F_A] = ask
    this.#out.f64[at * EVENT_F64 + F_B] = askLots
    this.#put(sink, this.#out, at)
  }

  #put(sink: RecordSink, tape: EventTape, index: number): void {
    if (takesMarket(sink)) sink.append(tape, index)
    else this.leftOut++
  }

  /** A record with the times of a pending one. */
  #begin(kind: number, side: number, index: number): number {
    const f = index * EVENT_F64
    const { f64 } = this.#pending
    this.#out.clear()
    const meta = packMeta(kind, side, FLAG_LAST)
    return this.#out.append(meta, this.#options.market, f64[f + F_EXCHANGE]!, f64[f + F_LOCAL]!)
  }
}
