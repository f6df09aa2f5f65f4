/** Stop orders that wait to be woken, in the order in which they arrived. */
import { assert, BUY, NO_PRICE, type Side, type Ticks } from '../core/index.ts'
import type { RestingOrder } from './resting-orders.ts'

export class StopOrders {
  readonly #orders: RestingOrder[] = []
  /** Lowest stop of the buyers and highest of the sellers: what a trade must reach to wake anybody. */
  #buyStop = Number.POSITIVE_INFINITY
  #sellStop = Number.NEGATIVE_INFINITY

  get count(): number {
    return this.#orders.length
  }

  find(id: number): RestingOrder | undefined {
    return this.#orders.find((order) => order.id === id)
  }

  at(index: number): RestingOrder {
    const order = this.#orders[index]
    assert(order !== undefined, 'a stop order waits at each index below count')
    return order
  }

  add(order: RestingOrder): void {
    assert(order.stopPrice !== NO_PRICE, 'a stop order has a stop price')
    this.#orders.push(order)
    this.#measure()
  }

  remove(order: RestingOrder): void {
    const position = this.#orders.indexOf(order)
    assert(position >= 0, 'a removed order was waiting')
    this.#orders.splice(position, 1)
    this.#measure()
  }

  /** Whether a trade at this price would wake any. O(1). */
  wouldWake(price: number): boolean {
    return price >= this.#buyStop || price <= this.#sellStop
  }

  /** The earliest order that a trade at this price wakes, taken out; undefined when none is left. */
  takeWoken(price: number): RestingOrder | undefined {
    const order = this.#orders.find((waiting) => isReached(waiting.side, waiting.stopPrice, price))
    if (order !== undefined) this.remove(order)
    return order
  }

  #measure(): void {
    this.#buyStop = Number.POSITIVE_INFINITY
    this.#sellStop = Number.NEGATIVE_INFINITY
    for (const { side, stopPrice } of this.#orders) {
      if (side === BUY) this.#buyStop = Math.min(this.#buyStop, stopPrice)
      else this.#sellStop = Math.max(this.#sellStop, stopPrice)
    }
  }
}

/** A buy stop wakes when the price has risen to it, a sell stop when it has fallen to it. */
export const isReached = (side: Side, stop: Ticks, price: number): boolean =>
  side * (price - stop) >= 0
