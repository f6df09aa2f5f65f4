/** Collars that move with the market: ticks outside the spread, and ticks from the last trade. */
import { NO_PRICE, type Ticks } from '../../core/index.ts'
import type { JudgedOrder } from '../judged-order.ts'
import { LAST_TRADE_COLLAR, NO_MARKET, NO_REASON, TOUCH_COLLAR } from '../reason.ts'

/** A price inside the spread is no distance from the touch; outside, it is that from the nearer one. */
export class TouchCollar {
  readonly #farthestTicks: number = 0

  constructor(farthestTicks: number = Number.POSITIVE_INFINITY) {
    this.#farthestTicks = farthestTicks
  }

  judge({ priceTicks, bid, ask }: JudgedOrder): number {
    // A side that is not there is where the other one is.
    const highest = ask === NO_PRICE ? bid : ask
    const lowest = bid === NO_PRICE ? ask : bid
    const isFar =
      priceTicks - highest > this.#farthestTicks || lowest - priceTicks > this.#farthestTicks
    return isFar ? TOUCH_COLLAR : NO_REASON
  }
}

/** Without a trade there is nothing to judge by, and nothing leaves. */
export class LastTradeCollar {
  readonly #farthestTicks: number = 0

  constructor(farthestTicks: number = Number.POSITIVE_INFINITY) {
    this.#farthestTicks = farthestTicks
  }

  judge({ priceTicks }: JudgedOrder, lastTrade: Ticks): number {
    if (this.#farthestTicks === Number.POSITIVE_INFINITY) return NO_REASON
    if (lastTrade === NO_PRICE) return NO_MARKET
    return Math.abs(priceTicks - lastTrade) > this.#farthestTicks ? LAST_TRADE_COLLAR : NO_REASON
  }
}
