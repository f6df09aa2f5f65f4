/**
 * The queues of an engine: orders in levels, levels in ladders.
 *
 * ```
 *  ladders of an instrument          their levels from the best down
 *  resting buyers, resting sellers   from the highest price, from the lowest
 *  stops of sellers, of buyers       from the highest stop, from the lowest
 *  all-or-none buyers, sellers       from the highest limit, from the lowest
 *
 *  level 101, shown 8    --> #1 5 --> #2 3 --> back to the level
 *    its hidden queue    --> #7 4 --> back to its head
 * ```
 *
 * A level is the offset of its record, beside those of orders: price, ladder, lots, and the ends of its
 * displayed queue at the words where an order has its neighbours. So a queue is a ring with the level
 * in it: an order joins and leaves without asking whether it is the first or the last. Hidden orders
 * have a ring of their own, whose head is a record that few levels need.
 *
 * Where an order stands is in the order, so that it leaves in O(1). Ladders of resting orders have the
 * lower numbers, two an instrument; even ones begin with the highest price.
 */
import { NO_RANK, type RecordPool } from '../../book/index.ts'
import { assert, NO_PRICE } from '../../core/index.ts'
import { isDisplayed } from './entered-order.ts'
import {
  AHEAD,
  BEHIND,
  ICEBERG,
  LEAVES,
  LEVEL,
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
/** Lots that are not shown. */
export const LEVEL_UNSHOWN = 3
/** The head of its hidden queue, `NO_HEAD` without. */
export const LEVEL_HIDDEN = 6

export const NO_HEAD = -1

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
  /** Orders and levels: its array is replaced when either are added. */
  readonly records: RecordPool
  readonly #store: OrderStore
  /** Ladders from here on are of orders that wait. */
  readonly #waiting: number = 0
  readonly #ladderCount: number = 0

  constructor(store: OrderStore, instruments: number) {
    this.#store = store
    this.records = store.records
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
    const head = shown > 0 ? level : this.#hiddenHead(level)
    const { i32 } = this.records
    if ((i32[order | TERMS]! & ICEBERG) !== 0) this.#store.rareI32[rare(order) + SHOWN] = shown
    i32[level | LEVEL_SHOWN]! += shown
    i32[level | LEVEL_UNSHOWN]! += i32[order | LEAVES]! - shown
    i32[order | LEVEL] = level
    link(i32, order, head)
  }

  /** The same for a usual order. */
  appendUsual(order: number, ladder: number, price: number, size: number): void {
    const rank = rankIn(ladder, price)
    let level = this.ladders.at(ladder, rank)
    if (level === NO_LEVEL) level = this.#open(ladder, price, rank)
    const { i32 } = this.records
    i32[level | LEVEL_SHOWN]! += size
    i32[order | LEAVES] = size
    i32[order | LEVEL] = level
    link(i32, order, level)
  }

  /** Takes an order out of its queue in its level. `shown` are its displayed lots. */
  unlink(order: number, level: number, shown: number): void {
    const { i32 } = this.records
    i32[level | LEVEL_SHOWN]! -= shown
    i32[level | LEVEL_UNSHOWN]! -= i32[order | LEAVES]! - shown
    unlink(i32, order)
    const head = i32[level | LEVEL_HIDDEN]!
    if (head !== NO_HEAD && i32[head | BEHIND] === head) this.#forgetHidden(level)
    if (i32[level | BEHIND] === level && i32[level | LEVEL_HIDDEN] === NO_HEAD) this.#close(level)
  }

  /** The same for a usual order, which shows all it has. */
  unlinkUsual(order: number, level: number, size: number): void {
    const { i32 } = this.records
    i32[level | LEVEL_SHOWN]! -= size
    const ahead = i32[order | AHEAD]!
    const behind = i32[order | BEHIND]!
    i32[ahead | BEHIND] = behind
    i32[behind | AHEAD] = ahead
    // Both neighbours are the level: it was alone.
    if (ahead === behind && i32[level | LEVEL_HIDDEN] === NO_HEAD) this.#close(level)
  }

  /** An iceberg shows so many lots, of those that it has not shown. */
  show(order: number, shown: number): void {
    const { i32 } = this.records
    const level = i32[order | LEVEL]!
    this.#store.rareI32[rare(order) + SHOWN] = shown
    i32[level | LEVEL_SHOWN]! += shown
    i32[level | LEVEL_UNSHOWN]! -= shown
  }

  /** The displayed order moves to the back of its queue. */
  sendBack(order: number): void {
    const { i32 } = this.records
    unlink(i32, order)
    link(i32, order, i32[order | LEVEL]!)
  }

  /** Displayed lots of a resting order; 0 for any other. */
  shownOf(order: number): number {
    const { i32 } = this.records
    const terms = i32[order | TERMS]!
    if ((terms & UNUSUAL) === 0) return i32[order | LEAVES]!
    const level = i32[order | LEVEL]!
    if (level === NO_LEVEL || this.isWaiting(i32[level | LEVEL_LADDER]!)) return 0
    if ((terms & ICEBERG) !== 0) return this.#store.rareI32[rare(order) + SHOWN]!
    return isDisplayed(terms & TERMS_BITS) ? i32[order | LEAVES]! : 0
  }

  /** Lots leave an order that stays where it is; so many of them were displayed. */
  shrink(order: number, lots: number, shown: number): void {
    const { i32 } = this.records
    const level = i32[order | LEVEL]!
    i32[order | LEAVES]! -= lots
    if (level === NO_LEVEL) return
    i32[level | LEVEL_SHOWN]! -= shown
    i32[level | LEVEL_UNSHOWN]! -= lots - shown
    if ((i32[order | TERMS]! & ICEBERG) !== 0) {
      this.#store.rareI32[rare(order) + SHOWN]! -= shown
    }
  }

  /** Whether an order of a level is displayed. */
  isShown(level: number): boolean {
    return this.records.i32[level | BEHIND] !== level
  }

  /** The order that trades first at a level. */
  firstOf(level: number): number {
    const { i32 } = this.records
    const front = i32[level | BEHIND]!
    return front === level ? i32[i32[level | LEVEL_HIDDEN]! + BEHIND]! : front
  }

  /** The head of a level's hidden queue, which has orders. */
  hiddenOf(level: number): number {
    return this.records.i32[level | LEVEL_HIDDEN]!
  }

  /** All lots of a level. */
  lotsOf(level: number): number {
    const { i32 } = this.records
    return i32[level | LEVEL_SHOWN]! + i32[level | LEVEL_UNSHOWN]!
  }

  /** The next level of a ladder behind another, `NO_LEVEL` when there is none. */
  levelBehind(level: number): number {
    const { i32 } = this.records
    const index = i32[level | LEVEL_LADDER]!
    const rank = this.ladders.below(index, rankIn(index, i32[level | LEVEL_PRICE]!))
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
    while (level !== NO_LEVEL && this.records.i32[level | LEVEL_SHOWN] === 0) {
      level = this.levelBehind(level)
    }
    return level === NO_LEVEL ? NO_PRICE : this.records.i32[level | LEVEL_PRICE]!
  }

  /** Adds the orders of a ladder to a list, as they would act. */
  ordersInto(orders: number[], ladder: number): void {
    const { i32 } = this.records
    let level = this.ladders.bestLevel(ladder)
    for (; level !== NO_LEVEL; level = this.levelBehind(level)) {
      for (const head of this.#headsOf(level)) {
        for (let order = i32[head | BEHIND]!; order !== head; order = i32[order | BEHIND]!) {
          orders.push(order)
        }
      }
    }
  }

  /** Of its displayed and its hidden queue, as far as they are there. */
  #headsOf(level: number): readonly number[] {
    const hidden = this.records.i32[level | LEVEL_HIDDEN]!
    return hidden === NO_HEAD ? [level] : [level, hidden]
  }

  #open(ladder: number, price: number, rank: number): number {
    const level = this.records.take()
    const { i32 } = this.records
    i32[level | LEVEL_PRICE] = price
    i32[level | LEVEL_LADDER] = ladder
    i32[level | LEVEL_SHOWN] = 0
    i32[level | LEVEL_UNSHOWN] = 0
    i32[level | BEHIND] = level
    i32[level | AHEAD] = level
    i32[level | LEVEL_HIDDEN] = NO_HEAD
    this.ladders.add(ladder, rank, level)
    return level
  }

  #close(level: number): void {
    const { i32 } = this.records
    const ladder = i32[level | LEVEL_LADDER]!
    this.ladders.remove(ladder, rankIn(ladder, i32[level | LEVEL_PRICE]!))
    this.records.release(level)
  }

  #hiddenHead(level: number): number {
    const known = this.records.i32[level | LEVEL_HIDDEN]!
    if (known !== NO_HEAD) return known
    const head = this.records.take()
    const { i32 } = this.records
    i32[head | BEHIND] = head
    i32[head | AHEAD] = head
    i32[level | LEVEL_HIDDEN] = head
    return head
  }

  #forgetHidden(level: number): void {
    const { i32 } = this.records
    this.records.release(i32[level | LEVEL_HIDDEN]!)
    i32[level | LEVEL_HIDDEN] = NO_HEAD
  }

  /** Every level as the sum of its orders, every link both ways. Returns how many orders. */
  checkInvariants(): number {
    let orders = 0
    let heads = 0
    for (let ladder = 0; ladder < this.#ladderCount; ladder++) {
      this.ladders.checkInvariants(ladder)
      let level = this.ladders.bestLevel(ladder)
      for (; level !== NO_LEVEL; level = this.levelBehind(level)) {
        const { i32 } = this.records
        const seen = { total: 0, shown: 0, orders: 0 }
        for (const head of this.#headsOf(level)) {
          this.#checkQueue(level, head, seen)
          heads++
        }
        assert(seen.orders > 0, 'a level has orders')
        assert(seen.total === this.lotsOf(level), 'a level is the sum of its orders')
        assert(seen.shown === i32[level | LEVEL_SHOWN], 'a level shows what its orders show')
        orders += seen.orders
      }
    }
    assert(heads === this.records.count - this.#store.count, 'no head of a queue leaks')
    return orders
  }

  #checkQueue(
    level: number,
    head: number,
    seen: { total: number; shown: number; orders: number },
  ): void {
    const { i32 } = this.records
    assert(head === level || i32[head | BEHIND] !== head, 'a hidden queue has orders')
    let ahead = head
    let order = i32[head | BEHIND]!
    for (; order !== head; order = i32[order | BEHIND]!) {
      assert(i32[order | AHEAD] === ahead, 'links point both ways')
      assert(i32[order | LEVEL] === level, 'an order knows its level')
      assert(i32[order | LEAVES]! > 0, 'an order has lots left')
      assert(this.shownOf(order) > 0 === (head === level), 'what is displayed is shown')
      seen.total += i32[order | LEAVES]!
      seen.shown += this.shownOf(order)
      seen.orders++
      ahead = order
    }
    assert(i32[head | AHEAD] === ahead, 'the back is the last order')
  }
}

/** Puts an order at the back of a queue. */
function link(records: Int32Array, order: number, head: number): void {
  const last = records[head | AHEAD]!
  records[order | AHEAD] = last
  records[order | BEHIND] = head
  records[last | BEHIND] = order
  records[head | AHEAD] = order
}

function unlink(records: Int32Array, order: number): void {
  const ahead = records[order | AHEAD]!
  const behind = records[order | BEHIND]!
  records[ahead | BEHIND] = behind
  records[behind | AHEAD] = ahead
}
