/**
 * The levels of one side by price: where a price has its level, which is best, which comes behind.
 *
 * ```
 *   rank   far levels | band: one int32 a tick, one bit a level           | far levels
 *  ------- . .  .  .  |----.----..-.--.-.......................................--------> better
 * ```
 *
 * As the `LadderSide` of a book of lots, with a level's record where that has its lots: a price near
 * the best costs one array access, the next level behind another is found through a bitmap, and a
 * price a billion ticks away costs one entry among the `FarLevels`. Prices are ranks, greater is
 * better, so both sides and the stop orders of both use it.
 *
 * The band is a cache, right wherever it lies. It moves under the best price when that leaves its
 * upper half, once enough changes have paid for the move; orders at any price (auctions) do not move it.
 *
 * Invariants, checked by `checkInvariants`:
 *  - a level inside the band is in the array and the bitmap, any other among the far levels;
 *  - `bestRank` and `bestLevel` are those of the highest rank.
 */
import { FarLevels, HIGHEST_RANK, LOWEST_RANK, NO_RANK, SlotSet } from '../../book/index.ts'
import { assert } from '../../core/index.ts'
import { PRICE_TICKS_MAX } from './matching.ts'

/** What stands for no level. */
export const NO_LEVEL = -1

/** Levels that one change of the best price outside the comfortable half pays to move. */
const MOVES_PAID = 16

export class PriceLadder {
  /** The highest rank that has a level, `NO_RANK` when none has. */
  bestRank = NO_RANK
  bestLevel = NO_LEVEL
  readonly #bandTicks: number
  /** A level's number plus one; 0 for none. */
  readonly #levelAt: Int32Array
  readonly #occupied: SlotSet
  readonly #far = new FarLevels()
  /** `slot & #outside` is zero exactly for slots inside the band. */
  readonly #outside: number
  /** The rank of slot 0. */
  #lowest: number
  #bandCount = 0
  #movesPaid = 0

  /** @param bandTicks a power of two from 64 on. */
  constructor(bandTicks: number) {
    this.#bandTicks = bandTicks
    this.#levelAt = new Int32Array(bandTicks)
    this.#occupied = new SlotSet(bandTicks)
    this.#outside = ~(bandTicks - 1)
    this.#lowest = -(bandTicks >> 1)
  }

  get count(): number {
    return this.#bandCount + this.#far.count
  }

  /** The level of a rank, `NO_LEVEL` when it has none. */
  at(rank: number): number {
    // Int32 wrap-around keeps this exact: a slot is inside the band only if the rank is.
    const slot = (rank - this.#lowest) | 0
    return ((slot & this.#outside) === 0 ? this.#levelAt[slot]! : this.#far.lotsAt(rank)) - 1
  }

  /** Gives a rank that has none a level. */
  add(rank: number, level: number): void {
    const slot = (rank - this.#lowest) | 0
    if ((slot & this.#outside) !== 0) this.#far.set(rank, level + 1)
    else {
      this.#levelAt[slot] = level + 1
      this.#occupied.add(slot)
      this.#bandCount++
    }
    if (rank > this.bestRank) this.#setBest(rank, level)
  }

  remove(rank: number): void {
    const slot = (rank - this.#lowest) | 0
    if ((slot & this.#outside) !== 0) this.#far.set(rank, 0)
    else {
      this.#levelAt[slot] = 0
      this.#occupied.delete(slot)
      this.#bandCount--
    }
    if (rank === this.bestRank) this.#findBest()
  }

  /** The highest rank strictly below `rank` that has a level, `NO_RANK` when none has. */
  below(rank: number): number {
    const slot = rank - this.#lowest
    const found = slot > 0 ? this.#occupied.below(Math.min(slot, this.#bandTicks)) : -1
    const inBand = found < 0 ? NO_RANK : this.#lowest + found
    // Almost always all far levels lie behind the band, and the band has the answer.
    if (this.#far.count === 0 || this.#far.best < inBand) return inBand
    return Math.max(inBand, this.#far.below(rank))
  }

  #findBest(): void {
    const rank = this.below(this.bestRank)
    this.#setBest(rank, rank === NO_RANK ? NO_LEVEL : this.at(rank))
  }

  #setBest(rank: number, level: number): void {
    this.bestRank = rank
    this.bestLevel = level
    const half = this.#bandTicks >> 1
    const slot = (rank - this.#lowest) | 0
    if (((slot - half) & ~(half - 1)) !== 0) this.#recentre(rank)
  }

  /** Puts the best price three quarters up the band, once enough changes have paid for the move. */
  #recentre(rank: number): void {
    if (rank === NO_RANK || rank > PRICE_TICKS_MAX) return
    const wanted = rank - this.#bandTicks + (this.#bandTicks >> 2)
    const lowest = Math.max(LOWEST_RANK, Math.min(HIGHEST_RANK - this.#bandTicks + 1, wanted))
    if (lowest === this.#lowest) return
    this.#movesPaid += MOVES_PAID
    if (this.#bandCount > this.#movesPaid) return
    this.#movesPaid = 0
    this.#spill()
    this.#lowest = lowest
    this.#draw()
  }

  /** Moves every level of the band to the far levels. */
  #spill(): void {
    const occupied = this.#occupied
    for (let slot = occupied.below(this.#bandTicks); slot >= 0; slot = occupied.below(slot)) {
      this.#far.set(this.#lowest + slot, this.#levelAt[slot]!)
      this.#levelAt[slot] = 0
      occupied.delete(slot)
    }
    this.#bandCount = 0
  }

  /** Moves the far levels within the band's reach into it. */
  #draw(): void {
    const far = this.#far
    const highest = this.#lowest + this.#bandTicks - 1
    // A far level at the very top would not be strictly below it.
    let rank = far.lotsAt(highest) > 0 ? highest : far.below(highest)
    while (rank >= this.#lowest) {
      this.#levelAt[rank - this.#lowest] = far.set(rank, 0)
      this.#occupied.add(rank - this.#lowest)
      this.#bandCount++
      rank = far.below(rank)
    }
  }

  checkInvariants(): void {
    let best = NO_RANK
    let bandCount = 0
    for (let slot = 0; slot < this.#bandTicks; slot++) {
      const isThere = this.#levelAt[slot] !== 0
      assert(isThere === this.#occupied.has(slot), 'the bitmap marks the levels')
      if (!isThere) continue
      best = this.#lowest + slot
      bandCount++
    }
    assert(bandCount === this.#bandCount, 'the band counts its levels')
    this.#far.checkInvariants()
    for (let rank = this.#far.best; rank !== NO_RANK; rank = this.#far.below(rank)) {
      assert(((rank - this.#lowest) & this.#outside) !== 0, 'no far level lies inside the band')
      best = Math.max(best, rank)
    }
    assert(best === this.bestRank, 'best is the best price that has a level')
    assert(this.bestLevel === (best === NO_RANK ? NO_LEVEL : this.at(best)), 'with its level')
  }
}
