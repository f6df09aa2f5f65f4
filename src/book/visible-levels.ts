/**
 * A book of which the feed tells the first levels of each side only.
 *
 * Such a feed (a LOBSTER file of five levels) is silent about the rest. A level that is pushed out
 * of sight may change or go without a message, so it is forgotten; a level that comes into sight
 * again, or for the first time, is known only if somebody reveals it. With every level revealed the
 * book is exact.
 *
 * ```
 *   three levels visible      an order at 99 pushes 96 out      98 goes: what is below 97?
 *      99 |                      99 | 5   <- added                 99 | 5
 *      98 | 2                    98 | 2                            97 | 7
 *      97 | 7                    97 | 7                             ? |     <- to be revealed
 *      96 | 1                       (96 forgotten)
 * ```
 */
import { assert, type Lots, lots, NO_PRICE, SIDES, type Side, type Ticks } from '../core/index.ts'
import type { OrderBook } from './book.ts'

export class VisibleLevels {
  readonly book: OrderBook
  /** Levels of each side that the feed tells of. */
  readonly depth: number

  constructor(book: OrderBook, depth: number) {
    assert(depth >= 1, 'a feed tells of one level at least')
    this.book = book
    this.depth = depth
  }

  /** Forgets the levels that are out of sight. Call it after each message. */
  forgetHidden(): void {
    const { book, depth } = this
    for (const side of SIDES) {
      if (book.levelCount(side) <= depth) continue
      const last = this.#levelOf(side, depth)
      for (let at = book.nextBehind(side, last); at !== NO_PRICE; ) {
        book.set(side, at, lots(0))
        at = book.nextBehind(side, last)
      }
    }
  }

  /**
   * Puts a level that has become visible into the book. Answers false, and changes nothing, when all
   * levels in sight are known, or this one is not behind those that are: messages know better.
   */
  reveal(side: Side, price: Ticks, size: Lots): boolean {
    const { book } = this
    const count = book.levelCount(side)
    if (count >= this.depth || size <= 0) return false
    if (count > 0 && side * (this.#levelOf(side, count) - price) <= 0) return false
    book.set(side, price, size)
    return true
  }

  /** The price of a level, counted from 1. */
  #levelOf(side: Side, level: number): Ticks {
    let price = this.book.best(side)
    for (let i = 1; i < level; i++) price = this.book.nextBehind(side, price)
    return price
  }
}
