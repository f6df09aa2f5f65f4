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
import type { OrderBook } from '../book/index.ts'
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
  GTC,
  GTX,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  type Lots,
  lots,
  MARKET,
  type Nanos,
  NO_PRICE,
  nanos,
  opposite,
  REJECTED,
  REPLACE_ORDER,
  REPLACED,
  REQUEST_REJECTED,
  SELL,
  type Side,
  sideOf,
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
import { type QueueModel, takeFillable } from './queue-model.ts'
import { RestingOrder, RestingOrders } from './resting-orders.ts'

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
  readonly #bids = new RestingOrders(BUY)
  readonly #asks = new RestingOrders(SELL)
  #isHalted = false
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
  }

  /** Own orders resting on a side, for tests and the live page. */
  resting(side: Side): RestingOrders {
    return side === BUY ? this.#bids : this.#asks
  }

  onMarket(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = kindOf(meta)
    const hasOrders = this.#bids.count + this.#asks.count > 0
    if (kind === DEPTH_LEVEL && hasOrders) {
      this.#depth(sideOf(meta), ticks(tape.i32[i + I_PRICE]!), lots(tape.i32[i + I_SIZE]!))
    } else if (kind === TRADE) {
      const isVisible = (flagsOf(meta) & FLAG_HIDDEN) === 0
      if (hasOrders && isVisible) {
        const at = nanos(tape.f64[index * EVENT_F64]!)
        this.#trade(sideOf(meta), ticks(tape.i32[i + I_PRICE]!), tape.i32[i + I_SIZE]!, at)
      }
    } else {
      if (kind === HALT) this.#isHalted = tape.f64[index * EVENT_F64 + F_A] === 1
      this.book.apply(tape, index)
      this.#isTouchSuspect = true
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
    if (kind === ENTER_ORDER) {
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
      own += order.leaves
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
    while (k < orders.count && budget > 0) {
      const order = orders.at(k)
      const through = orders.side * (order.price - price)
      if (through < 0) return
      const leaves = order.leaves
      if (through > 0) {
        // Trades at the price would have moved up those behind; this one was elsewhere.
        this.#moveUpBehind(orders, order, leaves)
        this.#fillResting(orders, order, leaves, TRADED_THROUGH, at)
        budget -= leaves
        continue
      }
      this.#queueModel.trade(order, budget)
      const filled = Math.min(takeFillable(order), leaves)
      if (filled > 0) this.#fillResting(orders, order, lots(filled), QUEUE_EXHAUSTED, at)
      if (filled < leaves) k++
    }
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
      const shown = this.book.sizeAt(orders.side, order.price) + orders.ownLotsAhead(order)
      if (shown < order.ahead) order.ahead = shown
    }
  }

  #fillResting(
    orders: RestingOrders,
    order: RestingOrder,
    size: Lots,
    cause: FillCause,
    at: Nanos,
  ): void {
    order.filled = lots(order.filled + size)
    const price = this.#instrument.price(order.price)
    if (order.leaves === 0) orders.remove(order)
    this.#reportFill(at, order, order.price, size, price, cause)
  }

  #reportFill(
    at: Nanos,
    order: RestingOrder,
    priceTicks: Ticks,
    size: Lots,
    price: number,
    cause: FillCause,
  ): void {
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
    const refusal = this.#refusalOf(id, size, price, type)
    if (refusal !== NO_REASON) {
      this.reports.report(REJECTED, now, id, side, price, size, request, refusal)
      return
    }
    const order = this.#incoming
    order.id = id
    order.side = side
    order.price = price
    order.size = size
    order.filled = lots(0)
    order.timeInForce = timeInForce
    this.reports.report(ACCEPTED, now, id, side, price, size, request, NO_REASON)
    this.#place(order, type === MARKET, timeInForce, request, now)
  }

  #refusalOf(id: number, size: Lots, price: Ticks, type: number): number {
    if (this.#isHalted) return VENUE_HALTED
    if (!(Number.isInteger(size) && size > 0)) return MALFORMED
    if (type !== MARKET && price === NO_PRICE) return MALFORMED
    const isInUse = this.#bids.find(id) !== undefined || this.#asks.find(id) !== undefined
    return isInUse ? DUPLICATE_ORDER_ID : NO_REASON
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
    if (crosses) this.#take(order, isMarket, now)
    if (order.leaves === 0) return
    if (isMarket) this.#lapse(order, NO_LIQUIDITY, request, now)
    else if (timeInForce === GTC || timeInForce === GTX) this.#rest(order, crosses)
    else this.#lapse(order, IMMEDIATE_REST, request, now)
  }

  #rest(order: RestingOrder, hasTaken: boolean): void {
    const orders = this.resting(order.side)
    if (this.#bids.count + this.#asks.count === 0) this.#seeTouch()
    if (order === this.#incoming) this.#incoming = new RestingOrder()
    // What rests after sweeping its own price is the new best: nothing stands ahead of it.
    const displayed = hasTaken ? lots(0) : this.book.sizeAt(order.side, order.price)
    orders.add(order)
    this.#queueModel.enter(order, lots(displayed + orders.ownLotsAhead(order)))
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
        order.leaves,
        this.book.bestPrice(far),
        isMarket,
        now,
      )
      return
    }
    let price = this.book.best(far)
    while (price !== NO_PRICE && order.leaves > 0 && this.#isWithin(order, price, isMarket)) {
      const size = Math.min(order.leaves, this.book.sizeAt(far, price))
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
    this.#moveUpBehind(orders, order, order.leaves)
    orders.remove(order)
  }

  /** Own orders behind it at the same price move up by the lots that it gives up. */
  #moveUpBehind(orders: RestingOrders, order: RestingOrder, givenUp: number): void {
    let isBehind = false
    for (let k = 0; k < orders.count; k++) {
      const other = orders.at(k)
      if (other === order) isBehind = true
      else if (isBehind && other.price === order.price) {
        other.ahead = Math.max(0, other.ahead - givenUp)
      }
    }
  }

  /** `size` is the new total, what has filled included; a total below that ends the order. */
  #replace(id: number, side: Side, price: Ticks, size: Lots, request: number, now: Nanos): void {
    const orders = this.resting(side)
    const order = orders.find(id)
    if (order === undefined || this.#isHalted || price === NO_PRICE) {
      const reason = order === undefined ? UNKNOWN_ORDER : this.#isHalted ? VENUE_HALTED : MALFORMED
      this.reports.report(REQUEST_REJECTED, now, id, side, price, size, request, reason)
      return
    }
    if (size <= order.filled) {
      this.#withdraw(orders, order)
      this.reports.report(CANCELED, now, id, side, order.price, order.leaves, request, NO_REASON)
      return
    }
    const keepsPlace = price === order.price && size <= order.size
    if (keepsPlace) this.#moveUpBehind(orders, order, order.size - size)
    else this.#withdraw(orders, order)
    order.price = price
    order.size = size
    this.reports.report(REPLACED, now, id, side, price, size, request, NO_REASON)
    if (!keepsPlace) this.#place(order, false, order.timeInForce, request, now)
  }
}
