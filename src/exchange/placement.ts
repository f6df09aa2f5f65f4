/**
 * What becomes of an order that meets a replayed market: it takes what it may, and the rest comes to
 * rest or lapses.
 *
 * Taking goes level by level, one execution a level, worsened by the slippage but never beyond the
 * order's limit; the recorded book does not shrink for it. In a price series without sizes the whole
 * order trades at the quote.
 */
import { type OrderBook, OrderQueues } from '../book/index.ts'
import {
  EXPIRED,
  FOK,
  GTX,
  type Instrument,
  IOC,
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  opposite,
  REPLACED,
  type Side,
  type Ticks,
  ticks,
} from '../core/index.ts'
import {
  IMMEDIATE_REST,
  NO_LIQUIDITY,
  NOT_ALL_AT_ONCE,
  POST_ONLY_WOULD_TAKE,
  REDUCE_ONLY,
  SELF_TRADE,
} from '../risk/index.ts'
import { type FillCause, type ReportSink, TAKER } from './exchange.ts'
import { type FeeSchedule, feeOf } from './fees.ts'
import { FifoPlace } from './fifo-place.ts'
import { FifoQueue } from './fifo-queue.ts'
import { FillReport } from './fill-report.ts'
import type { OwnOrders } from './own-orders.ts'
import type { QueueModel } from './queue-model.ts'
import type { RestingOrder } from './resting-orders.ts'
import type { SelfTradePrevention } from './self-trade.ts'

/** `displayed`: a taker gets what the book shows. `unlimited`: the quote holds any size. */
export type Liquidity = 'displayed' | 'unlimited'

export interface PlacementOptions {
  readonly instrument: Instrument
  /** The venue's own book, driven by exchange time; nobody else writes to it. */
  readonly book: OrderBook
  readonly queueModel: QueueModel
  readonly fees: FeeSchedule
  readonly liquidity: Liquidity
  /** Ticks by which every taker execution is worse than the level it took. */
  readonly slippageTicks: number
  /** What happens when an own order would meet an own order; they pass each other by default. */
  readonly selfTradePrevention?: SelfTradePrevention | undefined
  /** The feed tells some levels only: what is behind the last one in the book nobody knows. */
  readonly showsSomeLevels?: boolean | undefined
  readonly reports: ReportSink
}

export class Placement {
  /** The market's single orders, where the feed tells them and the queue model does not guess. */
  readonly queues: OrderQueues | undefined
  readonly #options: PlacementOptions
  readonly #own: OwnOrders
  readonly #selfTrade: SelfTradePrevention
  readonly #isUnlimited: boolean = false
  readonly #isPartial: boolean = false
  readonly #fill = new FillReport()

  constructor(options: PlacementOptions, own: OwnOrders) {
    this.#options = options
    this.#own = own
    this.#selfTrade = options.selfTradePrevention ?? 'allow'
    this.#isUnlimited = options.liquidity === 'unlimited'
    this.#isPartial = options.showsSomeLevels === true
    const isExact = options.queueModel instanceof FifoQueue
    this.queues = isExact && options.book instanceof OrderQueues ? options.book : undefined
  }

  /** Orders that are told one by one and cross each other wait for an auction: nobody trades yet. */
  get isAuction(): boolean {
    const { book } = this.#options
    return this.queues !== undefined && (book.isCrossed || book.isLocked)
  }

