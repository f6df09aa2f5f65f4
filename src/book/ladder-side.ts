/**
 * One side of a ladder: a dense band of levels around the touch, and a sparse rest.
 *
 * ```
 *   rank   far levels | band: one int32 per tick, one bit per level       | far levels
 *  ------- . .  .  .  |----.----..-.--.-.......................................--------> better
 *                     lowest          |middle            ^ best                lowest + band
 * ```
 *
 * Changing or reading a level inside the band is one array access; the next level behind another is
 * found through a bitmap. Levels outside lie in `FarLevels`, whatever their distance, so a price a
 * billion ticks away costs one small entry. When the best price leaves the upper half of the band,
 * the band moves under it (`#recentre`).
 *
 * The band is a cache: every answer is right wherever it lies. Therefore moving it can wait until it
 * is paid for, and a feed that throws the price to and fro cannot make each change cost a whole move.
 *
 * Invariants, checked by `checkInvariants`:
 *  - a level inside the band is in the array and in the bitmap, any other in the far levels;
 *  - no level is negative, and one that holds nothing does not exist;
 *  - best, level count and total are those of the levels.
 */
import { assert, type Lots, lots, NO_PRICE, type Side, type Ticks } from '../core/index.ts'
import { FarLevels } from './far-levels.ts'
import { HIGHEST_RANK, LOWEST_RANK, NO_RANK, priceOf, rankOf } from './rank.ts'
import { SlotSet } from './slot-set.ts'

export const BAND_TICKS_MIN = 64
export const BAND_TICKS_MAX = 1 << 20

/** Levels that one change of the best price outside the comfortable half pays to move. */
const MOVES_PAID = 16

export class LadderSide {
  readonly side: Side
  readonly bandTicks: number
  readonly #lotsAt: Int32Array = new Int32Array(0)
  readonly #occupied: SlotSet
  readonly #far = new FarLevels()
  /** `slot & #outside` is zero exactly for slots inside the band. */
  readonly #outside: number = 0
  /** The rank of slot 0. */
  #lowest: number = 0
  #best = NO_RANK
  #levelCount = 0
  #totalLots = 0
  #movesPaid = 0

  constructor(side: Side, bandTicks: number) {
    const isPowerOfTwo = (bandTicks & (bandTicks - 1)) === 0
    if (!isPowerOfTwo || !(bandTicks >= BAND_TICKS_MIN && bandTicks <= BAND_TICKS_MAX)) {
      throw new RangeError(`bandTicks must be a power of two in 64..1048576, was ${bandTicks}`)
    }
    this.side = side
    this.bandTicks = bandTicks
    this.#lotsAt = new Int32Array(bandTicks)
    this.#occupied = new SlotSet(bandTicks)
    this.#outside = ~(bandTicks - 1)
    this.#lowest = -(bandTicks >> 1)
  }

