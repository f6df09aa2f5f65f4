/**
 * A book that is never crossed: a new best hides the levels of the other side that it reaches.
 *
 * Some feeds send a crossing level before the messages that remove what it crossed, or never send
 * those. Here the newest word wins: when a bid arrives at or above the best ask, the best ask becomes
 * the next one above it. Hidden levels keep their sizes; one is seen again only when the search for a
 * new best, which walks away from the spread, comes past it. This is how the map book of the
 * reference backtester behaves, level for level.
 *
 * `levelCount`, `totalLots` and `sizeAt` count hidden levels too; `best` and what follows from it
 * never shows them.
 */
import {
  assert,
  BUY,
  type Lots,
  NO_PRICE,
  opposite,
  SELL,
  type Side,
  type Ticks,
} from '../core/index.ts'
import { OrderBook } from './book.ts'
import { BAND_TICKS_DEFAULT, type LadderBookOptions } from './ladder-book.ts'
import { LadderSide } from './ladder-side.ts'

export class UncrossingBook extends OrderBook {
  readonly #bids: LadderSide
  readonly #asks: LadderSide
  #bestBid: Ticks = NO_PRICE
  #bestAsk: Ticks = NO_PRICE

  constructor({ instrument, bandTicks = BAND_TICKS_DEFAULT }: LadderBookOptions) {
    super(instrument)
    this.#bids = new LadderSide(BUY, bandTicks)
    this.#asks = new LadderSide(SELL, bandTicks)
  }

  override best(side: Side): Ticks {
    return side === BUY ? this.#bestBid : this.#bestAsk
  }

  override sizeAt(side: Side, price: Ticks): Lots {
    return this.#levels(side).at(price)
  }

  override nextBehind(side: Side, price: Ticks): Ticks {
    return this.#levels(side).behind(price)
  }

  override levelCount(side: Side): number {
    return this.#levels(side).levelCount
  }

  override totalLots(side: Side): Lots {
    return this.#levels(side).totalLots
  }

  override set(side: Side, price: Ticks, size: Lots): Lots {
    const before = this.#levels(side).set(price, size)
    // Behind the best, where most changes are, nothing else follows from them.
    const isFront =
      side === BUY ? price >= this.#bestBid : price <= this.#bestAsk || this.#bestAsk === NO_PRICE
    if (isFront) this.#setFront(side, price, size)
    return before
  }

  override clear(side: Side): void {
    this.#levels(side).clear()
    this.#setBest(side, NO_PRICE)
  }

  override checkInvariants(): void {
    this.#bids.checkInvariants()
    this.#asks.checkInvariants()
    assert(!this.isCrossed && !this.isLocked, 'the best prices never meet')
    for (const side of [BUY, SELL] as const) {
      const best = this.best(side)
      assert(best === NO_PRICE || this.sizeAt(side, best) > 0, 'the best price holds lots')
    }
  }

  /** The best level changes, or there is a better one. */
  #setFront(side: Side, price: Ticks, size: Lots): void {
    const best = this.best(side)
    if (size === 0) {
      if (price === best) this.#setBest(side, this.#levels(side).behind(price))
    } else if (price !== best) {
      this.#setBest(side, price)
      this.#hideCrossed(opposite(side), price)
    }
  }

  /** The far side's best moves to its next level strictly behind a price that has reached it. */
  #hideCrossed(far: Side, reached: Ticks): void {
    const best = far === BUY ? this.#bestBid : this.#bestAsk
    if (best === NO_PRICE || far * (best - reached) < 0) return
    this.#setBest(far, this.#levels(far).behind(reached))
  }

  #setBest(side: Side, price: Ticks): void {
    if (side === BUY) this.#bestBid = price
    else this.#bestAsk = price
  }

  #levels(side: Side): LadderSide {
    return side === BUY ? this.#bids : this.#asks
  }
}