  /** Takes what the order may take; the rest rests or lapses. Answers whether it came to rest. */
  place(order: RestingOrder, isMarket: boolean, request: number, now: Nanos): boolean {
    const { timeInForce } = order
    const far = this.isAuction ? NO_PRICE : this.#options.book.best(opposite(order.side))
    const crosses = far !== NO_PRICE && (isMarket || order.side * (order.price - far) >= 0)
    const isShort =
      timeInForce === FOK && !(crosses && this.#takeable(order, isMarket) >= order.size)
    if (crosses && timeInForce === GTX) this.lapse(order, POST_ONLY_WOULD_TAKE, request, now)
    else if (isShort) this.lapse(order, NOT_ALL_AT_ONCE, request, now)
    else if (this.#selfTrade === 'allow' || this.#passesOwn(order, isMarket, request, now)) {
      if (crosses) this.#take(order, isMarket, now)
      return order.leaves > 0 && this.#settle(order, isMarket, crosses, request, now)
    }
    return false
  }

  /** The order, or the next part of it, joins the queue at its price. */
  rest(order: RestingOrder, hasTaken: boolean, now: Nanos): void {
    const orders = this.#own.resting(order.side)
    const { book, queueModel } = this.#options
    // What rests after sweeping its own price is the new best: nothing stands ahead of it.
    const displayed = hasTaken ? lots(0) : book.sizeAt(order.side, order.price)
    order.show()
    orders.add(order)
    const own = lots(orders.ownLotsAhead(order))
    order.isUnseen = !hasTaken && this.#isPartial && this.isOutOfSight(order.side, order.price)
    queueModel.enter(order, lots(displayed + own), own)
    if (this.queues !== undefined) {
      order.place = new FifoPlace(this.queues, order.side, order.price, order.isUnseen)
      if (!order.isUnseen) order.ahead = order.place.lotsAhead(this.queues)
    }
    if (order.isUnseen) order.ahead = Number.POSITIVE_INFINITY
    order.aheadAtEntry = order.isUnseen ? Number.NaN : order.ahead
    order.restedAtNanos = now
  }

  /** The price of an order has come into the feed's sight. */
  see(order: RestingOrder): void {
    const { book, queueModel } = this.#options
    const orders = this.#own.resting(order.side)
    order.isUnseen = false
    if (order.place !== undefined && this.queues !== undefined) {
      order.ahead = order.place.lotsAhead(this.queues)
      return
    }
    const own = lots(orders.ownLotsAhead(order))
    const shown = lots(book.sizeAt(order.side, order.price) + own)
    if (order.ahead === Number.POSITIVE_INFINITY) queueModel.enter(order, shown, own)
    else order.ahead = Math.min(order.ahead, shown)
  }

  /** Nothing is told of a price that lies behind everything in the book. */
  isOutOfSight(side: Side, price: Ticks): boolean {
    const { book } = this.#options
    return book.sizeAt(side, price) === 0 && book.nextBehind(side, price) === NO_PRICE
  }

  lapse(order: RestingOrder, reason: number, request: number, now: Nanos): void {
    const { id, side, price, leaves } = order
    this.#options.reports.report(EXPIRED, now, id, side, price, leaves, request, reason)
  }

  /** Tells an execution that the order has booked already. */
  reportFill(
    at: Nanos,
    order: RestingOrder,
    priceTicks: Ticks,
    size: Lots,
    price: number,
    cause: FillCause,
  ): void {
    const { fees, instrument, reports } = this.#options
    this.#own.position += order.side * size
    const fee = feeOf(fees, instrument, size, price, cause !== TAKER)
    reports.fill(this.#fill.of(order, at, priceTicks, size, price, fee, cause))
  }

  #settle(
    order: RestingOrder,
    isMarket: boolean,
    hasTaken: boolean,
    request: number,
    now: Nanos,
  ): boolean {
    const isImmediate = order.timeInForce === IOC || order.timeInForce === FOK
    const hasRoom = this.#own.reducible(order, order.leaves) > 0
    if (!hasRoom) this.lapse(order, REDUCE_ONLY, request, now)
    else if (isMarket) this.lapse(order, NO_LIQUIDITY, request, now)
    else if (isImmediate) this.lapse(order, IMMEDIATE_REST, request, now)
    else {
      this.rest(order, hasTaken, now)
      return true
    }
    return false
  }

  // ---- own orders in the way

  /** Keeps an order from meeting own orders; false when nothing of it is left to place. */
  #passesOwn(order: RestingOrder, isMarket: boolean, request: number, now: Nanos): boolean {
    const reach = this.#reachOf(order, isMarket)
    const own = this.#own.resting(opposite(order.side))
    const sizeBefore = order.size
    while (own.count > 0 && reach !== NO_PRICE && order.side * (reach - own.best) >= 0) {
      const other = own.at(0)
      if (this.#selfTrade === 'decrement') {
        const shrunk = lots(Math.min(order.leaves, other.leaves))
        order.size = lots(order.size - shrunk)
        this.#shrink(other, shrunk, now)
        if (order.leaves > 0) continue
        order.size = sizeBefore
      } else if (this.#selfTrade !== 'cancel-newest') {
        this.#own.withdraw(other)
        this.lapse(other, SELF_TRADE, 0, now)
        if (this.#selfTrade === 'cancel-oldest') continue
      }
      this.lapse(order, SELF_TRADE, request, now)
      return false
    }
    if (order.size !== sizeBefore) this.#tellSize(order, now)
    return true
  }

  #shrink(other: RestingOrder, by: Lots, now: Nanos): void {
    if (other.leaves === by) {
      this.#own.withdraw(other)
      this.lapse(other, SELF_TRADE, 0, now)
      return
    }
    this.#own.resize(other, lots(other.size - by))
    this.#tellSize(other, now)
  }

