/** The newest trades of the exchange, for the tape on the page: a fixed number, the newest first. */
import {
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_A,
  F_EXCHANGE,
  F_ORDER,
  I_META,
  I_PRICE,
  I_SIZE,
  sideOf,
} from '../core/index.ts'
import { type MarketListener, seatOf } from '../simulation/index.ts'
import type { TradeRow } from './protocol.ts'

export const TRADES_KEPT = 24

export class TradeRing implements MarketListener {
  /** Trades so far. */
  count = 0
  readonly #beginNanos: number
  /** Written round and round, so that a trade allocates nothing. */
  readonly #at = new Float64Array(TRADES_KEPT)
  readonly #prices = new Int32Array(TRADES_KEPT)
  readonly #lots = new Int32Array(TRADES_KEPT)
  readonly #sides = new Int8Array(TRADES_KEPT)
  readonly #own = new Int8Array(TRADES_KEPT)

  /** @param beginNanos that times of trades count from */
  constructor(beginNanos: number) {
    this.#beginNanos = beginNanos
  }

  event(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    const meta = tape.i32[i + I_META]!
    if (engineKindOf(meta) !== ENGINE_TRADE) return
    const at = this.count++ % TRADES_KEPT
    this.#at[at] = tape.f64[f + F_EXCHANGE]!
    this.#prices[at] = tape.i32[i + I_PRICE]!
    this.#lots[at] = tape.i32[i + I_SIZE]!
    this.#sides[at] = sideOf(meta)
    const isOurs = seatOf(tape.f64[f + F_ORDER]!) >= 0 || seatOf(tape.f64[f + F_A]!) >= 0
    this.#own[at] = Number(isOurs)
  }

  touch(): void {}

  /** Newest first; those from before the beginning are nobody's business. */
  rows(): TradeRow[] {
    const rows: TradeRow[] = []
    for (let k = this.count - 1; k >= Math.max(0, this.count - TRADES_KEPT); k--) {
      const at = k % TRADES_KEPT
      const sinceNanos = this.#at[at]! - this.#beginNanos
      if (sinceNanos < 0) break
      rows.push({
        number: k + 1,
        atSeconds: sinceNanos / 1e9,
        side: this.#sides[at] as TradeRow['side'],
        priceTicks: this.#prices[at]!,
        lots: this.#lots[at]!,
        isOwn: this.#own[at] === 1,
      })
    }
    return rows
  }
}
