/**
 * The queues of an engine: orders in levels, levels in ladders.
 *
 * ```
 *  ladders of an instrument          their levels from the best down
 *  resting buyers, resting sellers   from the highest price, from the lowest
 *  stops of sellers, of buyers       from the highest stop, from the lowest
 *  all-or-none buyers, sellers       from the highest limit, from the lowest
 *
 *  level 101:  displayed  front [ #1 5 ] [ #2 3 ] back     shown 8
 *              hidden     front [ #7 4 ] back              total 12
 * ```
 *
 * A level is the offset of its record: price, ladder, shown lots, all lots, and the ends of the two
 * queues. Where an order stands is in the order, so that it leaves in O(1). Ladders of resting orders
 * have the lower numbers, two an instrument; even ones begin with the highest price.
 */
import { NO_RANK, RecordPool } from '../../book/index.ts'
import { assert, NO_PRICE } from '../../core/index.ts'
import { isDisplayed } from './entered-order.ts'
import {
  AHEAD,
  BEHIND,
  ICEBERG,
  LEAVES,
  LEVEL,
  NO_ORDER,
  type OrderStore,
  rare,
  SHOWN,
  TERMS,
  TERMS_BITS,
  UNUSUAL,
} from './order-store.ts'
import { NO_LEVEL, PriceLadders } from './price-ladders.ts'

export const LEVEL_PRICE = 0
export const LEVEL_LADDER = 1
export const LEVEL_SHOWN = 2
export const LEVEL_TOTAL = 3
export const LEVEL_FRONT = 4
export const LEVEL_BACK = 5
export const LEVEL_HIDDEN_FRONT = 6
export const LEVEL_HIDDEN_BACK = 7

/** The ladder of resting orders of a side. */
export const restingOf = (instrument: number, side: number): number =>
  2 * instrument + ((1 - side) >> 1)

/** A price as its ladder ranks it. */
export const rankIn = (ladder: number, price: number): number =>
  ((price ^ -(ladder & 1)) + (ladder & 1)) | 0

const BAND_TICKS = 4096
/** With more instruments than this, each has a narrower band. */
const BAND_INSTRUMENTS = 256
const BAND_TICKS_OF_MANY = 1024

export class LevelQueues {
  readonly ladders: PriceLadders
  /** Fields of levels: its array is replaced when levels are added. */
  readonly levels = new RecordPool(1024)
  readonly #orders: RecordPool
  readonly #store: OrderStore
  /** Ladders from here on are of orders that wait. */
  readonly #waiting: number
  readonly #ladderCount: number

