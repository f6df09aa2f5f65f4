/** Whether the market is one to trade on: data that are young enough, and a book that is not crossed. */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_LOCAL,
  I_PRICE,
  NO_PRICE,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import type { JudgedOrder } from '../judged-order.ts'
import { CROSSED_MARKET, NO_REASON, STALE_MARKET } from '../reason.ts'

export class MarketHealth {
  /** Of the market's newest trade, or of a series' newest row. */
  lastTrade: Ticks = NO_PRICE
  /** When the newest record of the market arrived; before the first, never. */
  #heardAtNanos = Number.NEGATIVE_INFINITY
  readonly #oldestNanos: number = 0
  readonly #blocksCrossed: boolean = false

  constructor(oldestNanos: number = Number.POSITIVE_INFINITY, blocksCrossed = false) {
    this.#oldestNanos = oldestNanos
    this.#blocksCrossed = blocksCrossed
  }

  /** A record of the market has arrived. Not the instant is passed: a double costs an allocation. */
  hear(tape: EventTape, index: number): void {
    this.#heardAtNanos = tape.f64[index * EVENT_F64 + F_LOCAL]!
  }

  /** A trade of the market. */
  trade(tape: EventTape, index: number): void {
    this.lastTrade = ticks(tape.i32[index * EVENT_I32 + I_PRICE]!)
  }

  judge({ now, bid, ask }: JudgedOrder): number {
    const { POSITIVE_INFINITY } = Number
    if (this.#oldestNanos !== POSITIVE_INFINITY && now - this.#heardAtNanos > this.#oldestNanos) {
      return STALE_MARKET
    }
    return this.#blocksCrossed && bid > ask && ask !== NO_PRICE ? CROSSED_MARKET : NO_REASON
  }
}
