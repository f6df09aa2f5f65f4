/** The fast book of price levels: two `LadderSide`s, dense around the touch, sparse elsewhere. */
import { BUY, type Instrument, type Lots, SELL, type Side, type Ticks } from '../core/index.ts'
import { OrderBook } from './book.ts'
import { LadderSide } from './ladder-side.ts'

export interface LadderBookOptions {
  readonly instrument: Instrument
  /** Ticks a side that lie in dense arrays (4 bytes each); a power of two, 16,384 if not told. */
  readonly bandTicks?: number
}

export const BAND_TICKS_DEFAULT = 1 << 14

export class LadderBook extends OrderBook {
  readonly #bids: LadderSide
  readonly #asks: LadderSide

  constructor({ instrument, bandTicks = BAND_TICKS_DEFAULT }: LadderBookOptions) {
    super(instrument)
    this.#bids = new LadderSide(BUY, bandTicks)
    this.#asks = new LadderSide(SELL, bandTicks)
  }

  override best(side: Side): Ticks {
    return this.#side(side).best
  }

  override sizeAt(side: Side, price: Ticks): Lots {
    return this.#side(side).at(price)
  }

  override nextBehind(side: Side, price: Ticks): Ticks {
    return this.#side(side).behind(price)
  }

  override levelCount(side: Side): number {
    return this.#side(side).levelCount
  }

  override totalLots(side: Side): Lots {
    return this.#side(side).totalLots
  }

  override set(side: Side, price: Ticks, size: Lots): Lots {
    return this.#side(side).set(price, size)
  }

  override clear(side: Side): void {
    this.#side(side).clear()
  }

  override checkInvariants(): void {
    this.#bids.checkInvariants()
    this.#asks.checkInvariants()
  }

  #side(side: Side): LadderSide {
    return side === BUY ? this.#bids : this.#asks
  }
}