  constructor(store: OrderStore, instruments: number) {
    this.#store = store
    this.#orders = store.orders
    this.#waiting = 2 * instruments
    this.#ladderCount = 6 * instruments
    const isMany = instruments > BAND_INSTRUMENTS
    this.ladders = new PriceLadders(this.#ladderCount, isMany ? BAND_TICKS_OF_MANY : BAND_TICKS)
  }

  stopsOf(instrument: number, side: number): number {
    return this.#waiting + 4 * instrument + ((1 + side) >> 1)
  }
  wholeOf(instrument: number, side: number): number {
    return this.#waiting + 4 * instrument + 2 + ((1 - side) >> 1)
  }
  /** Whether orders in a ladder wait, instead of resting in the book. */
  isWaiting(ladder: number): boolean {
    return ladder >= this.#waiting
  }
  isOfStops(ladder: number): boolean {
    return ladder >= this.#waiting && ((ladder - this.#waiting) & 2) === 0
  }
  instrumentOf(ladder: number): number {
    return ladder < this.#waiting ? ladder >> 1 : (ladder - this.#waiting) >> 2
  }

  /** Puts an order, with its lots and terms in place, at the back of its queue at a price. */
  append(order: number, ladder: number, price: number, shown: number): void {
    const rank = rankIn(ladder, price)
    let level = this.ladders.at(ladder, rank)
    if (level === NO_LEVEL) level = this.#open(ladder, price, rank)
    const { i32 } = this.#orders
    const levels = this.levels.i32
    if ((i32[order + TERMS]! & ICEBERG) !== 0) this.#store.rareI32[rare(order) + SHOWN] = shown
    levels[level + LEVEL_SHOWN]! += shown
    levels[level + LEVEL_TOTAL]! += i32[order + LEAVES]!
    i32[order + LEVEL] = level
    this.#link(order, level + (shown > 0 ? LEVEL_FRONT : LEVEL_HIDDEN_FRONT))
  }

  /** Takes an order out of its queue in its level. `shown` are its displayed lots. */
  unlink(order: number, level: number, shown: number): void {
    const { i32 } = this.#orders
    const levels = this.levels.i32
    levels[level + LEVEL_SHOWN]! -= shown
    levels[level + LEVEL_TOTAL]! -= i32[order + LEAVES]!
    this.#unlink(order, level + (shown > 0 ? LEVEL_FRONT : LEVEL_HIDDEN_FRONT))
    if (
      levels[level + LEVEL_FRONT] === NO_ORDER &&
      levels[level + LEVEL_HIDDEN_FRONT] === NO_ORDER
    ) {
      this.#close(level)
    }
  }

  /**
   * A usual order goes from its level to the back of the queue at a price: `unlink` and `append` in one,
   * and where both would end a level and begin another, that level moves.
   */
  moveUsual(order: number, from: number, ladder: number, price: number, size: number): void {
    const { i32 } = this.#orders
    const { ladders } = this
    const leaves = i32[order + LEAVES]!
    const before = this.levels.i32
    before[from + LEVEL_SHOWN]! -= leaves
    before[from + LEVEL_TOTAL]! -= leaves
    this.#unlink(order, from + LEVEL_FRONT)
    const rank = rankIn(ladder, price)
    let level = ladders.at(ladder, rank)
    const isEmpty =
      before[from + LEVEL_FRONT] === NO_ORDER && before[from + LEVEL_HIDDEN_FRONT] === NO_ORDER
    if (isEmpty && level === NO_LEVEL) {
      ladders.remove(ladder, rankIn(ladder, before[from + LEVEL_PRICE]!))
      before[from + LEVEL_PRICE] = price
      ladders.add(ladder, rank, from)
      level = from
    } else {
      if (level === NO_LEVEL) level = this.#open(ladder, price, rank)
      if (isEmpty && level !== from) this.#close(from)
    }
    const after = this.levels.i32
    after[level + LEVEL_SHOWN]! += size
    after[level + LEVEL_TOTAL]! += size
    i32[order + LEAVES] = size
    i32[order + LEVEL] = level
    this.#link(order, level + LEVEL_FRONT)
  }

  /** An iceberg shows so many lots. */
  show(order: number, shown: number): void {
    this.#store.rareI32[rare(order) + SHOWN] = shown
    this.levels.i32[this.#orders.i32[order + LEVEL]! + LEVEL_SHOWN]! += shown
  }

  /** The displayed order moves to the back of its queue. */
  sendBack(order: number): void {
    const level = this.#orders.i32[order + LEVEL]!
    this.#unlink(order, level + LEVEL_FRONT)
    this.#link(order, level + LEVEL_FRONT)
  }

  /** Displayed lots of a resting order; 0 for any other. */
  shownOf(order: number): number {
    const { i32 } = this.#orders
    const terms = i32[order + TERMS]!
    if ((terms & UNUSUAL) === 0) return i32[order + LEAVES]!
    const level = i32[order + LEVEL]!
    if (level === NO_LEVEL || this.isWaiting(this.levels.i32[level + LEVEL_LADDER]!)) return 0
    if ((terms & ICEBERG) !== 0) return this.#store.rareI32[rare(order) + SHOWN]!
    return isDisplayed(terms & TERMS_BITS) ? i32[order + LEAVES]! : 0
  }

  /** Lots leave an order that stays where it is; so many of them were displayed. */
  shrink(order: number, lots: number, shown: number): void {
    const { i32 } = this.#orders
    const levels = this.levels.i32
    const level = i32[order + LEVEL]!
    i32[order + LEAVES]! -= lots
    if (level === NO_LEVEL) return
    levels[level + LEVEL_TOTAL]! -= lots
    levels[level + LEVEL_SHOWN]! -= shown
    if ((i32[order + TERMS]! & ICEBERG) !== 0) {
      this.#store.rareI32[rare(order) + SHOWN]! -= shown
    }
  }

  /** The order that trades first at a level. */
  firstOf(level: number): number {
    const levels = this.levels.i32
    const front = levels[level + LEVEL_FRONT]!
    return front === NO_ORDER ? levels[level + LEVEL_HIDDEN_FRONT]! : front
  }

  /** The next level of a ladder behind another, `NO_LEVEL` when there is none. */
  levelBehind(level: number): number {
    const { i32 } = this.levels
    const index = i32[level + LEVEL_LADDER]!
    const rank = this.ladders.below(index, rankIn(index, i32[level + LEVEL_PRICE]!))
    return rank === NO_RANK ? NO_LEVEL : this.ladders.at(index, rank)
  }

  /** The best displayed price of a ladder, NO_PRICE when nothing is displayed. */
  bestShown(ladder: number): number {
    return this.#shownFrom(this.ladders.bestLevel(ladder))
  }

  /** The next displayed price strictly behind one. */
  shownBehind(ladder: number, price: number): number {
    const rank = this.ladders.below(ladder, rankIn(ladder, price))
    return rank === NO_RANK ? NO_PRICE : this.#shownFrom(this.ladders.at(ladder, rank))
  }

  #shownFrom(from: number): number {
    let level = from
    while (level !== NO_LEVEL && this.levels.i32[level + LEVEL_SHOWN] === 0) {
      level = this.levelBehind(level)
    }
    return level === NO_LEVEL ? NO_PRICE : this.levels.i32[level + LEVEL_PRICE]!
  }

  /** Adds the orders of a ladder to a list, as they would act. */
  ordersInto(orders: number[], ladder: number): void {
    let level = this.ladders.bestLevel(ladder)
    for (; level !== NO_LEVEL; level = this.levelBehind(level)) {
      for (const front of [LEVEL_FRONT, LEVEL_HIDDEN_FRONT]) {
        let order = this.levels.i32[level + front]!
        for (; order !== NO_ORDER; order = this.#orders.i32[order + BEHIND]!) orders.push(order)
      }
    }
  }

  #open(ladder: number, price: number, rank: number): number {
    const level = this.levels.take()
    const { i32 } = this.levels
    i32[level + LEVEL_PRICE] = price
    i32[level + LEVEL_LADDER] = ladder
    i32[level + LEVEL_SHOWN] = 0
    i32[level + LEVEL_TOTAL] = 0
    i32[level + LEVEL_FRONT] = NO_ORDER
    i32[level + LEVEL_BACK] = NO_ORDER
    i32[level + LEVEL_HIDDEN_FRONT] = NO_ORDER
    i32[level + LEVEL_HIDDEN_BACK] = NO_ORDER
    this.ladders.add(ladder, rank, level)
    return level
  }

  #close(level: number): void {
    const { i32 } = this.levels
    const ladder = i32[level + LEVEL_LADDER]!
    this.ladders.remove(ladder, rankIn(ladder, i32[level + LEVEL_PRICE]!))
    this.levels.release(level)
  }

