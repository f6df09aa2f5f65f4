/**
 * The contract of a book that knows single orders and their place in the queue.
 *
 * It is an `OrderBook` too: its levels are the sums of its orders, so all that reads levels reads
 * this. Within a price orders trade first come, first served; a reduction keeps the place, a
 * replacement loses it.
 *
 * ```
 *   price 100:  front  [ anonymous 30 ] [ id 7: 5 ] [ id 9: 12 ]  back      level: 47 lots
 * ```
 *
 * Anonymous lots are those a feed tells of by level only (`set`): a snapshot, the first row of a
 * LOBSTER book. They stand at the front of their queue, the cautious guess for whoever waits behind,
 * and orders with unknown ids take from them.
 *
 * Nothing a feed says can break the book, and nothing odd it says is lost: see `OrderAnomalies`.
 *
 *  - An id that is unknown takes its size from the anonymous lots of the level where the feed says
 *    it rests, and never from an order that is known. What they do not explain was never in the book.
 *  - An id that exists is added again: the older order goes, for its end must have been missed.
 *  - More is taken than an order has: it goes, and no other pays for it.
 */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_ORDER,
  I_META,
  I_PRICE,
  I_SIZE,
  kindOf,
  type Lots,
  lots,
  NO_PRICE,
  type NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  RunHash,
  SIDES,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../core/index.ts'
import { OrderBook } from './book.ts'
import { OrderAnomalies } from './order-anomalies.ts'

/** Where a feed says an order rests: a side, or nothing known. */
export type ToldSide = Side | typeof NO_SIDE

/** The most lots an order or a level holds. */
export const LEVEL_LOTS_MAX = 0x7fff_ffff

export abstract class OrderQueues extends OrderBook {
  readonly anomalies = new OrderAnomalies()

  /** A new order joins the back of its queue. */
  abstract add(id: number, side: Side, price: Ticks, size: Lots): void
  /** `size` lots of an order are withdrawn. Side and price serve an unknown id only. */
  abstract reduce(id: number, size: Lots, side: ToldSide, price: Ticks): void
  /** An order is withdrawn whole. Size, side and price serve an unknown id only. */
  abstract delete(id: number, size: Lots, side: ToldSide, price: Ticks): void
  /** `size` lots of an order trade. Side and price serve an unknown id only. */
  abstract execute(id: number, size: Lots, side: ToldSide, price: Ticks): void
  /** An order leaves, another joins the back of a queue. `side` serves an unknown old id only. */
  abstract replace(oldId: number, newId: number, size: Lots, side: ToldSide, price: Ticks): void

  /** Number of orders with an id. */
  abstract readonly orderCount: number
  abstract has(id: number): boolean
  /** Lots that are left of an order, 0 when there is no such order. */
  abstract sizeOf(id: number): Lots
  /** The price of an order, `NO_PRICE` when there is no such order. */
  abstract priceOf(id: number): Ticks
  /** The side of an order, `NO_SIDE` when there is no such order. */
  abstract sideOf(id: number): ToldSide
  /** Orders that trade before this one at its price; anonymous lots count as one. O(their number). */
  abstract ordersAhead(id: number): number
  /** Lots that trade before this order at its price. O(orders ahead). */
  abstract lotsAhead(id: number): Lots
  abstract orderCountAt(side: Side, price: Ticks): number
  abstract anonymousLotsAt(side: Side, price: Ticks): Lots
  /** Copies orders of a level, front first, as id, size pairs, as many as fit. Returns how many. */
  abstract ordersAtInto(side: Side, price: Ticks, out: Float64Array): number

  /** As `stateHash`, and with the queue of each level: anonymous lots, then every id and size. */
  orderHash(): string {
    const hash = new RunHash()
    for (const side of SIDES) {
      hash.addInt32(side)
      hash.addInt32(this.levelCount(side))
      for (let at = this.best(side); at !== NO_PRICE; at = this.nextBehind(side, at)) {
        const orders = new Float64Array(2 * this.orderCountAt(side, at))
        this.ordersAtInto(side, at, orders)
        hash.addInt32(at)
        hash.addInt32(this.anonymousLotsAt(side, at))
        hash.addInt32(orders.length)
        for (const idOrSize of orders) hash.addFloat64(idOrSize)
      }
    }
    return hash.digest()
  }

  override apply(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = kindOf(meta)
    if (kind < ORDER_ADD || kind > ORDER_REPLACE) {
      super.apply(tape, index)
      return
    }
    const f = index * EVENT_F64
    const id = tape.f64[f + F_ORDER]!
    const side = sideOf(meta)
    const price = ticks(tape.i32[i + I_PRICE]!)
    const size = lots(tape.i32[i + I_SIZE]!)
    if (kind === ORDER_ADD) this.add(id, side, price, size)
    else if (kind === ORDER_REDUCE) this.reduce(id, size, side, price)
    else if (kind === ORDER_DELETE) this.delete(id, size, side, price)
    else if (kind === ORDER_EXECUTE) this.execute(id, size, side, price)
    else this.replace(id, tape.f64[f + F_A]!, size, side, price)
  }
}

/** Whether an order can have this id: what an `IntMap` takes as a key. */
export const isOrderId = (id: number): boolean => id >= 0 && Number.isSafeInteger(id)
