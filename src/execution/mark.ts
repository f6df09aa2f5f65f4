/**
 * What a position is worth now: the last price of a price series, the mid of a book otherwise.
 *
 * A series is somebody's price with a spread drawn around it, so its own price is the honest mark.
 */
import type { BookView } from '../book/index.ts'

export class Mark {
  /** The newest price of a series; NaN for markets that have a book. */
  lastPrice = Number.NaN
  readonly #book: BookView

  constructor(book: BookView) {
    this.#book = book
  }

  /** In the instrument's currency; NaN while there is no market. */
  get price(): number {
    return Number.isNaN(this.lastPrice) ? this.#book.midPrice : this.lastPrice
  }
}
