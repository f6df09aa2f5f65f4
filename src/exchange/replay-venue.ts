/**
 * A venue made of a recorded market: own orders rest beside the recorded book and trade when the
 * recording shows that they would have.
 *
 * When does a resting order fill? Always at its own price, as maker:
 *
 * - **traded through**: a trade at a price worse for the aggressor went past it. It fills whole;
 * - **queue exhausted**: trades at its price used up the lots that the queue model holds ahead of
 *   it; what trades beyond them fills it, partly if need be;
 * - **best crossed**: a venue message has moved the other side's best price to it or beyond. It fills
 *   whole. A best price that stands where it stood is no news: the rest of an order that has swept a
 *   level does not trade with that level again.
 *
 * One trade is one budget: own orders share it, best price first, then by arrival; own orders at one
 * price queue behind each other. An incoming order that crosses takes level by level, one execution
 * a level; the recorded book does not shrink for it. In a price series without sizes the whole order
 * trades at the quote.
 */
import { type OrderBook, OrderQueues } from '../book/index.ts'
import {
  ACCEPTED,
  assert,
  BUY,
  CANCEL_ORDER,
  CANCELED,
  DEPTH_LEVEL,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  EXPIRED,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_HIDDEN,
  FLAG_LAST,
  FOK,
  flagsOf,
  GTX,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  IOC,
  isPriced,
  kindOf,
  type Lots,
  lots,
  MARKET,
  type Nanos,
  NEVER,
  NO_PRICE,
  nanos,
  ORDER_ADD,
  ORDER_EXECUTE,
  ORDER_REPLACE,
  ORDER_TERMS,
  opposite,
  REJECTED,
  REPLACE_ORDER,
  REPLACED,
  REQUEST_REJECTED,
  SELL,
  type Side,
  STOP,
  STOP_LIMIT,
  sideOf,
  TICK,
  type Ticks,
  TRADE,
  ticks,
} from '../core/index.ts'
import {
  DUPLICATE_ORDER_ID,
  IMMEDIATE_REST,
  MALFORMED,
  NO_LIQUIDITY,
  NO_REASON,
  NOT_ALL_AT_ONCE,
  POST_ONLY_WOULD_TAKE,
  REDUCE_ONLY,
  SELF_TRADE,
  TIME_EXPIRED,
  UNKNOWN_ORDER,
  VENUE_HALTED,
} from '../risk/index.ts'
import {
  BEST_CROSSED,
  type FillCause,
  QUEUE_EXHAUSTED,
  type ReportSink,
  TAKER,
  TRADED_THROUGH,
  type Venue,
} from './exchange.ts'
import { type FeeSchedule, feeOf } from './fees.ts'
import { FifoPlace } from './fifo-place.ts'
import { FifoQueue } from './fifo-queue.ts'
import { OrderTerms } from './order-terms.ts'
import type { QueueModel } from './queue-model.ts'
import { RestingOrder, RestingOrders } from './resting-orders.ts'
import type { SelfTradePrevention } from './self-trade.ts'
import { isReached, StopOrders } from './stop-orders.ts'

/** `displayed`: a taker gets what the book shows. `unlimited`: the quote holds any size. */
export type Liquidity = 'displayed' | 'unlimited'

export interface ReplayVenueOptions {
  readonly instrument: Instrument
  /** The venue's own book, driven by exchange time; nobody else writes to it. */
  readonly book: OrderBook
  readonly queueModel: QueueModel
  readonly fees: FeeSchedule
  readonly liquidity: Liquidity
  /** Ticks by which every taker execution is worse than the level it took. */
  readonly slippageTicks: number
  /** What happens when an own order would meet an own order; they pass each other by default. */
  readonly selfTradePrevention?: SelfTradePrevention
  readonly reports: ReportSink
}

