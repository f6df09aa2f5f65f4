/**
 * The slow book of price levels: a sorted list a side, best first, and nothing clever.
 *
 * It exists to be obviously right. Every faster book is compared with it.
 */
import {
  assert,
  BUY,
  type Instrument,
  type Lots,
  lots,
  NO_PRICE,
  SELL,
  SIDES,
  type Side,
  type Ticks,
} from '../core/index.ts'
import { OrderBook } from './book.ts'

interface Level {
  readonly price: Ticks
  size: Lots
}

export class ReferenceBook extends OrderBook {
  readonly #levels: Record<Side, Level[]> = { [BUY]: [], [SELL]: [] }

  constructor({ instrument }: { instrument: Instrument }) {
    super(instrument)
  }

  override best(side: Side): Ticks {
    return this.#levels[side][0]?.price ?? NO_PRICE
  }

  override sizeAt(side: Side, price: Ticks): Lots {
    const level = this.#levels[side][this.#place(side, price)]
    return level?.price === price ? level.size : lots(0)
  }

  override nextBehind(side: Side, price: Ticks): Ticks {
    const place = this.#place(side, price)
    const isThere = this.#levels[side][place]?.price === price
    return this.#levels[side][isThere ? place + 1 : place]?.price ?? NO_PRICE
  }

  override levelCount(side: Side): number {
    return this.#levels[side].length
  }

  override totalLots(side: Side): Lots {
    return lots(this.#levels[side].reduce((total, { size }) => total + size, 0))
  }

  override set(side: Side, price: Ticks, size: Lots): Lots {
    assert(price !== NO_PRICE, 'a level has a price')
    assert(size >= 0, 'a level never holds less than nothing')
    const before = this.sizeAt(side, price)
    const levels = this.#levels[side]
    const place = this.#place(side, price)
    const isThere = levels[place]?.price === price
    if (size === 0) levels.splice(place, isThere ? 1 : 0)
    else levels.splice(place, isThere ? 1 : 0, { price, size })
    return before
  }

  override clear(side: Side): void {
    this.#levels[side] = []
  }

  override checkInvariants(): void {
    for (const side of SIDES) {
      this.#levels[side].forEach(({ price, size }, i, levels) => {
        assert(size > 0, 'a level holds something')
        assert(i === 0 || side * (levels[i - 1]!.price - price) > 0, 'levels lie best first')
      })
    }
  }

  /** How many levels are better than `price`: where it stands, or would stand. */
  #place(side: Side, price: Ticks): number {
    const levels = this.#levels[side]
    let low = 0
    let high = levels.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (side * (levels[middle]!.price - price) > 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
