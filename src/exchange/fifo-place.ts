/**
 * The place of an own order in a recorded queue of single orders: exactly who stands ahead of it.
 *
 * When the order comes to rest it notes the orders that are there. From then on nothing is guessed:
 * it moves up when one of them trades, shrinks or leaves, and whoever joins later is behind. Lots
 * that the feed told by level only (a snapshot) are taken to be ahead, the cautious reading.
 *
 * A feed may show some levels only. What happens to a level out of sight nobody tells: who stood ahead
 * is remembered as a number of lots, and when the level is seen again as many of its lots stand ahead,
 * if it has so many. At a price that was out of sight from the start everybody does who is seen first.
 */
import type { OrderQueues } from '../book/index.ts'
import { type Lots, lots, type Side, type Ticks } from '../core/index.ts'

export class FifoPlace {
  readonly #side: Side
  readonly #price: Ticks
  readonly #ids: Set<number>
  #anonymousLots: number = 0

  /** At the back of the queue that `book` shows now, if it shows the price. O(orders there). */
  constructor(book: OrderQueues, side: Side, price: Ticks, isUnseen: boolean) {
    this.#side = side
    this.#price = price
    this.#anonymousLots = isUnseen ? Number.POSITIVE_INFINITY : book.anonymousLotsAt(side, price)
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

  /** The level is about to leave the view of `book`. */
  hide(book: OrderQueues): void {
    this.#anonymousLots = this.lotsAhead(book)
    this.#ids.clear()
  }

  /**
   * Lots that still stand ahead. Ask only while the price is in sight. O(orders ahead); those that
   * have left are forgotten.
   */
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
