/**
 * The book of the exchange as a ladder: every price around the middle, what is displayed there, and
 * where in its queue each order of ours stands.
 *
 * The ladder stays where it is while the market moves within it, so that prices do not dance: it moves
 * when the touch comes near its end.
 */
import type { BacktestRun } from '../backtest/index.ts'
import { BUY, NO_PRICE, SELL, SIDES, ticks } from '../core/index.ts'
import type { Ladder, LadderOrder } from './protocol.ts'
import type { TradeRing } from './trade-ring.ts'

/** Prices on the ladder. */
export const LADDER_ROWS = 29
/** The touch keeps so many rows from the ladder's ends. */
const MARGIN_ROWS = 7

export class LadderView {
  readonly #run: BacktestRun
  readonly #trades: TradeRing
  /** The highest price shown, `NO_PRICE` before anybody has quoted: there are no rows then. */
  #topTicks = NO_PRICE as number

  constructor(run: BacktestRun, trades: TradeRing) {
    this.#run = run
    this.#trades = trades
  }

  get ladder(): Ladder {
    const { book } = this.#run.venue
    this.#follow()
    const topTicks = this.#topTicks
    const bids: number[] = []
    const asks: number[] = []
    const rows = topTicks === NO_PRICE ? 0 : LADDER_ROWS
    for (let row = 0; row < rows; row++) {
      const price = ticks(topTicks - row)
      bids.push(book.sizeAt(BUY, price))
      asks.push(book.sizeAt(SELL, price))
    }
    const lastTicks = this.#run.living!.venue.lastPrice
    return {
      topTicks,
      bids,
      asks,
      lastTicks: lastTicks === NO_PRICE ? null : lastTicks,
      orders: this.#orders(),
      trades: this.#trades.rows(),
      tradesInAll: this.#trades.count,
    }
  }

  #orders(): LadderOrder[] {
    const orders: LadderOrder[] = []
    for (const side of SIDES) {
      const resting = this.#run.venue.resting(side)
      for (let k = 0; k < resting.count; k++) {
        const { price, leaves, ahead } = resting.at(k)
        orders.push({ side, priceTicks: price, lots: leaves, aheadLots: ahead })
      }
    }
    return orders
  }

  #follow(): void {
    const { book } = this.#run.venue
    const bid = book.best(BUY)
    const ask = book.best(SELL)
    const touch = bid === NO_PRICE ? ask : ask === NO_PRICE ? bid : (bid + ask) / 2
    if (touch === NO_PRICE) return
    const row = this.#topTicks - touch
    const isInside = row >= MARGIN_ROWS && row <= LADDER_ROWS - 1 - MARGIN_ROWS
    if (!isInside) this.#topTicks = Math.round(touch) + (LADDER_ROWS - 1) / 2
  }
}
