/** What the gate notes of best prices: crossed, locked, one-sided, and prices that jump. */
import { BUY, NO_PRICE, SELL } from '../../core/index.ts'
import type { JudgedBook } from './touch-witness.ts'

/** A last price that moves by more than this share from one row to the next is counted. */
export const JUMP_SHARE = 0.1

export class QuoteTally {
  /** Moments at which both sides had a price. */
  judged = 0
  crossed = 0
  locked = 0
  /** Moments at which a side was empty. */
  oneSided = 0
  jumps = 0
  notPositive = 0
  firstCrossedAt = Number.NaN
  #lastPrice = Number.NaN

  /** The book at the end of a message; inside one it may be crossed for a moment. */
  addBook(book: JudgedBook, nanos: number): void {
    const bid = book.best(BUY)
    const ask = book.best(SELL)
    if (bid === NO_PRICE || ask === NO_PRICE) this.oneSided++
    else this.#judge(bid, ask, nanos)
  }

  /** One row of a price series. */
  addRow(price: number, bid: number, ask: number, nanos: number): void {
    this.#judge(bid, ask, nanos)
    if (!(price > 0 && bid > 0 && ask > 0)) this.notPositive++
    if (Math.abs(price - this.#lastPrice) > JUMP_SHARE * Math.abs(this.#lastPrice)) this.jumps++
    this.#lastPrice = price
  }

  #judge(bid: number, ask: number, nanos: number): void {
    this.judged++
    if (bid > ask) {
      if (this.crossed++ === 0) this.firstCrossedAt = nanos
    } else if (bid === ask) this.locked++
  }
}
