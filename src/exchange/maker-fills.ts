/**
 * When own resting orders trade: what the recorded market does to them, record by record.
 *
 * Three parts stand behind a replayed venue. `OwnOrders` holds what is ours, `Placement` decides what
 * becomes of an order that arrives, and this decides what becomes of one that rests.
 */
import type { OrderBook, OrderQueues } from '../book/index.ts'
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_ORDER,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  ORDER_ADD,
  ORDER_EXECUTE,
  ORDER_REPLACE,
  SELL,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../core/index.ts'
import { REDUCE_ONLY } from '../risk/index.ts'
import { BEST_CROSSED, type FillCause, QUEUE_EXHAUSTED, TRADED_THROUGH } from './exchange.ts'
import type { OwnOrders } from './own-orders.ts'
import type { Placement, PlacementOptions } from './placement.ts'
import { ProRataQueue } from './pro-rata-queue.ts'
import type { QueueModel } from './queue-model.ts'
import type { RestingOrder, RestingOrders } from './resting-orders.ts'

export class MakerFills {
  readonly #book: OrderBook
  readonly #instrument: Instrument
  readonly #queueModel: QueueModel
  readonly #queues: OrderQueues | undefined
  readonly #own: OwnOrders
  readonly #placement: Placement
  /** Lots ahead are an estimate; a model that shares trades keeps shares in their place. */
  readonly #isGuess: boolean = false
  #isTouchSuspect = false
  /** The market's best prices at the end of the last message, kept while own orders rest. */
  #seenBid: Ticks = NO_PRICE
  #seenAsk: Ticks = NO_PRICE

  constructor(options: PlacementOptions, own: OwnOrders, placement: Placement) {
    this.#book = options.book
    this.#instrument = options.instrument
    this.#queueModel = options.queueModel
    this.#queues = placement.queues
    this.#isGuess = !(options.queueModel instanceof ProRataQueue)
    this.#own = own
    this.#placement = placement
  }

  /** A record that is none of this file's has changed the book. */
  bookChanged(): void {
    this.#isTouchSuspect = true
  }

  /** A level changes; it is written to the book. */
  depth(side: Side, price: Ticks, after: Lots): void {
    const before = this.#book.set(side, price, after)
    this.#isTouchSuspect = true
    const orders = this.#own.resting(side)
    let own = 0
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.price !== price) continue
      if (order.isUnseen) {
        if (after > 0) this.#placement.see(order)
      } else if (order.place !== undefined && this.#queues !== undefined) {
        order.ahead = order.place.lotsAhead(this.#queues)
      } else {
        // A guess may fall below what is known: nobody but our own, and they have not gone. Half a
        // lot that a trade left below zero is as good as nothing, and no base for a power.
        if (this.#isGuess && order.ahead < own) order.ahead = own
        this.#queueModel.depth(order, before + own, after + own)
        if (this.#isGuess && order.ahead < own) order.ahead = own
      }
      own += order.shown
    }
  }

  /** A level leaves the feed's sight: own orders there keep the place that they had. */
  hide(side: Side, price: Ticks): void {
    const orders = this.#own.resting(side)
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.price !== price || order.isUnseen) continue
      order.isUnseen = true
      if (this.#queues !== undefined) order.place?.hide(this.#queues)
    }
  }

  trade(aggressor: Side, price: Ticks, size: number, at: Nanos): void {
    // A trade without an aggressor could have hit either side: both are told, each once.
    if (aggressor !== SELL) this.#tradeAgainst(this.#own.asks, price, size, at)
    if (aggressor !== BUY) this.#tradeAgainst(this.#own.bids, price, size, at)
  }