  #tellSize({ id, side, price, size }: RestingOrder, now: Nanos): void {
    this.#options.reports.report(REPLACED, now, id, side, price, size, 0, SELF_TRADE)
  }

  /** The worst price that an order comes to: the last level that it needs, or its limit. */
  #reachOf(order: RestingOrder, isMarket: boolean): Ticks {
    if (!isMarket) return order.price
    const { book } = this.#options
    const far = opposite(order.side)
    let price = book.best(far)
    if (price === NO_PRICE || this.#isUnlimited) return price
    let left = order.leaves - book.sizeAt(far, price)
    while (left > 0) {
      const next = book.nextBehind(far, price)
      if (next === NO_PRICE) return price
      price = next
      left -= book.sizeAt(far, price)
    }
    return price
  }

  // ---- taking

  /** Lots that the other side shows within the order's limit. */
  #takeable(order: RestingOrder, isMarket: boolean): number {
    if (this.#isUnlimited) return Number.POSITIVE_INFINITY
    const { book } = this.#options
    const far = opposite(order.side)
    let price = book.best(far)
    let sum = 0
    while (price !== NO_PRICE && sum < order.size && isWithin(order, price, isMarket)) {
      sum += book.sizeAt(far, price)
      price = book.nextBehind(far, price)
    }
    return sum
  }

  #take(order: RestingOrder, isMarket: boolean, now: Nanos): void {
    const { book, instrument } = this.#options
    const far = opposite(order.side)
    let price = book.best(far)
    if (this.#isUnlimited) {
      const size = this.#own.reducible(order, order.leaves)
      if (size > 0) this.#takeLevel(order, price, size, book.bestPrice(far), isMarket, now)
      return
    }
    while (price !== NO_PRICE && order.leaves > 0 && isWithin(order, price, isMarket)) {
      const shown = lots(Math.min(order.leaves, book.sizeAt(far, price)))
      const size = this.#own.reducible(order, shown)
      if (size === 0) return
      this.#takeLevel(order, price, size, instrument.price(price), isMarket, now)
      price = book.nextBehind(far, price)
    }
  }

  #takeLevel(
    order: RestingOrder,
    level: Ticks,
    size: Lots,
    exactPrice: number,
    isMarket: boolean,
    now: Nanos,
  ): void {
    const { instrument } = this.#options
    let slipTicks = this.#options.slippageTicks
    if (!isMarket) slipTicks = Math.min(slipTicks, order.side * (order.price - level))
    const slipped = ticks(level + order.side * slipTicks)
    const price = instrument.isContinuous
      ? this.#continuousPrice(order, exactPrice, slipTicks, isMarket)
      : instrument.price(slipped)
    order.filled = lots(order.filled + size)
    this.reportFill(now, order, slipped, size, price, TAKER)
  }

  /** A continuous quote keeps its exact digits, but for those that lie beyond the order's limit. */
  #continuousPrice(
    order: RestingOrder,
    exactPrice: number,
    slipTicks: number,
    isMarket: boolean,
  ): number {
    const { instrument } = this.#options
    const slip = order.side * slipTicks * instrument.tick.step
    const price = slipTicks === 0 ? exactPrice : exactPrice + slip
    if (isMarket) return price
    const limit = instrument.price(order.price)
    return order.side * (price - limit) > 0 ? limit : price
  }
}

const isWithin = (order: RestingOrder, price: Ticks, isMarket: boolean): boolean =>
  isMarket || order.side * (order.price - price) >= 0
