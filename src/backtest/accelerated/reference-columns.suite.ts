/**
 * Columns worked out from their definitions, one row at a time, with nothing remembered: the slow twin.
 *
 * Every question is answered by going through all records again, in the order of one clock.
 */
import { ReferenceBook } from '../../book/index.ts'
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_HIDDEN,
  FLAG_LAST,
  flagsOf,
  I_META,
  I_PRICE,
  type Instrument,
  kindOf,
  NO_PRICE,
  nanos,
  SELL,
  sideOf,
  TRADE,
} from '../../core/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'
import { NO_BUY_FILLS, NO_SELL_FILLS } from './exchange-tape.ts'

interface TouchAt {
  readonly at: number
  readonly bid: number
  readonly ask: number
}
interface TradeAt {
  readonly at: number
  readonly aggressor: number
  readonly price: number
}

export class ReferenceColumns {
  readonly #tape: EventTape
  readonly #instrument: Instrument
  /** What corrects a recorder's clock that is behind. */
  readonly localShift: number
  readonly times: number[] = []
  readonly rows: number

  constructor(records: EventTape, instrument: Instrument, intervalNanos: number) {
    this.#tape = records
    this.#instrument = instrument
    const latencies = this.#indices(F_EXCHANGE).map(
      (k) => this.#time(k, F_LOCAL, 0) - this.#time(k, F_EXCHANGE, 0),
    )
    this.localShift = Math.max(0, -Math.min(...latencies))
    const all = this.#indices(F_EXCHANGE)
    const first = Math.min(...all.map((k) => this.#time(k, F_EXCHANGE)))
    const last = Math.max(...all.map((k) => this.#time(k, F_LOCAL)))
    for (let at = first + intervalNanos; at < last; at += intervalNanos) this.times.push(at)
    this.rows = this.times.length
    this.times.push(last)
  }

  #time(index: number, slot: number, shift = this.localShift): number {
    return this.#tape.f64[index * EVENT_F64 + slot]! + (slot === F_LOCAL ? shift : 0)
  }

  /** All records in the order of a clock, ties as the feed has them. */
  #indices(slot: number): number[] {
    const indices = Array.from({ length: this.#tape.length }, (_, k) => k)
    return indices.sort((a, b) => this.#time(a, slot, 0) - this.#time(b, slot, 0) || a - b)
  }

  /** The touch here at a row: everything that has arrived by then. */
  touch(row: number): { bid: number; ask: number; bidLots: number; askLots: number } {
    const book = new ReferenceBook({ instrument: this.#instrument })
    for (const k of this.#indices(F_LOCAL)) {
      if (this.#time(k, F_LOCAL) <= this.times[row]! && this.#changesBook(k)) {
        book.apply(this.#tape, k)
      }
    }
    return {
      bid: book.best(BUY),
      ask: book.best(SELL),
      bidLots: book.bestSize(BUY),
      askLots: book.bestSize(SELL),
    }
  }

  #changesBook(index: number): boolean {
    const kind = kindOf(this.#tape.i32[index * EVENT_I32 + I_META]!)
    return kind === DEPTH_LEVEL || kind === DEPTH_CLEAR
  }

  /** The venue's touch after each of its messages. */
  #touches(): TouchAt[] {
    const book = new ReferenceBook({ instrument: this.#instrument })
    const touches: TouchAt[] = []
    for (const k of this.#indices(F_EXCHANGE)) {
      if (this.#changesBook(k)) book.apply(this.#tape, k)
      if ((flagsOf(this.#tape.i32[k * EVENT_I32 + I_META]!) & FLAG_LAST) === 0) continue
      touches.push({ at: this.#time(k, F_EXCHANGE), bid: book.best(BUY), ask: book.best(SELL) })
    }
    return touches
  }

  #trades(): TradeAt[] {
    return this.#indices(F_EXCHANGE).flatMap((k) => {
      const meta = this.#tape.i32[k * EVENT_I32 + I_META]!
      if (kindOf(meta) !== TRADE || (flagsOf(meta) & FLAG_HIDDEN) !== 0) return []
      const price = this.#tape.i32[k * EVENT_I32 + I_PRICE]!
      return [{ at: this.#time(k, F_EXCHANGE), aggressor: sideOf(meta) as number, price }]
    })
  }

  /** The venue's touch in force at an instant. */
  touchAt(at: number): { bid: number; ask: number } {
    const before = this.#touches().filter((touch) => touch.at <= at)
    const { bid, ask } = before.at(-1) ?? { bid: NO_PRICE, ask: NO_PRICE }
    return { bid, ask }
  }

  /** What fills a buy, and what a sell, after `from`, `to` included. */
  bounds(from: number, to: number): { buy: number; sell: number } {
    const isInside = ({ at }: { at: number }) => at > from && at <= to
    const touches = [this.touchAt(from), ...this.#touches().filter(isInside)]
    const trades = this.#trades().filter(isInside)
    const asks = touches.map(({ ask }) => (ask === NO_PRICE ? NO_BUY_FILLS : ask))
    const bids = touches.map(({ bid }) => (bid === NO_PRICE ? NO_SELL_FILLS : bid))
    const sold = trades.filter(({ aggressor }) => aggressor !== BUY).map(({ price }) => price + 1)
    const bought = trades
      .filter(({ aggressor }) => aggressor !== SELL)
      .map(({ price }) => price - 1)
    return { buy: Math.min(...asks, ...sold), sell: Math.max(...bids, ...bought) }
  }

  waitingBounds(row: number): { buy: number; sell: number } {
    return this.bounds(
      row === 0 ? Number.NEGATIVE_INFINITY : this.times[row - 1]!,
      this.times[row]!,
    )
  }

  /** Everything about a request that leaves at a row. */
  request(row: number, latency: LatencyModel): ReferenceRequest {
    const sent = this.times[row]!
    const entry = latency.entry(nanos(sent), ENTER_ORDER)
    const ack = sent + Math.abs(entry)
    const later = this.times.findIndex((at, k) => k > row && at >= ack)
    const next = later === -1 ? this.rows : later
    const isOver = ack >= this.times[this.rows]!
    return {
      ack,
      next,
      isLost: entry < 0,
      old: this.bounds(sent, ack),
      touch: this.touchAt(ack),
      young: isOver
        ? { buy: NO_BUY_FILLS, sell: NO_SELL_FILLS }
        : this.bounds(ack, this.times[next]!),
    }
  }
}

export interface ReferenceRequest {
  readonly ack: number
  readonly next: number
  readonly isLost: boolean
  readonly old: { readonly buy: number; readonly sell: number }
  readonly touch: { readonly bid: number; readonly ask: number }
  readonly young: { readonly buy: number; readonly sell: number }
}