export class ReplayVenue implements Venue {
  reports: ReportSink
  readonly book: OrderBook
  readonly #instrument: Instrument
  readonly #queueModel: QueueModel
  readonly #fees: FeeSchedule
  readonly #isUnlimited: boolean
  readonly #slippageTicks: number
  readonly #selfTrade: SelfTradePrevention
  /** The market's single orders, where the feed tells them and the queue model does not guess. */
  readonly #queues: OrderQueues | undefined
  readonly #stops = new StopOrders()
  /** Signed lots of all executions here: what reduce-only orders may reduce. */
  #position = 0
  /** The first expiry among own orders: nothing lapses before it. */
  #nextExpiry: number = NEVER
  readonly #terms = new OrderTerms()
  readonly #bids = new RestingOrders(BUY)
  readonly #asks = new RestingOrders(SELL)
  #isHalted = false
  #lastTrade: Ticks = NO_PRICE
  #isTouchSuspect = false
  /** The market's best prices at the end of the last message, kept while own orders rest. */
  #seenBid: Ticks = NO_PRICE
  #seenAsk: Ticks = NO_PRICE
  /** The order being placed; becomes a new object only when this one came to rest. */
  #incoming = new RestingOrder()

  constructor(options: ReplayVenueOptions) {
    this.reports = options.reports
    this.book = options.book
    this.#instrument = options.instrument
    this.#queueModel = options.queueModel
    this.#fees = options.fees
    this.#isUnlimited = options.liquidity === 'unlimited'
    this.#slippageTicks = options.slippageTicks
    this.#selfTrade = options.selfTradePrevention ?? 'allow'
    const isExact = options.queueModel instanceof FifoQueue
    this.#queues = isExact && options.book instanceof OrderQueues ? options.book : undefined
  }

  /** Own orders resting on a side, for tests and the live page. */
  resting(side: Side): RestingOrders {
    return side === BUY ? this.#bids : this.#asks
  }

  onMarket(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = kindOf(meta)
    const at = nanos(tape.f64[index * EVENT_F64]!)
    if (at >= this.#nextExpiry) this.#expire(at)
    const hasOrders = this.#bids.count + this.#asks.count > 0
    if (kind === DEPTH_LEVEL && hasOrders) {
      this.#depth(sideOf(meta), ticks(tape.i32[i + I_PRICE]!), lots(tape.i32[i + I_SIZE]!))
    } else if (kind === TRADE) {
      const isVisible = (flagsOf(meta) & FLAG_HIDDEN) === 0
      const price = ticks(tape.i32[i + I_PRICE]!)
      // Where single orders are told, their executions decide, and the trade only repeats them.
      if (hasOrders && isVisible && this.#queues === undefined) {
        this.#trade(sideOf(meta), price, tape.i32[i + I_SIZE]!, at)
      }
      this.#traded(price, at)
    } else if (
      this.#queues !== undefined &&
      hasOrders &&
      kind >= ORDER_ADD &&
      kind <= ORDER_REPLACE
    ) {
      this.#order(this.#queues, tape, index, at)
      this.#isTouchSuspect = true
    } else {
      if (kind === HALT) this.#isHalted = tape.f64[index * EVENT_F64 + F_A] === 1
      this.book.apply(tape, index)
      this.#isTouchSuspect = true
      if (kind === TICK) this.#ticked(tape, index, at)
    }
    if ((flagsOf(meta) & FLAG_LAST) !== 0 && hasOrders) this.#endOfMessage(tape, index)
  }

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const id = tape.f64[f + F_ORDER]!
    const request = tape.f64[f + F_SEQUENCE]!
    const price = ticks(tape.i32[i + I_PRICE]!)
    const size = lots(tape.i32[i + I_SIZE]!)
    const kind = kindOf(meta)
    if (now >= this.#nextExpiry) this.#expire(now)
    if (kind === ORDER_TERMS) {
      this.#terms.read(tape, index)
    } else if (kind === ENTER_ORDER) {
      this.#enter(
        id,
        sideOf(meta),
        price,
        size,
        tape.f64[f + F_A]!,
        tape.f64[f + F_B]!,
        request,
        now,
      )
    } else if (kind === CANCEL_ORDER) {
      this.#cancel(id, sideOf(meta), request, now)
    } else {
      assert(kind === REPLACE_ORDER, 'a request enters, cancels or replaces')
      this.#replace(id, sideOf(meta), price, size, request, now)
    }
  }

