/** The quote of one row as a book, for those who judge and trade by it: a level a side, of any size. */
import { OrderBook } from '../../book/index.ts'
import {
  BUY,
  InputError,
  type Instrument,
  type Lots,
  lots,
  NO_PRICE,
  SELL,
  type Side,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import type { TickColumns } from './tick-columns.ts'

export class RowQuote extends OrderBook {
  #bid = Number.NaN
  #ask = Number.NaN
  #bidTicks: Ticks = NO_PRICE
  #askTicks: Ticks = NO_PRICE

  /** Shows the quote of this row; NaN is an empty side. */
  see({ bid, ask }: TickColumns, row: number): void {
    this.#put(BUY, bid[row]!)
    this.#put(SELL, ask[row]!)
  }

  override best(side: Side): Ticks {
    return side === BUY ? this.#bidTicks : this.#askTicks
  }
  override bestPrice(side: Side): number {
    return side === BUY ? this.#bid : this.#ask
  }
  override sizeAt(side: Side, price: Ticks): Lots {
    return lots(Number(price !== NO_PRICE && price === this.best(side)))
  }
  override nextBehind(side: Side, price: Ticks): Ticks {
    const best = this.best(side)
    return best !== NO_PRICE && side * (price - best) > 0 ? best : NO_PRICE
  }
  override levelCount(side: Side): number {
    return this.best(side) === NO_PRICE ? 0 : 1
  }
  override totalLots(side: Side): Lots {
    return lots(this.levelCount(side))
  }

  override set(side: Side, price: Ticks, size: Lots): Lots {
    const before = this.sizeAt(side, price)
    if (size > 0) this.#put(side, this.instrument.price(price))
    else if (before > 0) this.clear(side)
    return before
  }
  override clear(side: Side): void {
    this.#put(side, Number.NaN)
  }
  /** Any two prices are a quote. */
  override checkInvariants(): void {}

  #put(side: Side, price: number): void {
    const priceTicks = quoteTicks(this.instrument, price)
    if (side === BUY) {
      this.#bid = price
      this.#bidTicks = priceTicks
    } else {
      this.#ask = price
      this.#askTicks = priceTicks
    }
  }
}

function quoteTicks({ symbol, tick }: Instrument, price: number): Ticks {
  if (Number.isNaN(price)) return NO_PRICE
  const rounded = Math.round(tick.countOf(price))
  if (Math.abs(rounded) <= 0x7fff_ffff) return ticks(rounded)
  throw new InputError(
    `${symbol}: a price of ${price} is more than 2147483647 ticks of ${tick.step}`,
    {},
    'Choose a larger tick.',
  )
}