  #tradeAgainst(orders: RestingOrders, price: Ticks, size: number, at: Nanos): void {
    let budget = size
    let k = 0
    if (this.#queueModel.share !== undefined) this.#shareOut(this.#queueModel, orders, price)
    // An iceberg that shows its next part goes to the back and has no share in this trade any more.
    for (let visits = orders.count; visits > 0 && budget > 0; visits--) {
      const order = orders.at(k)
      const through = orders.side * (order.price - price)
      if (through < 0) return
      if (through > 0) {
        budget -= this.#passThrough(orders, order, at)
        continue
      }
      this.#queueModel.trade(order, budget)
      // An estimate may have fallen below nobody ahead; no order takes more than was traded.
      const reached = Math.min(this.#queueModel.takeFillable(order), order.shown, budget)
      if (reached > 0) this.#fillResting(orders, order, lots(reached), QUEUE_EXHAUSTED, at)
      if (k < orders.count && orders.at(k) === order) k++
    }
  }

  /** Tells a model that shares by size what stands at a price, before any of it trades. */
  #shareOut(model: QueueModel, orders: RestingOrders, price: Ticks): void {
    let all = this.#book.sizeAt(orders.side, price) as number
    for (let k = 0; k < orders.count; k++) {
      if (orders.at(k).price === price) all += orders.at(k).shown
    }
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.price === price) model.share?.(order, order.shown, all - order.shown)
    }
  }

  /** A record about a single order of the market, where the queue ahead of own orders is known. */
  order(queues: OrderQueues, tape: EventTape, index: number, at: Nanos): void {
    const meta = tape.i32[index * EVENT_I32 + I_META]!
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    const isKnown = queues.has(id)
    const side = isKnown ? (queues.sideOf(id) as Side) : sideOf(meta)
    const price = isKnown ? queues.priceOf(id) : ticks(tape.i32[index * EVENT_I32 + I_PRICE]!)
    const orders = this.#own.resting(side)
    if (kindOf(meta) === ORDER_EXECUTE) {
      const size = tape.i32[index * EVENT_I32 + I_SIZE]!
      this.#executeAgainst(orders, id, isKnown, price, size, at)
    }
    queues.apply(tape, index)
    this.#isTouchSuspect = true
    const losesPlace = kindOf(meta) === ORDER_REPLACE || kindOf(meta) === ORDER_ADD
    for (let k = 0; k < orders.count; k++) {
      const own = orders.at(k)
      if (own.price !== price || own.place === undefined) continue
      own.isUnseen = false
      if (losesPlace) own.place.forget(id)
      own.ahead = own.place.lotsAhead(queues)
    }
  }

  /** A market order has traded: own orders that stood before it trade first. */
  #executeAgainst(
    orders: RestingOrders,
    id: number,
    isKnown: boolean,
    price: Ticks,
    size: number,
    at: Nanos,
  ): void {
    let budget = size
    let k = 0
    for (let visits = orders.count; visits > 0 && budget > 0; visits--) {
      const own = orders.at(k)
      const through = orders.side * (own.price - price)
      if (through < 0) return
      if (through > 0) {
        budget -= this.#passThrough(orders, own, at)
        continue
      }
      // An unknown order may be one of the nameless lots ahead: only an empty queue makes us first.
      const isBehindUs = own.ahead === 0 && !(isKnown && own.place?.isAhead(id) === true)
      if (isBehindUs) {
        const reached = lots(Math.min(budget, own.shown))
        budget -= reached
        this.#fillResting(orders, own, reached, QUEUE_EXHAUSTED, at)
      }
      if (k < orders.count && orders.at(k) === own) k++
    }
  }

  /** The book is consistent now: own orders that the other side's best has moved to are filled. */
  endOfMessage(tape: EventTape, index: number): void {
    if (!this.#isTouchSuspect || this.#placement.isAuction) return
    this.#isTouchSuspect = false
    const at = nanos(tape.f64[index * EVENT_F64]!)
    this.#fillCrossed(this.#own.bids, this.#seenAsk, this.#book.best(SELL), at)
    this.#fillCrossed(this.#own.asks, this.#seenBid, this.#book.best(BUY), at)
    this.#capQueues(this.#own.bids)
    this.#capQueues(this.#own.asks)
    this.seeTouch()
  }

  seeTouch(): void {
    this.#seenBid = this.#book.best(BUY)
    this.#seenAsk = this.#book.best(SELL)
  }

  #fillCrossed(orders: RestingOrders, farBefore: Ticks, far: Ticks, at: Nanos): void {
    if (far === NO_PRICE) return
    const hasApproached = farBefore === NO_PRICE || orders.side * (farBefore - far) > 0
    while (hasApproached && orders.count > 0 && orders.side * (orders.best - far) >= 0) {
      const order = orders.at(0)
      this.#fillResting(orders, order, order.leaves, BEST_CROSSED, at)
    }
  }

  /** Whatever the records were (clears, snapshots, single orders): no place is behind its level. */
  #capQueues(orders: RestingOrders): void {
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.isUnseen && !this.#placement.isOutOfSight(orders.side, order.price)) {
        this.#placement.see(order)
      }
      if (order.place !== undefined || order.isUnseen) continue
      const shown = this.#book.sizeAt(orders.side, order.price) + orders.ownLotsAhead(order)
      if (shown < order.ahead) order.ahead = shown
    }
  }

  /** A trade at a worse price takes all of an order; answers how much that was. */
  #passThrough(orders: RestingOrders, order: RestingOrder, at: Nanos): Lots {
    const size = this.#own.reducible(order, order.leaves)
    // Trades at the price would have moved up those behind; this one was elsewhere.
    this.#own.moveUpBehind(order, Math.min(size, order.shown))
    this.#fillResting(orders, order, order.leaves, TRADED_THROUGH, at)
    return size
  }

  #fillResting(
    orders: RestingOrders,
    order: RestingOrder,
    wanted: Lots,
    cause: FillCause,
    at: Nanos,
  ): void {
    const size = this.#own.reducible(order, wanted)
    if (size > 0) {
      order.filled = lots(order.filled + size)
      order.shown = lots(Math.max(0, order.shown - size))
      if (order.leaves === 0) orders.remove(order)
      const price = this.#instrument.price(order.price)
      this.#placement.reportFill(at, order, order.price, size, price, cause)
    }
    if (order.leaves === 0) return
    if (size < wanted) {
      this.#own.withdraw(order)
      this.#placement.lapse(order, REDUCE_ONLY, 0, at)
    } else if (order.shown === 0) {
      orders.remove(order)
      this.#placement.rest(order, false, at)
    }
  }
}