  // ---- the market moves

  #depth(side: Side, price: Ticks, after: Lots): void {
    const before = this.book.sizeAt(side, price)
    this.book.set(side, price, after)
    this.#isTouchSuspect = true
    const orders = this.resting(side)
    let own = 0
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.price !== price) continue
      this.#queueModel.depth(order, before + own, after + own)
      own += order.shown
    }
  }

  #trade(aggressor: Side, price: Ticks, size: number, at: Nanos): void {
    // A trade without an aggressor could have hit either side: both are told, each once.
    if (aggressor !== SELL) this.#tradeAgainst(this.#asks, price, size, at)
    if (aggressor !== BUY) this.#tradeAgainst(this.#bids, price, size, at)
  }

  #tradeAgainst(orders: RestingOrders, price: Ticks, size: number, at: Nanos): void {
    let budget = size
    let k = 0
    // An iceberg that shows its next part goes to the back and has no share in this trade any more.
    for (let visits = orders.count; visits > 0 && budget > 0; visits--) {
      const order = orders.at(k)
      const through = orders.side * (order.price - price)
      if (through < 0) return
      if (through > 0) {
        const { leaves } = order
        // Trades at the price would have moved up those behind; this one was elsewhere.
        this.#moveUpBehind(orders, order, order.shown)
        this.#fillResting(orders, order, leaves, TRADED_THROUGH, at)
        budget -= leaves
        continue
      }
      this.#queueModel.trade(order, budget)
      const reached = Math.min(this.#queueModel.takeFillable(order), order.shown)
      if (reached > 0) this.#fillResting(orders, order, lots(reached), QUEUE_EXHAUSTED, at)
      if (k < orders.count && orders.at(k) === order) k++
    }
  }

  /** A record about a single order of the market, where the queue ahead of own orders is known. */
  #order(queues: OrderQueues, tape: EventTape, index: number, at: Nanos): void {
    const meta = tape.i32[index * EVENT_I32 + I_META]!
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    const isKnown = queues.has(id)
    const side = isKnown ? (queues.sideOf(id) as Side) : sideOf(meta)
    const price = isKnown ? queues.priceOf(id) : ticks(tape.i32[index * EVENT_I32 + I_PRICE]!)
    const orders = this.resting(side)
    if (kindOf(meta) === ORDER_EXECUTE) {
      const size = tape.i32[index * EVENT_I32 + I_SIZE]!
      this.#executeAgainst(orders, id, isKnown, price, size, at)
    }
    queues.apply(tape, index)
    for (let k = 0; k < orders.count; k++) {
      const own = orders.at(k)
      if (own.price === price && own.place !== undefined) own.ahead = own.place.lotsAhead(queues)
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
        budget -= own.leaves
        this.#fillResting(orders, own, own.leaves, TRADED_THROUGH, at)
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

  /** The market has traded at this price: stop orders that it reaches wake, earliest first. */
  #traded(price: Ticks, at: Nanos): void {
    this.#lastTrade = price
    if (!this.#stops.wouldWake(price)) return
    for (;;) {
      const order = this.#stops.takeWoken(price)
      if (order === undefined) return
      this.#wake(order, at)
    }
  }

  /** A row of a series: its volume trades at its price; a row without volume only quotes. */
  #ticked(tape: EventTape, index: number, at: Nanos): void {
    if (this.#stops.count === 0 && tape.i32[index * EVENT_I32 + I_SIZE] === 0) return
    if (tape.i32[index * EVENT_I32 + I_SIZE]! > 0) {
      this.#traded(ticks(tape.i32[index * EVENT_I32 + I_PRICE]!), at)
      return
    }
    const ask = this.book.best(SELL)
    const bid = this.book.best(BUY)
    for (let k = 0; k < this.#stops.count; ) {
      const order = this.#stops.at(k)
      const touch = order.side === BUY ? ask : bid
      if (touch === NO_PRICE || !isReached(order.side, order.stopPrice, touch)) k++
      else {
        this.#stops.remove(order)
        this.#wake(order, at)
      }
    }
  }

  #wake(order: RestingOrder, at: Nanos): void {
    this.#place(order, order.orderType === STOP, order.timeInForce, 0, at)
  }

  /** Own orders whose time is over lapse before anything else happens. */
  #expire(now: Nanos): void {
    for (const orders of [this.#bids, this.#asks]) {
      for (let k = 0; k < orders.count; ) {
        const order = orders.at(k)
        if (order.expiresAtNanos > now) k++
        else this.#withdrawAs(TIME_EXPIRED, orders, order, now)
      }
    }
    for (let k = 0; k < this.#stops.count; ) {
      const order = this.#stops.at(k)
      if (order.expiresAtNanos > now) k++
      else {
        this.#stops.remove(order)
        this.#lapse(order, TIME_EXPIRED, 0, now)
      }
    }
    this.#measureExpiry()
  }

  #measureExpiry(): void {
    this.#nextExpiry = NEVER
    for (const orders of [this.#bids, this.#asks, this.#stops]) {
      for (let k = 0; k < orders.count; k++) {
        this.#nextExpiry = Math.min(this.#nextExpiry, orders.at(k).expiresAtNanos)
      }
    }
  }

  #withdrawAs(reason: number, orders: RestingOrders, order: RestingOrder, now: Nanos): void {
    this.#withdraw(orders, order)
    this.#lapse(order, reason, 0, now)
  }

  /** The book is consistent now: own orders that the other side's best has moved to are filled. */
  #endOfMessage(tape: EventTape, index: number): void {
    if (!this.#isTouchSuspect) return
    this.#isTouchSuspect = false
    const at = nanos(tape.f64[index * EVENT_F64]!)
    this.#fillCrossed(this.#bids, this.#seenAsk, this.book.best(SELL), at)
    this.#fillCrossed(this.#asks, this.#seenBid, this.book.best(BUY), at)
    this.#capQueues(this.#bids)
    this.#capQueues(this.#asks)
    this.#seeTouch()
  }

  #seeTouch(): void {
    this.#seenBid = this.book.best(BUY)
    this.#seenAsk = this.book.best(SELL)
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
      if (order.place !== undefined) continue
      const shown = this.book.sizeAt(orders.side, order.price) + orders.ownLotsAhead(order)
      if (shown < order.ahead) order.ahead = shown
    }
  }

  #fillResting(
    orders: RestingOrders,
    order: RestingOrder,
    wanted: Lots,
    cause: FillCause,
    at: Nanos,
  ): void {
    const size = this.#reducible(order, wanted)
    if (size === 0) {
      this.#withdrawAs(REDUCE_ONLY, orders, order, at)
      return
    }
    order.filled = lots(order.filled + size)
    order.shown = lots(Math.max(0, order.shown - size))
    const price = this.#instrument.price(order.price)
    if (order.leaves === 0) orders.remove(order)
    this.#reportFill(at, order, order.price, size, price, cause)
    if (order.leaves === 0) return
    if (size < wanted) this.#withdrawAs(REDUCE_ONLY, orders, order, at)
    else if (order.shown === 0) {
      orders.remove(order)
      this.#rest(order, false)
    }
  }

  /** A reduce-only order trades no more than there is to reduce. */
  #reducible(order: RestingOrder, size: Lots): Lots {
    if (!order.isReduceOnly) return size
    return lots(Math.max(0, Math.min(size, -order.side * this.#position)))
  }

  #reportFill(
    at: Nanos,
    order: RestingOrder,
    priceTicks: Ticks,
    size: Lots,
    price: number,
    cause: FillCause,
  ): void {
    this.#position += order.side * size
    const fee = feeOf(this.#fees, this.#instrument, size, price, cause !== TAKER)
    this.reports.fill(at, order.id, order.side, priceTicks, size, order.leaves, price, fee, cause)
  }

  // ---- requests arrive

  #enter(
    id: number,
    side: Side,
    price: Ticks,
    size: Lots,
    type: number,
    timeInForce: number,
    request: number,
    now: Nanos,
  ): void {
    const order = this.#incoming
    order.begin(id, side, price, size)
    order.timeInForce = timeInForce
    order.orderType = type
    this.#terms.giveTo(order)
    const refusal = this.#refusalOf(order)
    if (refusal !== NO_REASON) {
      this.reports.report(REJECTED, now, id, side, price, size, request, refusal)
      return
    }
    this.reports.report(ACCEPTED, now, id, side, price, size, request, NO_REASON)
    if (order.expiresAtNanos <= now) {
      this.#lapse(order, TIME_EXPIRED, request, now)
      return
    }
    this.#nextExpiry = Math.min(this.#nextExpiry, order.expiresAtNanos)
    if (order.stopPrice !== NO_PRICE && !this.#isReached(order)) {
      this.#incoming = new RestingOrder()
      this.#stops.add(order)
      return
    }
    this.#place(order, type === MARKET || type === STOP, timeInForce, request, now)
  }

  #refusalOf(order: RestingOrder): number {
    const { id, size, price, orderType, stopPrice, displaySize } = order
    if (this.#isHalted) return VENUE_HALTED
    if (!(Number.isInteger(size) && size > 0)) return MALFORMED
    if (isPriced(orderType) && price === NO_PRICE) return MALFORMED
    const isStop = orderType === STOP || orderType === STOP_LIMIT
    if (isStop !== (stopPrice !== NO_PRICE) || displaySize < 0 || displaySize > size)
      return MALFORMED
    if (this.#find(id) !== undefined) return DUPLICATE_ORDER_ID
    return order.isReduceOnly && !isStop && this.#reducible(order, size) === 0
      ? REDUCE_ONLY
      : NO_REASON
  }

  #find(id: number): RestingOrder | undefined {
    return this.#bids.find(id) ?? this.#asks.find(id) ?? this.#stops.find(id)
  }

  /** The market has traded at the stop price or beyond already. */
  #isReached({ side, stopPrice }: RestingOrder): boolean {
    return this.#lastTrade !== NO_PRICE && isReached(side, stopPrice, this.#lastTrade)
  }

  /** Takes what the order may take; the rest rests or lapses. */
  #place(
    order: RestingOrder,
    isMarket: boolean,
    timeInForce: number,
    request: number,
    now: Nanos,
  ): void {
    const far = this.book.best(opposite(order.side))
    const crosses = far !== NO_PRICE && (isMarket || order.side * (order.price - far) >= 0)
    if (crosses && timeInForce === GTX) {
      this.#lapse(order, POST_ONLY_WOULD_TAKE, request, now)
      return
    }
    if (timeInForce === FOK && !(crosses && this.#takeable(order, isMarket) >= order.size)) {
      this.#lapse(order, NOT_ALL_AT_ONCE, request, now)
      return
    }
    if (this.#selfTrade !== 'allow' && !this.#passesSelfTrade(order, isMarket, request, now)) return
    if (crosses) this.#take(order, isMarket, now)
    if (order.leaves === 0) return
    const isImmediate = timeInForce === IOC || timeInForce === FOK
    if (isMarket) this.#lapse(order, NO_LIQUIDITY, request, now)
    else if (isImmediate) this.#lapse(order, IMMEDIATE_REST, request, now)
    else if (this.#reducible(order, order.leaves) === 0)
      this.#lapse(order, REDUCE_ONLY, request, now)
    else this.#rest(order, crosses)
  }

  /** Keeps an order from meeting own orders; false when nothing of it is left to place. */
  #passesSelfTrade(order: RestingOrder, isMarket: boolean, request: number, now: Nanos): boolean {
    const reach = this.#reachOf(order, isMarket)
    const own = this.resting(opposite(order.side))
    while (own.count > 0 && reach !== NO_PRICE && order.side * (reach - own.best) >= 0) {
      const other = own.at(0)
      if (this.#selfTrade === 'decrement') {
        const shrunk = lots(Math.min(order.leaves, other.leaves))
        order.size = lots(order.size - shrunk)
        this.#shrinkForSelfTrade(own, other, shrunk, now)
        if (order.leaves > 0) continue
      } else if (this.#selfTrade !== 'cancel-newest') {
        this.#withdrawAs(SELF_TRADE, own, other, now)
        if (this.#selfTrade === 'cancel-oldest') continue
      }
      this.#lapse(order, SELF_TRADE, request, now)
      return false
    }
    return true
  }

  #shrinkForSelfTrade(own: RestingOrders, other: RestingOrder, by: Lots, now: Nanos): void {
    if (other.leaves === by) {
      this.#withdrawAs(SELF_TRADE, own, other, now)
      return
    }
    this.#resize(own, other, lots(other.size - by))
    const { id, side, price, size } = other
    this.reports.report(REPLACED, now, id, side, price, size, 0, SELF_TRADE)
  }

  /** The worst price that an order comes to: the last level that it needs, or its limit. */
  #reachOf(order: RestingOrder, isMarket: boolean): Ticks {
    if (!isMarket) return order.price
    const far = opposite(order.side)
    let price = this.book.best(far)
    let left: number = this.#isUnlimited ? 0 : order.leaves - this.book.sizeAt(far, price)
    while (left > 0) {
      const next = this.book.nextBehind(far, price)
      if (next === NO_PRICE) return price
      price = next
      left -= this.book.sizeAt(far, price)
    }
    return price
  }

  #rest(order: RestingOrder, hasTaken: boolean): void {
    const orders = this.resting(order.side)
    if (this.#bids.count + this.#asks.count === 0) this.#seeTouch()
    if (order === this.#incoming) this.#incoming = new RestingOrder()
    // What rests after sweeping its own price is the new best: nothing stands ahead of it.
    const displayed = hasTaken ? lots(0) : this.book.sizeAt(order.side, order.price)
    order.show()
    orders.add(order)
    this.#queueModel.enter(order, lots(displayed + orders.ownLotsAhead(order)))
    if (this.#queues !== undefined) {
      order.place = new FifoPlace(this.#queues, order.side, order.price)
      order.ahead = order.place.lotsAhead(this.#queues)
    }
    order.aheadAtEntry = order.ahead
  }

  #lapse(order: RestingOrder, reason: number, request: number, now: Nanos): void {
    this.reports.report(
      EXPIRED,
      now,
      order.id,
      order.side,
      order.price,
      order.leaves,
      request,
      reason,
    )
  }

  /** Lots that the other side shows within the order's limit. */
  #takeable(order: RestingOrder, isMarket: boolean): number {
    if (this.#isUnlimited) return Number.POSITIVE_INFINITY
    const far = opposite(order.side)
    let price = this.book.best(far)
    let sum = 0
    while (price !== NO_PRICE && sum < order.size && this.#isWithin(order, price, isMarket)) {
      sum += this.book.sizeAt(far, price)
      price = this.book.nextBehind(far, price)
    }
    return sum
  }

  #isWithin(order: RestingOrder, price: Ticks, isMarket: boolean): boolean {
    return isMarket || order.side * (order.price - price) >= 0
  }

  #take(order: RestingOrder, isMarket: boolean, now: Nanos): void {
    const far = opposite(order.side)
    if (this.#isUnlimited) {
      this.#takeLevel(
        order,
        this.book.best(far),
        this.#reducible(order, order.leaves),
        this.book.bestPrice(far),
        isMarket,
        now,
      )
      return
    }
    let price = this.book.best(far)
    while (price !== NO_PRICE && order.leaves > 0 && this.#isWithin(order, price, isMarket)) {
      const shown = lots(Math.min(order.leaves, this.book.sizeAt(far, price)))
      const size = this.#reducible(order, shown)
      if (size === 0) return
      this.#takeLevel(order, price, lots(size), this.#instrument.price(price), isMarket, now)
      price = this.book.nextBehind(far, price)
    }
  }

  /** Executes against one level, worsened by the slippage but never beyond the order's limit. */
  #takeLevel(
    order: RestingOrder,
    level: Ticks,
    size: Lots,
    exactPrice: number,
    isMarket: boolean,
    now: Nanos,
  ): void {
    let slipTicks = this.#slippageTicks
    if (!isMarket) slipTicks = Math.min(slipTicks, order.side * (order.price - level))
    const slipped = ticks(level + order.side * slipTicks)
    const price = this.#instrument.isContinuous
      ? this.#continuousPrice(order, exactPrice, slipTicks, isMarket)
      : this.#instrument.price(slipped)
    order.filled = lots(order.filled + size)
    this.#reportFill(now, order, slipped, size, price, TAKER)
  }

  /** A continuous quote keeps its exact digits, but for those that lie beyond the order's limit. */
  #continuousPrice(
    order: RestingOrder,
    exactPrice: number,
    slipTicks: number,
    isMarket: boolean,
  ): number {
    const slip = order.side * slipTicks * this.#instrument.tick.step
    const price = slipTicks === 0 ? exactPrice : exactPrice + slip
    if (isMarket) return price
    const limit = this.#instrument.price(order.price)
    return order.side * (price - limit) > 0 ? limit : price
  }

  #cancel(id: number, side: Side, request: number, now: Nanos): void {
    const orders = this.resting(side)
    const order = orders.find(id)
    const waiting = order === undefined ? this.#stops.find(id) : undefined
    if (waiting !== undefined) {
      this.#stops.remove(waiting)
      const { price, leaves } = waiting
      this.reports.report(CANCELED, now, id, side, price, leaves, request, NO_REASON)
      return
    }
    if (order === undefined) {
      this.reports.report(
        REQUEST_REJECTED,
        now,
        id,
        side,
        NO_PRICE,
        lots(0),
        request,
        UNKNOWN_ORDER,
      )
      return
    }
    this.#withdraw(orders, order)
    this.reports.report(CANCELED, now, id, side, order.price, order.leaves, request, NO_REASON)
  }

  #withdraw(orders: RestingOrders, order: RestingOrder): void {
    this.#moveUpBehind(orders, order, order.shown)
    orders.remove(order)
  }

  /** Own orders behind it at the same price move up by the lots that it gives up. */
  #moveUpBehind(orders: RestingOrders, order: RestingOrder, givenUp: number): void {
    let isBehind = false
    for (let k = 0; k < orders.count; k++) {
      const other = orders.at(k)
      if (other === order) isBehind = true
      else if (isBehind && other.price === order.price && other.place === undefined) {
        other.ahead = Math.max(0, other.ahead - givenUp)
      }
    }
  }

  /** A smaller order keeps its place; those behind it move up. */
  #resize(orders: RestingOrders, order: RestingOrder, size: Lots): void {
    const shownBefore = order.shown
    order.size = size
    order.shown = lots(Math.min(order.shown, order.leaves))
    this.#moveUpBehind(orders, order, shownBefore - order.shown)
  }

  /** `size` is the new total, what has filled included; a total below that ends the order. */
  #replace(id: number, side: Side, price: Ticks, size: Lots, request: number, now: Nanos): void {
    const orders = this.resting(side)
    const order = orders.find(id)
    const waiting = order === undefined ? this.#stops.find(id) : undefined
    const found = order ?? waiting
    const hasPrice = price !== NO_PRICE || found?.orderType === STOP
    if (found === undefined || this.#isHalted || !hasPrice) {
      const reason = found === undefined ? UNKNOWN_ORDER : this.#isHalted ? VENUE_HALTED : MALFORMED
      this.reports.report(REQUEST_REJECTED, now, id, side, price, size, request, reason)
      return
    }
    if (size <= found.filled) {
      if (order === undefined) this.#stops.remove(found)
      else this.#withdraw(orders, order)
      const { price: old, leaves } = found
      this.reports.report(CANCELED, now, id, side, old, leaves, request, NO_REASON)
      return
    }
    const keepsPlace = order === undefined || (price === order.price && size <= order.size)
    if (order === undefined) found.size = size
    else if (keepsPlace) this.#resize(orders, order, size)
    else {
      this.#withdraw(orders, order)
      order.size = size
    }
    found.price = price
    this.reports.report(REPLACED, now, id, side, price, size, request, NO_REASON)
    if (!keepsPlace) this.#place(found, false, found.timeInForce, request, now)
  }
}
