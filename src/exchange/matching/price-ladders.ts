/**
 * The levels of many sides by price: where a price has its level, which is best, which comes behind.
 *
 * ```
 *   rank   far levels | band: one int32 a tick, one bit a level           | far levels
 *  ------- . .  .  .  |----.----..-.--.-.......................................--------> better
 * ```
 *
 * A ladder as the `LadderSide` of a book of lots, with a level's record where that has its lots: a
 * price near the best costs one array access, the next level behind another is found through a bitmap,
 * and a price a billion ticks away costs one entry among the `FarLevels`. Prices are ranks, greater is
 * better, so buyers, sellers and the stop orders of both use it.
 *
 * All ladders of an engine share four arrays. With a thousand books, whatever a command touches lies in
 * few cache lines, and none of them is an object's.
 *
 * A band is a cache, right wherever it lies. It moves under the best price when that leaves its upper
 * half, once enough changes have paid for the move; orders at any price (auctions) do not move it.
 *
 * Invariants, checked by `checkInvariants`:
 *  - a level inside the band is in the array and the bitmap, any other among the far levels;
 *  - best rank and best level are those of the highest rank.
 */
import { FarLevels, HIGHEST_RANK, LOWEST_RANK, NO_RANK } from '../../book/index.ts'
import { assert } from '../../core/index.ts'
import { PRICE_TICKS_MAX } from './matching.ts'

/** What stands for no level. */
export const NO_LEVEL = -1

/** Words of a ladder's head. */
const BEST_RANK = 0
const BEST_LEVEL = 1
/** The rank of slot 0. */
const LOWEST = 2
const BAND_COUNT = 3
const FAR_COUNT = 4
const MOVES_PAID = 5
const HEAD = 8

/** Levels that one change of the best price outside the comfortable half pays to move. */
const MOVES_A_CHANGE = 16

export class PriceLadders {
  readonly #bandTicks: number = 0
  readonly #heads: Int32Array = new Int32Array(0)
  /** A level's number plus one; 0 for none. */
  readonly #levelAt: Int32Array = new Int32Array(0)
  /** A bit a slot, and a bit a word of those. */
  readonly #words: Int32Array = new Int32Array(0)
  readonly #blocks: Int32Array = new Int32Array(0)
  readonly #far: FarLevels[]
  /** Positions in the arrays: a ladder's times these. */
  readonly #bandShift: number = 0
  readonly #outside: number = 0

  /** @param bandTicks a power of two from 1,024 on. */
  constructor(count: number, bandTicks: number) {
    this.#bandTicks = bandTicks
    this.#bandShift = 31 - Math.clz32(bandTicks)
    this.#outside = ~(bandTicks - 1)
    this.#heads = new Int32Array(count * HEAD)
    this.#levelAt = new Int32Array(count * bandTicks)
    this.#words = new Int32Array(count * (bandTicks >> 5))
    this.#blocks = new Int32Array(count * (bandTicks >> 10))
    this.#far = Array.from({ length: count }, () => new FarLevels())
    for (let head = 0; head < this.#heads.length; head += HEAD) {
      this.#heads[head | BEST_RANK] = NO_RANK
      this.#heads[head | BEST_LEVEL] = NO_LEVEL
      this.#heads[head | LOWEST] = -(bandTicks >> 1)
    }
  }

  /** The highest rank of a ladder, `NO_RANK` when it has no level. */
  bestRank(ladder: number): number {
    return this.#heads[(ladder * HEAD) | BEST_RANK]!
  }

  bestLevel(ladder: number): number {
    return this.#heads[(ladder * HEAD) | BEST_LEVEL]!
  }

  /** Number of levels. */
  count(ladder: number): number {
    return this.#heads[(ladder * HEAD) | BAND_COUNT]! + this.#heads[(ladder * HEAD) | FAR_COUNT]!
  }

