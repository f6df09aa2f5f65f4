/**
 * The live orders of one instrument, ascending by id.
 *
 * Order objects are pooled: an ended one stays readable until the next order ends.
 * Lookups are binary searches: a market maker has tens of live orders, not thousands.
 */
import { assert } from '../core/index.ts'
import { Order } from './order.ts'

export class LiveOrders {
  readonly #orders: Order[] = []
  readonly #pool: Order[] = []
  #newestEnded: Order | undefined

  get count(): number {
    return this.#orders.length
  }

  at(index: number): Order {
    const order = this.#orders[index]
    assert(order !== undefined, 'an order stands at each index below count')
    return order
  }

  find(id: number): Order | undefined {
    const order = this.#orders[this.#position(id)]
    return order?.id === id ? order : undefined
  }

  /** An unused object to begin an order with; stays unused until `add`. */
  spare(): Order {
    if (this.#pool.length === 0) this.#pool.push(new Order())
    return this.#pool[this.#pool.length - 1]!
  }

  /** Puts the spare order, begun by now, among the live ones. */
  add(order: Order): void {
    assert(this.#pool.pop() === order, 'the order added is the spare one')
    const position = this.#position(order.id)
    assert(this.#orders[position]?.id !== order.id, 'live order ids are unique')
    // By hand: a splice makes an array of what it removed, and leaves compiled code for it.
    this.#orders.push(order)
    for (let k = this.#orders.length - 1; k > position; k--) this.#orders[k] = this.#orders[k - 1]!
    this.#orders[position] = order
  }

  /** Takes an ended order out. */
  remove(order: Order): void {
    const position = this.#position(order.id)
    assert(this.#orders[position] === order, 'a removed order was live')
    const last = this.#orders.length - 1
    for (let k = position; k < last; k++) this.#orders[k] = this.#orders[k + 1]!
    this.#orders.pop()
    if (this.#newestEnded !== undefined) this.#pool.push(this.#newestEnded)
    this.#newestEnded = order
  }

  #position(id: number): number {
    let low = 0
    let high = this.#orders.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#orders[middle]!.id < id) low = middle + 1
      else high = middle
    }
    return low
  }
}
