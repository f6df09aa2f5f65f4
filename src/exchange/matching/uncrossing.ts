/**
 * The uncrossing of the fast engine: one walk over the levels that cross finds the price, one pairing
 * of the fronts of both sides makes the trades.
 *
 * Only where a limit lies does demand or supply change. So the walk stops at every price of a limit,
 * and beside it, and at the reference: between those the nearest to the reference is one of them.
 */
import { NO_RANK } from '../../book/index.ts'
import {
  ENGINE_INDICATIVE,
  ENGINE_TRADE,
  ENGINE_UNCROSSED,
  F_A,
  F_ORDER,
  FLAG_AUCTION,
  FLAG_HIDDEN,
  FLAG_SELLER_HIDDEN,
  NO_PRICE,
  NO_SIDE,
  packMeta,
  SIDES,
} from '../../core/index.ts'
import type { EventWriter } from './event-writer.ts'
import type { InstrumentState } from './instrument-state.ts'
import { LEVEL_PRICE, rankIn, restingOf } from './level-queues.ts'
import type { LiveOrders } from './live-orders.ts'
import { MARKET_TICKS } from './matching.ts'
import { PARTICIPANT } from './order-store.ts'
import { NO_LEVEL } from './price-ladders.ts'

export class Uncrossing {
  readonly #live: LiveOrders
  readonly #writer: EventWriter
  /** The best price so far, the lots that trade there, and the surplus, above zero of buyers. */
  #price: number = NO_PRICE
  #lots = 0
  #surplus = 0
  #lowestLimit = 0
  #highestLimit = 0

  constructor(live: LiveOrders, writer: EventWriter) {
    this.#live = live
    this.#writer = writer
  }

  indicate(state: InstrumentState): void {
    this.#find(state)
    this.#tell(ENGINE_INDICATIVE, state)
  }

  uncross(state: InstrumentState): void {
    this.#find(state)
    if (this.#price === NO_PRICE) return
    this.#tell(ENGINE_UNCROSSED, state)
    const { queues } = this.#live
    const { ladders } = queues
    const buyers = restingOf(state.index, 1)
    const sellers = restingOf(state.index, -1)
    const buyRankMin = this.#price
    const sellRankMin = -this.#price
    while (ladders.bestRank(buyers) >= buyRankMin && ladders.bestRank(sellers) >= sellRankMin) {
      this.#pair(state, ladders.bestLevel(buyers), ladders.bestLevel(sellers))
    }
  }

  #pair(state: InstrumentState, buyLevel: number, sellLevel: number): void {
    const { queues, store } = this.#live
    const isBuyShown = queues.isShown(buyLevel)
    const isSellShown = queues.isShown(sellLevel)
    const buyer = queues.firstOf(buyLevel)
    const seller = queues.firstOf(sellLevel)
    const size = Math.min(store.tradable(buyer), store.tradable(seller))
    const hidden = (isBuyShown ? 0 : FLAG_HIDDEN) | (isSellShown ? 0 : FLAG_SELLER_HIDDEN)
    const at = this.#writer.append(
      packMeta(ENGINE_TRADE, NO_SIDE, FLAG_AUCTION | hidden),
      state.index,
      this.#price,
      size,
      0,
      0,
      store.records.i32[buyer + PARTICIPANT]!,
      store.records.i32[seller + PARTICIPANT]!,
    )
    const doubles = this.#writer.tape.f64
    doubles[(at >> 1) + F_ORDER] = store.records.f64[buyer >> 1]!
    doubles[(at >> 1) + F_A] = store.records.f64[seller >> 1]!
    state.traded(this.#price)
    this.#live.trade(buyer, size, isBuyShown)
    this.#live.trade(seller, size, isSellShown)
  }