  /** The level of a rank, `NO_LEVEL` when it has none. */
  at(ladder: number, rank: number): number {
    // Int32 wrap-around keeps this exact: a slot is inside the band only if the rank is.
    const slot = (rank - this.#heads[(ladder * HEAD) | LOWEST]!) | 0
    if ((slot & this.#outside) !== 0) return this.#far[ladder]!.lotsAt(rank) - 1
    return this.#levelAt[((ladder << this.#bandShift) + slot) | 0]! - 1
  }

  /** Gives a rank that has none a level. */
  add(ladder: number, rank: number, level: number): void {
    const heads = this.#heads
    const head = (ladder * HEAD) | 0
    const slot = (rank - heads[head | LOWEST]!) | 0
    if ((slot & this.#outside) !== 0) this.#addFar(ladder, rank, level)
    else {
      this.#levelAt[((ladder << this.#bandShift) + slot) | 0] = level + 1
      this.#mark(ladder, slot)
      heads[head | BAND_COUNT]!++
    }
    if (rank > heads[head | BEST_RANK]!) this.#setBest(ladder, rank, level)
  }

  remove(ladder: number, rank: number): void {
    const heads = this.#heads
    const head = (ladder * HEAD) | 0
    const slot = (rank - heads[head | LOWEST]!) | 0
    if ((slot & this.#outside) !== 0) this.#removeFar(ladder, rank)
    else {
      this.#levelAt[((ladder << this.#bandShift) + slot) | 0] = 0
      this.#unmark(ladder, slot)
      heads[head | BAND_COUNT]!--
    }
    if (rank === heads[head | BEST_RANK]) this.#findBest(ladder, rank)
  }

  /** The highest rank strictly below `rank` that has a level, `NO_RANK` when none has. */
  below(ladder: number, rank: number): number {
    const lowest = this.#heads[(ladder * HEAD) | LOWEST]!
    const slot = rank - lowest
    const found = slot > 0 ? this.#slotBelow(ladder, Math.min(slot, this.#bandTicks)) : -1
    const inBand = found < 0 ? NO_RANK : lowest + found
    // Almost always all far levels lie behind the band, and the band has the answer.
    if (this.#heads[(ladder * HEAD) | FAR_COUNT] === 0) return inBand
    const far = this.#far[ladder]!
    return far.best < inBand ? inBand : Math.max(inBand, far.below(rank))
  }

  #findBest(ladder: number, before: number): void {
    const rank = this.below(ladder, before)
    this.#setBest(ladder, rank, rank === NO_RANK ? NO_LEVEL : this.at(ladder, rank))
  }

  #setBest(ladder: number, rank: number, level: number): void {
    const heads = this.#heads
    const head = (ladder * HEAD) | 0
    heads[head | BEST_RANK] = rank
    heads[head | BEST_LEVEL] = level
    const half = this.#bandTicks >> 1
    const slot = (rank - heads[head | LOWEST]!) | 0
    if (((slot - half) & ~(half - 1)) !== 0) this.#recentre(ladder, rank)
  }

  #addFar(ladder: number, rank: number, level: number): void {
    this.#far[ladder]!.set(rank, level + 1)
    this.#heads[(ladder * HEAD) | FAR_COUNT]!++
  }

  #removeFar(ladder: number, rank: number): void {
    this.#far[ladder]!.set(rank, 0)
    this.#heads[(ladder * HEAD) | FAR_COUNT]!--
  }

  // The bitmap: bit s of word w is slot 32 w + s; bit w of block b is word 32 b + w.

  #mark(ladder: number, slot: number): void {
    const word = (ladder << (this.#bandShift - 5)) + (slot >> 5)
    const block = (ladder << (this.#bandShift - 10)) + (slot >> 10)
    this.#words[word]! |= 1 << (slot & 31)
    this.#blocks[block]! |= 1 << ((slot >> 5) & 31)
  }

  #unmark(ladder: number, slot: number): void {
    const word = (ladder << (this.#bandShift - 5)) + (slot >> 5)
    const left = this.#words[word]! & ~(1 << (slot & 31))
    this.#words[word] = left
    if (left !== 0) return
    const block = (ladder << (this.#bandShift - 10)) + (slot >> 10)
    this.#blocks[block]! &= ~(1 << ((slot >> 5) & 31))
  }

  /** The highest slot with a level strictly below `slot` (1 to the band's end), -1 without. */
  #slotBelow(ladder: number, slot: number): number {
    const last = slot - 1
    const base = ladder << (this.#bandShift - 5)
    // Bits 0 to last & 31: shifted out of all ones, as 1 << 32 would be 1.
    const bits = this.#words[base + (last >> 5)]! & (-1 >>> (31 - (last & 31)))
    if (bits !== 0) return (last & ~31) | (31 - Math.clz32(bits))
    const blockBase = ladder << (this.#bandShift - 10)
    let block = last >> 10
    let words = this.#blocks[blockBase + block]! & ((1 << ((last >> 5) & 31)) - 1)
    while (words === 0) {
      if (block === 0) return -1
      words = this.#blocks[blockBase + --block]!
    }
    const word = (block << 5) | (31 - Math.clz32(words))
    return (word << 5) | (31 - Math.clz32(this.#words[base + word]!))
  }

  /** Puts the best price three quarters up the band, once enough changes have paid for the move. */
  #recentre(ladder: number, rank: number): void {
    if (rank === NO_RANK || rank > PRICE_TICKS_MAX) return
    const heads = this.#heads
    const head = (ladder * HEAD) | 0
    const wanted = rank - this.#bandTicks + (this.#bandTicks >> 2)
    const lowest = Math.max(LOWEST_RANK, Math.min(HIGHEST_RANK - this.#bandTicks + 1, wanted))
    if (lowest === heads[head | LOWEST]) return
    heads[head | MOVES_PAID]! += MOVES_A_CHANGE
    if (heads[head | BAND_COUNT]! > heads[head | MOVES_PAID]!) return
    heads[head | MOVES_PAID] = 0
    this.#spill(ladder)
    heads[head | LOWEST] = lowest
    this.#draw(ladder)
  }

  /** Moves every level of the band to the far levels. */
  #spill(ladder: number): void {
    const base = ladder << this.#bandShift
    let slot = this.#slotBelow(ladder, this.#bandTicks)
    while (slot >= 0) {
      this.#addFar(
        ladder,
        this.#heads[(ladder * HEAD) | LOWEST]! + slot,
        this.#levelAt[base + slot]! - 1,
      )
      this.#levelAt[base + slot] = 0
      this.#unmark(ladder, slot)
      slot = slot === 0 ? -1 : this.#slotBelow(ladder, slot)
    }
    this.#heads[(ladder * HEAD) | BAND_COUNT] = 0
  }

  /** Moves the far levels within the band's reach into it. */
  #draw(ladder: number): void {
    const far = this.#far[ladder]!
    const base = ladder << this.#bandShift
    const lowest = this.#heads[(ladder * HEAD) | LOWEST]!
    const highest = lowest + this.#bandTicks - 1
    // A far level at the very top would not be strictly below it.
    let rank = far.lotsAt(highest) > 0 ? highest : far.below(highest)
    while (rank >= lowest) {
      this.#levelAt[base + rank - lowest] = far.lotsAt(rank)
      this.#mark(ladder, rank - lowest)
      this.#heads[(ladder * HEAD) | BAND_COUNT]!++
      this.#removeFar(ladder, rank)
      rank = far.below(rank)
    }
  }

  checkInvariants(ladder: number): void {
    const lowest = this.#heads[(ladder * HEAD) | LOWEST]!
    const far = this.#far[ladder]!
    let best = NO_RANK
    let bandCount = 0
    for (let slot = 0; slot < this.#bandTicks; slot++) {
      const isThere = this.#levelAt[((ladder << this.#bandShift) + slot) | 0] !== 0
      const isMarked = this.#slotBelow(ladder, slot + 1) === slot
      assert(isThere === isMarked, 'the bitmap marks the levels')
      if (!isThere) continue
      best = lowest + slot
      bandCount++
    }
    assert(bandCount === this.#heads[(ladder * HEAD) | BAND_COUNT], 'the band counts its levels')
    far.checkInvariants()
    assert(far.count === this.#heads[(ladder * HEAD) | FAR_COUNT], 'far levels are counted')
    for (let rank = far.best; rank !== NO_RANK; rank = far.below(rank)) {
      assert(((rank - lowest) & this.#outside) !== 0, 'no far level lies inside the band')
      best = Math.max(best, rank)
    }
    assert(best === this.bestRank(ladder), 'best is the best price that has a level')
    const level = best === NO_RANK ? NO_LEVEL : this.at(ladder, best)
    assert(this.bestLevel(ladder) === level, 'with its level')
  }
}
