/**
 * The book of a price series: one level a side, and the exact prices the series told.
 *
 * A synthetic series moves on real numbers that no grid holds. The levels are rounded to ticks, so
 * that everything downstream works; `bestPrice` and `midPrice` give the numbers as they came.
 */
import {
  assert,
  BUY,
  type Lots,
  lots,
  NO_PRICE,
  SELL,
  SIDES,
  type Side,
  type Ticks,
} from '../core/index.ts'
import { OrderBook } from './book.ts'

class QuoteSide {
  price: Ticks = NO_PRICE
  size: Lots = lots(0)
  exactPrice = Number.NaN
}

export class QuoteBook extends OrderBook {
  readonly #bid = new QuoteSide()
  readonly #ask = new QuoteSide()

  override best(side: Side): Ticks {
    return this.#side(side).price
  }

  override bestPrice(side: Side): number {
    return this.#side(side).exactPrice
  }

  override sizeAt(side: Side, price: Ticks): Lots {
    const quote = this.#side(side)
    return price === quote.price ? quote.size : lots(0)
  }

  override nextBehind(side: Side, price: Ticks): Ticks {
    const best = this.best(side)
    return best !== NO_PRICE && side * (price - best) > 0 ? best : NO_PRICE
  }

  override levelCount(side: Side): number {
    return this.best(side) === NO_PRICE ? 0 : 1
  }

  override totalLots(side: Side): Lots {
    return this.#side(side).size
  }

  /** There is one level: a new price takes the place of the old, zero lots at another do nothing. */
  override set(side: Side, price: Ticks, size: Lots): Lots {
    assert(price !== NO_PRICE, 'a level has a price')
    assert(size >= 0, 'a level never holds less than nothing')
    const before = this.sizeAt(side, price)
    if (size > 0) this.#put(side, price, size, this.instrument.price(price))
    else if (price === this.best(side)) this.clear(side)
    return before
  }

  override setQuote(bid: number, ask: number, size: Lots): void {
    super.setQuote(bid, ask, size)
    if (this.best(BUY) !== NO_PRICE) this.#bid.exactPrice = bid
    if (this.best(SELL) !== NO_PRICE) this.#ask.exactPrice = ask
  }

  override clear(side: Side): void {
    this.#put(side, NO_PRICE, lots(0), Number.NaN)
  }

  override checkInvariants(): void {
    for (const side of SIDES) {
      const { price, size, exactPrice } = this.#side(side)
      assert((price === NO_PRICE) === (size === 0), 'a level has a price and holds something')
      assert((price === NO_PRICE) === Number.isNaN(exactPrice), 'a level has an exact price')
    }
  }

  #put(side: Side, price: Ticks, size: Lots, exactPrice: number): void {
    const quote = this.#side(side)
    quote.price = price
    quote.size = size
    quote.exactPrice = exactPrice
  }

  #side(side: Side): QuoteSide {
    return side === BUY ? this.#bid : this.#ask
  }
}