  #tell(kind: number, { index }: InstrumentState): void {
    const meta = packMeta(kind, Math.sign(this.#surplus), 0)
    this.#writer.append(meta, index, this.#price, this.#lots, -1, 0, Math.abs(this.#surplus), 0)
  }

  /** Finds the price of most lots, then least surplus, then nearest the reference, then highest. */
  #find(state: InstrumentState): void {
    this.#price = NO_PRICE
    this.#lots = 0
    this.#surplus = 0
    const { ladders } = this.#live.queues
    const buyRank = ladders.bestRank(restingOf(state.index, 1))
    const sellRank = ladders.bestRank(restingOf(state.index, -1))
    if (buyRank === NO_RANK || sellRank === NO_RANK) return
    this.#measureLimits(state)
    const lowest = Math.max(-sellRank, state.lowest, this.#lowestLimit)
    const highest = Math.min(buyRank, state.highest, this.#highestLimit)
    if (lowest > highest) return
    const prices = this.#candidates(state, lowest, highest)
    const bought = this.#cumulated(prices, state.index, 1)
    const sold = this.#cumulated(prices, state.index, -1)
    for (let k = 0; k < prices.length; k++) this.#offer(state, prices[k]!, bought[k]!, sold[k]!)
  }

  /** No auction price is beyond all limits and the reference, however many orders have no limit. */
  #measureLimits(state: InstrumentState): void {
    const { queues } = this.#live
    this.#lowestLimit = state.reference
    this.#highestLimit = state.reference
    for (const side of SIDES) {
      let level = queues.ladders.bestLevel(restingOf(state.index, side))
      for (; level !== NO_LEVEL; level = queues.levelBehind(level)) {
        const price = queues.records.i32[level + LEVEL_PRICE]!
        if (Math.abs(price) === MARKET_TICKS) continue
        this.#lowestLimit = Math.min(this.#lowestLimit, price)
        this.#highestLimit = Math.max(this.#highestLimit, price)
      }
    }
  }

  #offer({ reference }: InstrumentState, price: number, bought: number, sold: number): void {
    const lots = Math.min(bought, sold)
    const surplus = bought - sold
    if (lots === 0 || lots < this.#lots) return
    if (lots === this.#lots) {
      const worse = Math.abs(surplus) - Math.abs(this.#surplus)
      if (worse > 0) return
      // Prices come in ascending order, so that of two equally near the later is the higher.
      const isFarther = Math.abs(price - reference) > Math.abs(this.#price - reference)
      if (worse === 0 && isFarther) return
    }
    this.#price = price
    this.#lots = lots
    this.#surplus = surplus
  }

  /** Every price in reach that could be it, ascending. */
  #candidates(state: InstrumentState, lowest: number, highest: number): Int32Array {
    const { queues } = this.#live
    const { tickTable } = state.rules
    const found: number[] = []
    const add = (price: number): void => {
      for (const near of [price - 1, price, price + 1]) {
        found.push(tickTable.passive(1, near), tickTable.passive(-1, near))
      }
    }
    for (const price of [state.reference, lowest, highest]) add(price)
    for (const side of SIDES) {
      let level = queues.ladders.bestLevel(restingOf(state.index, side))
      for (; level !== NO_LEVEL; level = queues.levelBehind(level)) {
        const price = queues.records.i32[level + LEVEL_PRICE]!
        if (side > 0 ? price < lowest : price > highest) break
        add(price)
      }
    }
    const inReach = found.filter((price) => price >= lowest && price <= highest)
    return Int32Array.from(new Set(inReach)).sort()
  }

  /** Lots of a side that would trade at each of the prices. */
  #cumulated(prices: Int32Array, instrument: number, side: number): Float64Array {
    const { queues } = this.#live
    const ladder = restingOf(instrument, side)
    const sums = new Float64Array(prices.length)
    let level = queues.ladders.bestLevel(ladder)
    let sum = 0
    for (let step = 0; step < prices.length; step++) {
      const k = side > 0 ? prices.length - 1 - step : step
      const rankMin = rankIn(ladder, prices[k]!)
      while (
        level !== NO_LEVEL &&
        rankIn(ladder, queues.records.i32[level + LEVEL_PRICE]!) >= rankMin
      ) {
        sum += queues.lotsOf(level)
        level = queues.levelBehind(level)
      }
      sums[k] = sum
    }
    return sums
  }
}