  /** `front` is where a level has the front of the queue; its back is the word behind. */
  #link(order: number, front: number): void {
    const { i32 } = this.#orders
    const levels = this.levels.i32
    const last = levels[front + 1]!
    i32[order + AHEAD] = last
    i32[order + BEHIND] = NO_ORDER
    if (last === NO_ORDER) levels[front] = order
    else i32[last + BEHIND] = order
    levels[front + 1] = order
  }

  #unlink(order: number, front: number): void {
    const { i32 } = this.#orders
    const levels = this.levels.i32
    const ahead = i32[order + AHEAD]!
    const behind = i32[order + BEHIND]!
    if (ahead === NO_ORDER) levels[front] = behind
    else i32[ahead + BEHIND] = behind
    if (behind === NO_ORDER) levels[front + 1] = ahead
    else i32[behind + AHEAD] = ahead
  }

  /** Every level as the sum of its orders, every link both ways. Returns how many orders. */
  checkInvariants(): number {
    let orders = 0
    let levels = 0
    for (let ladder = 0; ladder < this.#ladderCount; ladder++) {
      this.ladders.checkInvariants(ladder)
      levels += this.ladders.count(ladder)
      for (
        let level = this.ladders.bestLevel(ladder);
        level !== NO_LEVEL;
        level = this.levelBehind(level)
      ) {
        const { i32 } = this.levels
        const seen = { total: 0, shown: 0, orders: 0 }
        for (const front of [LEVEL_FRONT, LEVEL_HIDDEN_FRONT]) this.#checkQueue(level, front, seen)
        assert(seen.orders > 0, 'a level has orders')
        assert(seen.total === i32[level + LEVEL_TOTAL], 'a level is the sum of its orders')
        assert(seen.shown === i32[level + LEVEL_SHOWN], 'a level shows what its orders show')
        orders += seen.orders
      }
    }
    assert(levels === this.levels.count, 'no level leaks')
    return orders
  }

  #checkQueue(
    level: number,
    front: number,
    seen: { total: number; shown: number; orders: number },
  ): void {
    const { i32 } = this.#orders
    let ahead = NO_ORDER
    let order = this.levels.i32[level + front]!
    for (; order !== NO_ORDER; order = i32[order + BEHIND]!) {
      assert(i32[order + AHEAD] === ahead, 'links point both ways')
      assert(i32[order + LEVEL] === level, 'an order knows its level')
      assert(i32[order + LEAVES]! > 0, 'an order has lots left')
      assert(this.shownOf(order) > 0 === (front === LEVEL_FRONT), 'what is displayed is shown')
      seen.total += i32[order + LEAVES]!
      seen.shown += this.shownOf(order)
      seen.orders++
      ahead = order
    }
    assert(this.levels.i32[level + front + 1] === ahead, 'the back is the last order')
  }
}
