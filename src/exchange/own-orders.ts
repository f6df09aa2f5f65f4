/**
 * Everything of ours that stands at a replayed venue: resting orders of both sides, stops that wait,
 * and the position that their executions have made.
 */
import { BUY, type Lots, lots, NEVER, SELL, type Side } from '../core/index.ts'
import { type RestingOrder, RestingOrders } from './resting-orders.ts'
import { StopOrders } from './stop-orders.ts'

export class OwnOrders {
  readonly bids = new RestingOrders(BUY)
  readonly asks = new RestingOrders(SELL)
  readonly stops = new StopOrders()
  /** Signed lots of all executions here: what reduce-only orders may reduce. */
  position = 0
  /** The first expiry among all orders: nothing lapses before it. */
  nextExpiry: number = NEVER

  get hasResting(): boolean {
    return this.bids.count + this.asks.count > 0
  }

  resting(side: Side): RestingOrders {
    return side === BUY ? this.bids : this.asks
  }

  find(id: number): RestingOrder | undefined {
    return this.bids.find(id) ?? this.asks.find(id) ?? this.stops.find(id)
  }

  /** A reduce-only order trades no more than there is to reduce. */
  reducible(order: RestingOrder, size: Lots): Lots {
    if (!order.isReduceOnly) return size
    return lots(Math.max(0, Math.min(size, -order.side * this.position)))
  }

  /** Takes a resting order out of its queue. */
  withdraw(order: RestingOrder): void {
    this.moveUpBehind(order, order.shown)
    this.resting(order.side).remove(order)
  }

  /** Own orders behind it at the same price move up by the lots that it gives up. */
  moveUpBehind(order: RestingOrder, givenUp: number): void {
    const orders = this.resting(order.side)
    let isBehind = false
    for (let k = 0; k < orders.count; k++) {
      const other = orders.at(k)
      if (other === order) isBehind = true
      else if (isBehind && other.price === order.price && other.place === undefined) {
        // Below zero stands what a model owes an order, not what stands ahead of it.
        if (other.ahead > 0) other.ahead = Math.max(0, other.ahead - givenUp)
      }
    }
  }

  /** A smaller order keeps its place; those behind it move up. */
  resize(order: RestingOrder, size: Lots): void {
    const shownBefore = order.shown
    order.size = size
    order.shown = lots(Math.min(order.shown, order.leaves))
    this.moveUpBehind(order, shownBefore - order.shown)
  }

  /** Takes out an order whose time is over at `now`, resting or waiting; undefined when none is. */
  takeExpired(now: number): RestingOrder | undefined {
    if (now < this.nextExpiry) return undefined
    for (const orders of [this.bids, this.asks, this.stops]) {
      for (let k = 0; k < orders.count; k++) {
        const order = orders.at(k)
        if (order.expiresAtNanos > now) continue
        if (orders === this.stops) this.stops.remove(order)
        else this.withdraw(order)
        return order
      }
    }
    this.#measureExpiry()
    return undefined
  }

  #measureExpiry(): void {
    this.nextExpiry = NEVER
    for (const orders of [this.bids, this.asks, this.stops]) {
      for (let k = 0; k < orders.count; k++) {
        this.nextExpiry = Math.min(this.nextExpiry, orders.at(k).expiresAtNanos)
      }
    }
  }
}