  get best(): Ticks {
    return priceOf(this.side, this.#best)
  }
  get levelCount(): number {
    return this.#levelCount
  }
  /** All lots of the side. Exact up to 2^53. */
  get totalLots(): Lots {
    return lots(this.#totalLots)
  }

  at(price: Ticks): Lots {
    const rank = rankOf(this.side, price)
    // Int32 wrap-around keeps this exact: a slot is inside the band only if the rank is.
    const slot = (rank - this.#lowest) | 0
    return lots((slot & this.#outside) === 0 ? this.#lotsAt[slot]! : this.#far.lotsAt(rank))
  }

  /** Makes the level hold `size` lots; zero removes it. Returns what it held before. */
  set(price: Ticks, size: Lots): Lots {
    assert(price !== NO_PRICE, 'a level has a price')
    assert(size >= 0, 'a level never holds less than nothing')
    const rank = rankOf(this.side, price)
    const slot = (rank - this.#lowest) | 0
    if ((slot & this.#outside) !== 0) return this.#setFar(rank, size)
    const before = this.#lotsAt[slot]!
    this.#lotsAt[slot] = size
    this.#totalLots += size - before
    // Apart, so that this much is small enough to be inlined where books are filled.
    if ((before === 0) !== (size === 0)) this.#mark(slot, rank, size)
    return lots(before)
  }

  /** The next price with lots strictly behind `price`, `NO_PRICE` when there is none. */
  behind(price: Ticks): Ticks {
    return priceOf(this.side, this.#below(rankOf(this.side, price)))
  }

  clear(): void {
    const occupied = this.#occupied
    // By level, not by tick: a price series clears the book at every row.
    for (let slot = occupied.below(this.bandTicks); slot >= 0; slot = occupied.below(slot)) {
      this.#lotsAt[slot] = 0
    }
    occupied.clear()
    this.#far.clear()
    this.#best = NO_RANK
    this.#levelCount = 0
    this.#totalLots = 0
  }

  /** A level of the band has appeared or vanished. */
  #mark(slot: number, rank: number, size: number): void {
    if (size !== 0) {
      this.#occupied.add(slot)
      this.#appeared(rank)
    } else {
      this.#occupied.delete(slot)
      this.#vanished(rank)
    }
  }

  #setFar(rank: number, size: number): Lots {
    const before = this.#far.set(rank, size)
    this.#totalLots += size - before
    if (before === 0 && size !== 0) this.#appeared(rank)
    else if (before !== 0 && size === 0) this.#vanished(rank)
    return lots(before)
  }

  #appeared(rank: number): void {
    this.#levelCount++
    if (rank > this.#best) {
      this.#best = rank
      this.#settle()
    }
  }

  #vanished(rank: number): void {
    this.#levelCount--
    if (rank === this.#best) {
      this.#best = this.#below(rank)
      this.#settle()
    }
  }

  /** The highest rank with lots strictly below `rank`. */
  #below(rank: number): number {
    const slot = rank - this.#lowest
    const found = slot > 0 ? this.#occupied.below(Math.min(slot, this.bandTicks)) : -1
    const inBand = found < 0 ? NO_RANK : this.#lowest + found
    // Almost always all far levels lie behind the band, and the band has the answer.
    if (this.#far.count === 0 || this.#far.best < inBand) return inBand
    return Math.max(inBand, this.#far.below(rank))
  }

  /** Moves the band if the best price is no longer in its upper half. */
  #settle(): void {
    const half = this.bandTicks >> 1
    const slot = (this.#best - this.#lowest) | 0
    if (((slot - half) & ~(half - 1)) !== 0 && this.#best !== NO_RANK) this.#recentre()
  }

  /** Puts the best price three quarters up the band, once enough changes have paid for the move. */
  #recentre(): void {
    const wanted = this.#best - this.bandTicks + (this.bandTicks >> 2)
    const lowest = Math.max(LOWEST_RANK, Math.min(HIGHEST_RANK - this.bandTicks + 1, wanted))
    if (lowest === this.#lowest) return
    this.#movesPaid += MOVES_PAID
    if (this.#levelCount - this.#far.count > this.#movesPaid) return
    this.#movesPaid = 0
    this.#spill()
    this.#lowest = lowest
    this.#draw()
  }

  /** Moves every level of the band to the far levels. */
  #spill(): void {
    const occupied = this.#occupied
    for (let slot = occupied.below(this.bandTicks); slot >= 0; slot = occupied.below(slot)) {
      this.#far.set(this.#lowest + slot, this.#lotsAt[slot]!)
      this.#lotsAt[slot] = 0
      occupied.delete(slot)
    }
  }

  /** Moves the far levels within the band's reach into it. */
  #draw(): void {
    const far = this.#far
    const highest = this.#lowest + this.bandTicks - 1
    // A far level at the very top would not be strictly below it.
    let rank = far.lotsAt(highest) > 0 ? highest : far.below(highest)
    while (rank >= this.#lowest) {
      const slot = rank - this.#lowest
      this.#lotsAt[slot] = far.set(rank, 0)
      this.#occupied.add(slot)
      rank = far.below(rank)
    }
  }

  /** For tests: recomputes everything the slow way and asserts that it agrees. */
  checkInvariants(): void {
    let best = NO_RANK
    let levelCount = 0
    let totalLots = 0
    for (let slot = 0; slot < this.bandTicks; slot++) {
      const size = this.#lotsAt[slot]!
      assert(size >= 0, 'no level is negative')
      assert(size > 0 === this.#occupied.has(slot), 'the bitmap marks the levels that hold lots')
      if (size === 0) continue
      best = this.#lowest + slot
      levelCount++
      totalLots += size
    }
    const far = this.#far
    far.checkInvariants()
    for (let rank = far.best; rank !== NO_RANK; rank = far.below(rank)) {
      const isInside = rank >= this.#lowest && rank < this.#lowest + this.bandTicks
      assert(!isInside, 'no far level lies inside the band')
      best = Math.max(best, rank)
      levelCount++
      totalLots += far.lotsAt(rank)
    }
    assert(best === this.#best, 'best is the best price that holds lots')
    assert(levelCount === this.#levelCount, 'level count is the number of levels')
    assert(totalLots === this.#totalLots, 'total is the sum of all levels')
  }
}
