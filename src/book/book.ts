/**
 * The contract of an order book of price levels: events in, state out.
 *
 * A book holds, for each side, the lots resting at each price. `set` makes a level what the venue
 * says it is; best, sizes and depth follow. Both sides share one vocabulary through `Side`:
 * `best(BUY)` is the highest bid, `best(SELL)` the lowest ask, and "better" means nearer the front
 * of the side's queue of prices.
 *
 * A book believes its feed. Inside one venue message it may be crossed for a moment (Binance sends
 * all bids before all asks); judge `isCrossed` only after a record with `FLAG_LAST`.
 *
 * Implementations: `ReferenceBook` (slow, obviously right), `LadderBook` (dense arrays around the
 * touch), `QuoteBook` (a price series: one level a side, exact prices). One suite tests them all.
 *
 * Not thread-safe; nothing here allocates after construction except where it says so.
 */
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  I_META,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  kindOf,
  type Lots,
  lots,
  NO_PRICE,
  RunHash,
  roundTicks,
  SELL,
  SIDES,
  type Side,
  sideOf,
  TICK,
  type Ticks,
  ticks,
} from '../core/index.ts'

/** What a strategy, a model or a venue may see of a book. */
export interface BookView {
  /** The best price of a side, `NO_PRICE` when the side is empty. O(1). */
  best(side: Side): Ticks
  /** Lots at the best price, 0 when the side is empty. O(1). */
  bestSize(side: Side): Lots
  /** Lots resting at a price, 0 when there are none. O(1) near the touch. */
  sizeAt(side: Side, price: Ticks): Lots
  /** The next price with lots strictly behind `price`, `NO_PRICE` when there is none. */
  nextBehind(side: Side, price: Ticks): Ticks
  /** Number of levels of a side. O(1). */
  levelCount(side: Side): number
  /** All lots of a side. */
  totalLots(side: Side): Lots
  /** The best price in the instrument's currency, exact; NaN when the side is empty. */
  bestPrice(side: Side): number

  /** Both sides hold at least one level. */
  readonly isTwoSided: boolean
  /** Best bid above best ask. */
  readonly isCrossed: boolean
  /** Best bid equal to best ask. */
  readonly isLocked: boolean
  /** Ask minus bid in ticks; meaningful only when two-sided. */
  readonly spreadTicks: number
  /** Halfway between the best prices, in ticks (may be half a tick); NaN unless two-sided. */
  readonly midTicks: number
  /** Best prices weighted by the opposite size, in ticks; NaN unless two-sided. */
  readonly microTicks: number
  /** The mid in the instrument's currency, exact for continuous instruments; NaN unless two-sided. */
  readonly midPrice: number
}

/** The base of every book: the few verbs an implementation writes, and all that follows from them. */
export abstract class OrderBook implements BookView {
  readonly instrument: Instrument

  constructor(instrument: Instrument) {
    this.instrument = instrument
  }

  abstract best(side: Side): Ticks
  abstract sizeAt(side: Side, price: Ticks): Lots
  abstract nextBehind(side: Side, price: Ticks): Ticks
  abstract levelCount(side: Side): number
  abstract totalLots(side: Side): Lots

  /**
   * Makes a level hold `size` lots; zero removes it (removing what is not there is normal). Returns
   * what the level held before.
   */
  abstract set(side: Side, price: Ticks, size: Lots): Lots
  /** Empties a side. */
  abstract clear(side: Side): void
  /** For tests: recomputes everything the slow way and asserts that it agrees. */
  abstract checkInvariants(): void

  /** Removes the levels of a side from the best to `price`, this one included. */
  clearThrough(side: Side, price: Ticks): void {
    for (let at = this.best(side); at !== NO_PRICE; at = this.best(side)) {
      if (side * (at - price) < 0) return
      this.set(side, at, lots(0))
    }
  }

  bestPrice(side: Side): number {
    const price = this.best(side)
    return price === NO_PRICE ? Number.NaN : this.instrument.price(price)
  }

  bestSize(side: Side): Lots {
    const price = this.best(side)
    return price === NO_PRICE ? lots(0) : this.sizeAt(side, price)
  }

