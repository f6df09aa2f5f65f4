/**
 * What every flow that sits at the venue needs: its own resting orders by side, the best price of a
 * side even when that side is empty for a moment, and the chance that liquidity has been withdrawn.
 */
import {
  BUY,
  type Lots,
  type Nanos,
  NO_PRICE,
  opposite,
  SELL,
  SIDES,
  type Side,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import type { AgentDesk, OrderReport } from '../market/index.ts'
import { FlowOrders } from './flow-orders.ts'

export class FlowBook {
  readonly #bids = new FlowOrders()
  readonly #asks = new FlowOrders()
  #lastBid: Ticks
  #lastAsk: Ticks
  #withdrawnShare = 0
  #withdrawnUntil = 0

  /** The flow's market begins around `reference`, the best bid. */
  constructor(reference: Ticks) {
    this.#lastBid = reference
    this.#lastAsk = ticks(reference + 1)
  }

  own(side: Side): FlowOrders {
    return side === BUY ? this.#bids : this.#asks
  }

  follow(report: OrderReport): void {
    if (report.side !== 0) this.own(report.side).follow(report)
    else {
      // Only one of them knows the order.
      this.#bids.follow(report)
      this.#asks.follow(report)
    }
  }

  /** The best price of a side; the last one it had while it is empty, but not through the other. */
  best(desk: AgentDesk, side: Side): Ticks {
    const now = desk.book.best(side)
    if (now !== NO_PRICE) {
      if (side === BUY) this.#lastBid = now
      else this.#lastAsk = now
      return now
    }
    const last = side === BUY ? this.#lastBid : this.#lastAsk
    const other = desk.book.best(opposite(side))
    if (other === NO_PRICE) return last
    return ticks(side === BUY ? Math.min(last, other - 1) : Math.max(last, other + 1))
  }

  /** Fills an empty book: so many orders at each of so many distances from the other side's best. */
  fill(desk: AgentDesk, distances: number, ordersPerLevel: number, size: Lots): void {
    for (const side of SIDES) {
      const other = side === BUY ? this.#lastAsk : this.#lastBid
      for (let distance = 1; distance <= distances; distance++) {
        for (let k = 0; k < ordersPerLevel; k++) {
          desk.limit(side, ticks(other - side * distance), size)
        }
      }
    }
  }

  /** Withdraws a share of what rests, order by order, and offers that much less until then. */
  withdraw(desk: AgentDesk, share: number, until: Nanos): void {
    this.#withdrawnShare = share
    this.#withdrawnUntil = until
    for (const side of SIDES) {
      const own = this.own(side)
      for (let slot = 0; slot < own.count; slot++) {
        if (desk.random.uniform() < share) desk.cancel(own.idAt(slot))
      }
    }
  }

  /** News: every quote is withdrawn, and the book is filled anew around a price so far away. */
  recentre(
    desk: AgentDesk,
    jumpTicks: number,
    distances: number,
    ordersPerLevel: number,
    size: Lots,
  ): void {
    // The side that the news has not swept away tells where the market was.
    const bid = jumpTicks > 0 ? this.best(desk, BUY) : this.best(desk, SELL) - 1
    for (const side of SIDES) {
      const own = this.own(side)
      for (let slot = 0; slot < own.count; slot++) desk.cancel(own.idAt(slot))
    }
    this.#lastBid = ticks(bid + jumpTicks)
    this.#lastAsk = ticks(bid + jumpTicks + 1)
    this.fill(desk, distances, ordersPerLevel, size)
  }

  /** Resting orders of both sides. */
  get count(): number {
    return this.#bids.count + this.#asks.count
  }

  /** A limit order so many ticks from the other side's best. */
  offer(desk: AgentDesk, side: Side, distance: number, size: Lots): void {
    const other = this.best(desk, opposite(side))
    desk.limit(side, ticks(other - side * distance), size)
  }

  /** Whether a limit order that would come now stays away. */
  staysAway(desk: AgentDesk): boolean {
    return desk.now < this.#withdrawnUntil && desk.random.uniform() < this.#withdrawnShare
  }
}

export const sideOfCoin = (uniform: number): Side => (uniform < 0.5 ? BUY : SELL)
