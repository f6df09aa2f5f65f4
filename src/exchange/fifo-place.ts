/**
 * The place of an own order in a recorded queue of single orders: exactly who stands ahead of it.
 *
 * When the order comes to rest it notes the orders that are there. From then on nothing is guessed:
 * it moves up when one of them trades, shrinks or leaves, and whoever joins later is behind. Lots
 * that the feed told by level only (a snapshot) are taken to be ahead, the cautious reading.
 */
import type { OrderQueues } from '../book/index.ts'
import { type Lots, lots, type Side, type Ticks } from '../core/index.ts'

export class FifoPlace {
  readonly #side: Side
  readonly #price: Ticks
  readonly #ids: Set<number>
  #anonymousLots: number

  /** At the back of the queue that `book` shows now. O(orders at the price). */
  constructor(book: OrderQueues, side: Side, price: Ticks) {
    this.#side = side
    this.#price = price
    this.#anonymousLots = book.anonymousLotsAt(side, price)
    const orders = new Float64Array(2 * book.orderCountAt(side, price))
    book.ordersAtInto(side, price, orders)
    this.#ids = new Set(orders.filter((_, slot) => slot % 2 === 0))
  }

  isAhead(id: number): boolean {
    return this.#ids.has(id)
  }

  /** The order has lost its place: should it rest at this price again, it does so behind. */
  forget(id: number): void {
    this.#ids.delete(id)
  }

  /** Lots that still stand ahead. O(orders ahead); those that have left are forgotten. */
  lotsAhead(book: OrderQueues): Lots {
    let sum = 0
    for (const id of this.#ids) {
      if (book.priceOf(id) === this.#price && book.sideOf(id) === this.#side) sum += book.sizeOf(id)
      else this.#ids.delete(id)
    }
    const anonymous = book.anonymousLotsAt(this.#side, this.#price)
    this.#anonymousLots = Math.min(this.#anonymousLots, anonymous)
    return lots(sum + this.#anonymousLots)
  }
}
