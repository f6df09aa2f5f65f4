/** Who truly stands ahead at a price, on a feed that tells single orders. */
import type { OrderQueues } from '../../book/index.ts'
import type { Side, Ticks } from '../../core/index.ts'
import { FifoPlace } from '../../exchange/index.ts'

export class QueueAhead {
  readonly #book: OrderQueues
  readonly #place: FifoPlace
  /** When it was last measured. */
  lots: number

  constructor(book: OrderQueues, side: Side, price: Ticks) {
    this.#book = book
    this.#place = new FifoPlace(book, side, price, false)
    this.lots = this.measure()
  }

  measure(): number {
    this.lots = this.#place.lotsAhead(this.#book)
    return this.lots
  }
}
