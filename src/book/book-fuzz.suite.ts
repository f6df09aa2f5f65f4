/** A random market for books of levels: what a feed may do, and what a hostile one would. */
import { expect } from 'vitest'
import {
  BUY,
  type Lots,
  lots,
  NO_PRICE,
  type RandomStream,
  SELL,
  SIDES,
  type Side,
  type Ticks,
  ticks,
} from '../core/index.ts'
import type { OrderBook } from './book.ts'

const HIGHEST = 0x7fff_ffff

/** A walk through price levels: a drifting touch, with far prices, crossings and clears. */
export class RandomLevels {
  readonly #random: RandomStream
  #centre = 0

  constructor(random: RandomStream) {
    this.#random = random
  }

  /** Makes one change, the same in every book. `view` is what the choice depends on. */
  change(books: readonly OrderBook[]): void {
    const random = this.#random
    const view = books[0]!
    const side: Side = random.integer(0, 1) === 0 ? BUY : SELL
    const event = random.integer(1, 1_000)
    if (event <= 1) for (const book of books) book.clear(side)
    else if (event <= 3) this.#centre = this.#anywhere()
    else if (event <= 300) this.#set(books, side, view.best(side), lots(0))
    else this.#set(books, side, this.#price(side), this.#size())
  }

  #set(books: readonly OrderBook[], side: Side, price: Ticks, size: Lots): void {
    if (price === NO_PRICE) return
    const before = books[0]!.sizeAt(side, price)
    for (const book of books) {
      const told = book.set(side, price, size)
      if (told !== before) expect(told, 'lots that the level held before').toBe(before)
    }
  }

  #price(side: Side): Ticks {
    const random = this.#random
    const reach = random.integer(1, 100)
    this.#centre = clamped(this.#centre + random.integer(-9, 9))
    if (reach <= 80) return ticks(clamped(this.#centre - side * random.integer(-3, 40)))
    if (reach <= 97) return ticks(clamped(this.#centre + random.integer(-3_000, 3_000)))
    return ticks(this.#anywhere())
  }

  #anywhere(): number {
    const random = this.#random
    const ends = [HIGHEST, -HIGHEST, 0, 1_000_000_000, random.integer(-HIGHEST, HIGHEST)]
    return clamped(ends[random.integer(0, ends.length - 1)]! + random.integer(-100, 100))
  }

  #size(): Lots {
    const random = this.#random
    const drawn = random.integer(0, 9)
    return lots(drawn === 9 ? HIGHEST : drawn < 3 ? 0 : drawn)
  }
}

const clamped = (price: number): number => Math.max(-HIGHEST, Math.min(HIGHEST, price))

/** Compares what is cheap to compare after every change. */
export function expectSameTouch(book: OrderBook, twin: OrderBook): void {
  for (const side of SIDES) {
    const best = twin.best(side)
    const isSame =
      book.best(side) === best &&
      book.bestSize(side) === twin.bestSize(side) &&
      book.levelCount(side) === twin.levelCount(side) &&
      book.nextBehind(side, best) === twin.nextBehind(side, best)
    // `expect` is slow: call it only to explain a difference.
    if (!isSame) expect(touchOf(book, side)).toEqual(touchOf(twin, side))
  }
}

const touchOf = (book: OrderBook, side: Side) => ({
  side,
  best: book.best(side),
  bestSize: book.bestSize(side),
  levelCount: book.levelCount(side),
  behind: book.nextBehind(side, book.best(side)),
})
