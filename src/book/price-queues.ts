/**
 * The queues of a book: for each level with orders a doubly linked list of them, front to back.
 *
 * Orders and queues are records in two pools; ids and levels find theirs through integer maps. This
 * file knows lists, not markets: what an unknown id or too large a reduction means is decided in
 * `OrderLevelBook`.
 */
import { assert, IntMap, type Side, type Ticks } from '../core/index.ts'
import { NO_RECORD, RecordPool } from './record-pool.ts'

/** Slots of an order's record; its id is the double in slots 0 and 1. */
const ORDER_SIZE = 2
const ORDER_QUEUE = 3
const ORDER_AHEAD = 4
const ORDER_BEHIND = 5

/** Slots of a queue's record. */
const QUEUE_PRICE = 0
const QUEUE_SIDE = 1
const QUEUE_FRONT = 2
const QUEUE_BACK = 3
const QUEUE_COUNT = 4
const QUEUE_ANONYMOUS = 5

/** A price and a side as one non-negative integer. */
const levelKey = (side: Side, price: Ticks): number => 2 * (price + 0x8000_0000) + ((side + 1) >> 1)

export class PriceQueues {
  readonly #orders: RecordPool
  readonly #queues: RecordPool
  readonly #orderById: IntMap
  readonly #queueByLevel = new IntMap(1_024)

  constructor(ordersExpected: number) {
    this.#orders = new RecordPool(ordersExpected)
    this.#queues = new RecordPool(1_024)
    this.#orderById = new IntMap(ordersExpected)
  }

  get orderCount(): number {
    return this.#orderById.size
  }

  /** The record of an order, `NO_RECORD` when there is none of that id. */
  order(id: number): number {
    return this.#orderById.get(id)
  }
  /** The record of a level's queue, `NO_RECORD` when there is none. */
  queue(side: Side, price: Ticks): number {
    return this.#queueByLevel.get(levelKey(side, price))
  }

  idOf(order: number): number {
    return this.#orders.f64[order >> 1]!
  }
  sizeOf(order: number): number {
    return this.#orders.i32[order + ORDER_SIZE]!
  }
  queueOf(order: number): number {
    return this.#orders.i32[order + ORDER_QUEUE]!
  }
  aheadOf(order: number): number {
    return this.#orders.i32[order + ORDER_AHEAD]!
  }
  behind(order: number): number {
    return this.#orders.i32[order + ORDER_BEHIND]!
  }
  setSize(order: number, sizeLots: number): void {
    this.#orders.i32[order + ORDER_SIZE] = sizeLots
  }

  priceOf(queue: number): Ticks {
    return this.#queues.i32[queue + QUEUE_PRICE]! as Ticks
  }
  sideOf(queue: number): Side {
    return this.#queues.i32[queue + QUEUE_SIDE]! as Side
  }
  frontOf(queue: number): number {
    return this.#queues.i32[queue + QUEUE_FRONT]!
  }
  backOf(queue: number): number {
    return this.#queues.i32[queue + QUEUE_BACK]!
  }
  countOf(queue: number): number {
    return this.#queues.i32[queue + QUEUE_COUNT]!
  }
  anonymousOf(queue: number): number {
    return this.#queues.i32[queue + QUEUE_ANONYMOUS]!
  }
  /** Sets the anonymous lots of a queue; one with neither lots nor orders ends to exist. */
  setAnonymous(queue: number, sizeLots: number): void {
    this.#queues.i32[queue + QUEUE_ANONYMOUS] = sizeLots
    if (sizeLots === 0) this.#dropIfEmpty(queue)
  }

  /** The queue of a level, an empty one when there was none. Put something into it at once. */
  openQueue(side: Side, price: Ticks): number {
    const key = levelKey(side, price)
    const found = this.#queueByLevel.get(key)
    if (found !== NO_RECORD) return found
    const queue = this.#queues.take()
    const { i32 } = this.#queues
    i32[queue + QUEUE_PRICE] = price
    i32[queue + QUEUE_SIDE] = side
    i32[queue + QUEUE_FRONT] = NO_RECORD
    i32[queue + QUEUE_BACK] = NO_RECORD
    i32[queue + QUEUE_COUNT] = 0
    i32[queue + QUEUE_ANONYMOUS] = 0
    this.#queueByLevel.set(key, queue)
    return queue
  }

  /** A new order at the back of a queue. Its id must be free. */
  append(queue: number, id: number, sizeLots: number): void {
    const order = this.#orders.take()
    const { i32, f64 } = this.#orders
    const queues = this.#queues.i32
    const back = queues[queue + QUEUE_BACK]!
    f64[order >> 1] = id
    i32[order + ORDER_SIZE] = sizeLots
    i32[order + ORDER_QUEUE] = queue
    i32[order + ORDER_AHEAD] = back
    i32[order + ORDER_BEHIND] = NO_RECORD
    if (back === NO_RECORD) queues[queue + QUEUE_FRONT] = order
    else i32[back + ORDER_BEHIND] = order
    queues[queue + QUEUE_BACK] = order
    queues[queue + QUEUE_COUNT]!++
    this.#orderById.set(id, order)
  }

  /** Takes an order out of its queue and forgets its id. */
  unlink(order: number): void {
    const { i32, f64 } = this.#orders
    const queues = this.#queues.i32
    const queue = i32[order + ORDER_QUEUE]!
    const ahead = i32[order + ORDER_AHEAD]!
    const behind = i32[order + ORDER_BEHIND]!
    if (ahead === NO_RECORD) queues[queue + QUEUE_FRONT] = behind
    else i32[ahead + ORDER_BEHIND] = behind
    if (behind === NO_RECORD) queues[queue + QUEUE_BACK] = ahead
    else i32[behind + ORDER_AHEAD] = ahead
    queues[queue + QUEUE_COUNT]!--
    this.#orderById.delete(f64[order >> 1]!)
    this.#orders.release(order)
    this.#dropIfEmpty(queue)
  }

  #dropIfEmpty(queue: number): void {
    const { i32 } = this.#queues
    if (i32[queue + QUEUE_COUNT] !== 0 || i32[queue + QUEUE_ANONYMOUS] !== 0) return
    this.#queueByLevel.delete(levelKey(this.sideOf(queue), this.priceOf(queue)))
    this.#queues.release(queue)
  }

  /** For tests: the lots of a queue counted one by one, every link and count compared. */
  checkedLots(queue: number): number {
    let sum = this.anonymousOf(queue)
    let count = 0
    let ahead = NO_RECORD
    for (let order = this.frontOf(queue); order !== NO_RECORD; order = this.behind(order)) {
      assert(this.aheadOf(order) === ahead, 'links point both ways')
      assert(this.queueOf(order) === queue, 'an order knows its queue')
      assert(this.order(this.idOf(order)) === order, 'an id finds its order')
      assert(this.sizeOf(order) > 0, 'an order holds something')
      sum += this.sizeOf(order)
      count++
      ahead = order
    }
    assert(this.backOf(queue) === ahead, 'the back is the last order')
    assert(this.countOf(queue) === count, 'a queue counts its orders')
    assert(sum > 0, 'a queue holds something')
    return sum
  }

  /** For tests: pools and maps agree with each other. */
  checkCounts(levels: number, orders: number): void {
    this.#orderById.checkInvariants()
    this.#queueByLevel.checkInvariants()
    assert(this.#queueByLevel.size === levels, 'each level has a queue')
    assert(this.#queues.count === levels, 'no queue leaks')
    assert(this.#orderById.size === orders, 'each order has an id')
    assert(this.#orders.count === orders, 'no order leaks')
  }
}