  get isTwoSided(): boolean {
    return this.best(BUY) !== NO_PRICE && this.best(SELL) !== NO_PRICE
  }
  get isCrossed(): boolean {
    return this.isTwoSided && this.best(BUY) > this.best(SELL)
  }
  get isLocked(): boolean {
    return this.isTwoSided && this.best(BUY) === this.best(SELL)
  }
  get spreadTicks(): number {
    return this.best(SELL) - this.best(BUY)
  }
  get midTicks(): number {
    return this.isTwoSided ? (this.best(BUY) + this.best(SELL)) / 2 : Number.NaN
  }
  get microTicks(): number {
    if (!this.isTwoSided) return Number.NaN
    const bidLots = this.bestSize(BUY)
    const askLots = this.bestSize(SELL)
    if (bidLots + askLots === 0) return this.midTicks
    return (this.best(BUY) * askLots + this.best(SELL) * bidLots) / (bidLots + askLots)
  }
  get midPrice(): number {
    return (this.bestPrice(BUY) + this.bestPrice(SELL)) / 2
  }

  /** Copies up to `depth` levels, best first, as price, size pairs. Returns how many levels. */
  levelsInto(side: Side, out: Float64Array, depth: number): number {
    let price = this.best(side)
    let count = 0
    while (count < depth && price !== NO_PRICE) {
      out[2 * count] = price
      out[2 * count + 1] = this.sizeAt(side, price)
      count++
      price = this.nextBehind(side, price)
    }
    return count
  }

  /**
   * Sixteen hexadecimal digits over all levels: per side (bids first) the side, its level count and
   * then price and size, best first. Equal books have equal hashes whatever their implementation
   * and history. O(levels).
   */
  stateHash(): string {
    const hash = new RunHash()
    for (const side of SIDES) {
      hash.addInt32(side)
      hash.addInt32(this.levelCount(side))
      for (let at = this.best(side); at !== NO_PRICE; at = this.nextBehind(side, at)) {
        hash.addInt32(at)
        hash.addInt32(this.sizeAt(side, at))
      }
    }
    return hash.digest()
  }

  /**
   * One row of a price series becomes the whole book: a level a side, rounded to the nearest tick.
   * A price that is not a number leaves its side empty. A quote that tells no size counts as one
   * lot, the least that makes a level. Only `QuoteBook` keeps the exact prices.
   */
  setQuote(bid: number, ask: number, size: Lots): void {
    const quoted = size > 0 ? size : lots(1)
    this.clear(BUY)
    this.clear(SELL)
    if (!Number.isNaN(bid)) this.set(BUY, quoteTicks(this.instrument, bid), quoted)
    if (!Number.isNaN(ask)) this.set(SELL, quoteTicks(this.instrument, ask), quoted)
  }

  /** Applies a record when it changes price levels; other kinds are none of a level book's business. */
  apply(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = kindOf(meta)
    if (kind === DEPTH_LEVEL) {
      this.set(sideOf(meta), ticks(tape.i32[i + I_PRICE]!), lots(tape.i32[i + I_SIZE]!))
    } else if (kind === TICK) {
      const f = index * EVENT_F64
      this.setQuote(tape.f64[f + F_A]!, tape.f64[f + F_B]!, lots(tape.i32[i + I_SIZE]!))
    } else if (kind === DEPTH_CLEAR) {
      this.#applyClear(tape, index)
    }
  }

  /** Payload a of 1 limits the clearing to the levels up to the record's price. */
  #applyClear(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const side = sideOf(tape.i32[i + I_META]!)
    const isPartial = tape.f64[index * EVENT_F64 + F_A] === 1
    const price = ticks(tape.i32[i + I_PRICE]!)
    for (const cleared of SIDES) {
      if (side === -cleared) continue
      if (isPartial) this.clearThrough(cleared, price)
      else this.clear(cleared)
    }
  }
}

function quoteTicks(instrument: Instrument, price: number): Ticks {
  const rounded = roundTicks(instrument.tick.countOf(price))
  if (!(Math.abs(rounded) <= 0x7fff_ffff)) {
    throw new InputError(
      `${instrument.symbol}: a price of ${price} is more than 2147483647 ticks of ${instrument.tick.step}`,
      {},
      'Choose a larger tick.',
    )
  }
  // The bitwise or turns a rounded -0 into 0.
  return ticks(rounded | 0)
}
