/**
 * The venue of the reference backtester (hftbacktest), reproduced fill for fill.
 *
 * It differs from `ReplayVenue` on purpose; `docs/market-model.md` names each difference:
 *
 * - quantities are float64 amounts of the asset, not lots: the same sums, the same rounding;
 * - own orders are judged after every record, also inside a message that crosses the book for a moment;
 * - every own order sees the whole of every trade, and queues alone at its price;
 * - `no-partial-fill` fills an order whole as soon as anything of a trade reaches it; `partial-fill`
 *   gives it what reached it;
 * - a crossing order never rests: what its limit does not find is filled at the limit.
 *
 * Where one record fills several own orders the reference's order depends on its hash tables; here it
 * is best price first, then arrival.
 */
import type { OrderBook } from '../book/index.ts'
import {
  ACCEPTED,
  BUY,
  CANCEL_ORDER,
  continuesThere,
  DEPTH_LEVEL,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  EXPIRED,
  FOK,
  GTC,
  GTX,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  LIMIT,
  type Lots,
  lots,
  MARKET,
  type Nanos,
  NO_PRICE,
  nanos,
  ORDER_TERMS,
  opposite,
  REJECTED,
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
  NOT_SUPPORTED,
  POST_ONLY_WOULD_TAKE,
  UNKNOWN_ORDER,
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
import { type FeeSchedule, feeOfQuantity } from './fees.ts'
import { FillReport } from './fill-report.ts'
import type { QueueModel } from './queue-model.ts'
import { RestingOrder, RestingOrders } from './resting-orders.ts'
import { VenueRequest } from './venue-request.ts'

/** Which of the reference's two exchanges decides what a trade gives. */
export type ReferenceExchange = 'no-partial-fill' | 'partial-fill'

export interface ReferenceVenueOptions {
  readonly instrument: Instrument
  /** The venue's own book: an `UncrossingBook` behaves like the reference's map book. */
  readonly book: OrderBook
  /** Counts in units of quantity. */
  readonly queueModel: QueueModel
  readonly fees: FeeSchedule
  readonly exchange: ReferenceExchange
  readonly reports: ReportSink
}

/** Levels that a market order walks: the reference's buy and sell are not mirror images. */
const MARKET_TICKS_BUY = 100
const MARKET_TICKS_SELL = 101

export class ReferenceVenue implements Venue {
  reports: ReportSink
  readonly book: OrderBook
  readonly #instrument: Instrument
  readonly #queueModel: QueueModel
  readonly #fees: FeeSchedule
  readonly #isPartial: boolean = false
  readonly #bids = new RestingOrders(BUY)
  readonly #asks = new RestingOrders(SELL)
  readonly #fill: FillReport
  readonly #request = new VenueRequest()
  /** The next order comes with terms that the reference does not know. */
  #hasTerms = false

  constructor(options: ReferenceVenueOptions) {
    this.reports = options.reports
    this.book = options.book
    this.#instrument = options.instrument
    this.#queueModel = options.queueModel
    this.#fees = options.fees
    this.#isPartial = options.exchange === 'partial-fill'
    // The queue counts in quantities here; its place is told in lots.
    this.#fill = new FillReport(options.instrument.lot.step)
  }

  resting(side: Side): RestingOrders {
    return side === BUY ? this.#bids : this.#asks
  }

  onMarket(tape: EventTape, index: number): void {
    this.#move(tape, index)
  }

  onMarketRun(tape: EventTape, from: number): number {
    let index = from
    while (!this.#move(tape, index++) && continuesThere(tape, index)) {}
    return index
  }

  /** Returns whether it has filled an order. */
  #move(tape: EventTape, index: number): boolean {
    const { book } = this
    const { i32 } = tape
    const i = index * EVENT_I32
    const meta = i32[i + I_META]!
    const kind = kindOf(meta)
    if (kind === DEPTH_LEVEL) {
      const side = sideOf(meta)
      const price = ticks(i32[i + I_PRICE]!)
      const size = lots(i32[i + I_SIZE]!)
      const before = book.set(side, price, size)
      const own = this.resting(side)
      if (own.holds(price)) this.#depth(own, price, before, size)
      const far = this.resting(opposite(side))
      return far.isReached(book.best(side)) && this.#fillCrossed(far, tape, index)
    }
    if (kind === TRADE) return this.#trade(tape, index)
    book.apply(tape, index)
    return false
  }

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    const request = this.#request
    request.read(tape, index)
    if (request.kind === ORDER_TERMS) this.#hasTerms = true
    else if (request.kind === ENTER_ORDER) this.#enter(request, now)
    else if (request.kind === CANCEL_ORDER) this.#cancel(request, now)
    else this.#replace(request, now)
  }

  // ---- the market moves

  /** A level at which own orders stand has changed. */
  #depth(orders: RestingOrders, price: Ticks, before: Lots, after: Lots): void {
    const quantityBefore = this.#instrument.quantity(before)
    const quantity = this.#instrument.quantity(after)
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.price === price) this.#queueModel.depth(order, quantityBefore, quantity)
    }
  }

  /**
   * Fills what the other side's best has reached. No resting order is reached before a best improves:
   * it would not have come to rest.
   */
  #fillCrossed(orders: RestingOrders, tape: EventTape, index: number): boolean {
    const reached = this.book.best(opposite(orders.side))
    const at = nanos(tape.f64[index * EVENT_F64]!)
    while (orders.isReached(reached)) {
      const order = orders.at(0)
      this.#fillResting(orders, order, order.leavesQuantity, BEST_CROSSED, at)
    }
    return true
  }

  /** Returns whether it has filled an order. */
  #trade(tape: EventTape, index: number): boolean {
    const i = index * EVENT_I32
    const orders = this.resting(opposite(sideOf(tape.i32[i + I_META]!)))
    if (orders.count === 0) return false
    const price = ticks(tape.i32[i + I_PRICE]!)
    const quantity = this.#instrument.quantity(lots(tape.i32[i + I_SIZE]!))
    const at = nanos(tape.f64[index * EVENT_F64]!)
    let hasFilled = false
    let k = 0
    while (k < orders.count) {
      const order = orders.at(k)
      const through = orders.side * (order.price - price)
      if (through < 0) break
      const leaves = order.leaves
      if (through > 0) {
        this.#fillResting(orders, order, order.leavesQuantity, TRADED_THROUGH, at)
        hasFilled = true
      } else {
        this.#queueModel.trade(order, quantity)
        const fillable = this.#takeFillable(order)
        const exec = this.#isPartial
          ? Math.min(fillable, order.leavesQuantity)
          : order.leavesQuantity
        if (fillable > 0) this.#fillResting(orders, order, exec, QUEUE_EXHAUSTED, at)
        hasFilled ||= fillable > 0
      }
      const isGone = order.leaves === 0 && leaves > 0
      if (!isGone) k++
    }
    return hasFilled
  }

  /** What has passed the queue, in whole lots of which the last may be half: a float64 product. */
  #takeFillable(order: RestingOrder): number {
    const lotsPassed = Math.round(-order.ahead / this.#instrument.lot.step)
    if (!(lotsPassed > 0)) return 0
    order.ahead = 0
    return lotsPassed * this.#instrument.lot.step
  }

  #fillResting(
    orders: RestingOrders,
    order: RestingOrder,
    quantity: number,
    cause: FillCause,
    at: Nanos,
  ): void {
    this.#execute(order, order.price, quantity, cause, at)
    if (order.leaves === 0) orders.remove(order)
  }

  /** Books an execution on the order and reports it. */
  #execute(order: RestingOrder, price: Ticks, quantity: number, cause: FillCause, at: Nanos): void {
    const { lot, tick } = this.#instrument
    order.leavesQuantity -= quantity
    const leavesLots = Math.round(order.leavesQuantity / lot.step)
    const sizeLots = order.leaves - leavesLots
    order.filled = lots(order.size - leavesLots)
    const exactPrice = price * tick.step
    const fee = feeOfQuantity(this.#fees, this.#instrument, quantity, exactPrice, cause !== TAKER)
    const fill = this.#fill.of(order, at, price, lots(sizeLots), exactPrice, fee, cause)
    fill.quantity = quantity
    fill.leavesQuantity = order.leavesQuantity
    this.reports.fill(fill)
  }

  // ---- requests arrive

  #enter(request: VenueRequest, now: Nanos): void {
    const { id, size, price, orderType } = request
    const isInUse = this.#bids.find(id) !== undefined || this.#asks.find(id) !== undefined
    const isMalformed = !(size > 0) || (orderType !== MARKET && price === NO_PRICE)
    const isUnsupported = this.#hasTerms || (orderType !== LIMIT && orderType !== MARKET)
    this.#hasTerms = false
    if (isInUse || isMalformed || isUnsupported) {
      const reason = isInUse ? DUPLICATE_ORDER_ID : isMalformed ? MALFORMED : NOT_SUPPORTED
      request.answer(this.reports, REJECTED, now, reason)
      return
    }
    const order = new RestingOrder()
    request.writeTo(order)
    order.leavesQuantity = size * this.#instrument.lot.step
    request.answer(this.reports, ACCEPTED, now, NO_REASON)
    this.#place(order, orderType === MARKET, request.number, now)
  }

  #place(order: RestingOrder, isMarket: boolean, request: number, now: Nanos): void {
    const { timeInForce } = order
    const far = this.book.best(opposite(order.side))
    const crosses = far !== NO_PRICE && (isMarket || order.side * (order.price - far) >= 0)
    if (!crosses) {
      if (isMarket) this.#lapse(order, NO_LIQUIDITY, request, now)
      else if (timeInForce === GTC || timeInForce === GTX) this.#rest(order, now)
      else this.#lapse(order, timeInForce === FOK ? NOT_ALL_AT_ONCE : IMMEDIATE_REST, request, now)
      return
    }
    if (timeInForce === GTX) this.#lapse(order, POST_ONLY_WOULD_TAKE, request, now)
    else if (!this.#isPartial) this.#execute(order, far, order.leavesQuantity, TAKER, now)
    else this.#sweep(order, far, isMarket, request, now)
  }

  #rest(order: RestingOrder, now: Nanos): void {
    const displayed = this.book.sizeAt(order.side, order.price)
    // Own orders queue alone here: none of ours stands in what is displayed.
    this.#queueModel.enter(order, this.#instrument.quantity(displayed) as Lots, lots(0))
    order.aheadAtEntry = order.ahead
    order.restedAtNanos = now
    this.resting(order.side).add(order)
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

  /** The partial-fill exchange takes what is displayed, level by level. */
  #sweep(order: RestingOrder, far: Ticks, isMarket: boolean, request: number, now: Nanos): void {
    const { side, timeInForce } = order
    if (timeInForce === FOK && !this.#hasEnough(order, far)) {
      this.#lapse(order, NOT_ALL_AT_ONCE, request, now)
      return
    }
    const marketTicks = side === BUY ? MARKET_TICKS_BUY : MARKET_TICKS_SELL
    // The reference's buy that may rest stops one tick before its limit; the limit takes the rest.
    const stopBefore = !isMarket && timeInForce === GTC && side === BUY ? 1 : 0
    const last = isMarket ? far + side * (marketTicks - 1) : order.price - stopBefore
    let price = far
    while (price !== NO_PRICE && order.leaves > 0 && side * (last - price) >= 0) {
      const displayed = this.#instrument.quantity(this.book.sizeAt(opposite(side), price))
      this.#execute(order, price, Math.min(displayed, order.leavesQuantity), TAKER, now)
      price = this.book.nextBehind(opposite(side), price)
    }
    if (order.leaves === 0) return
    if (!isMarket && timeInForce === GTC) {
      this.#execute(order, order.price, order.leavesQuantity, TAKER, now)
    } else {
      this.#lapse(order, isMarket ? NO_LIQUIDITY : IMMEDIATE_REST, request, now)
    }
  }

  /** Compared in whole lots. */
  #hasEnough(order: RestingOrder, far: Ticks): boolean {
    let sum = 0
    let price = far
    while (price !== NO_PRICE && order.side * (order.price - price) >= 0 && sum < order.size) {
      sum += this.book.sizeAt(opposite(order.side), price)
      price = this.book.nextBehind(opposite(order.side), price)
    }
    return sum >= order.size
  }

  #cancel(request: VenueRequest, now: Nanos): void {
    const orders = this.resting(request.side)
    const order = orders.find(request.id)
    if (order === undefined) request.answerUnknown(this.reports, now)
    else this.#takeOut(orders, order, request, now)
  }

  #takeOut(orders: RestingOrders, order: RestingOrder, request: VenueRequest, now: Nanos): void {
    orders.remove(order)
    request.answerCanceled(this.reports, order, now)
  }

  /** `size` is the new total, what has filled included. */
  #replace(request: VenueRequest, now: Nanos): void {
    const { id, side, price, size } = request
    const orders = this.resting(side)
    const order = orders.find(id)
    if (order === undefined) {
      request.answer(this.reports, REQUEST_REJECTED, now, UNKNOWN_ORDER)
      return
    }
    if (size <= order.filled) {
      this.#takeOut(orders, order, request, now)
      return
    }
    const keepsPlace = price === order.price && size <= order.size
    if (!keepsPlace) orders.remove(order)
    order.price = price
    order.size = size
    order.leavesQuantity = order.leaves * this.#instrument.lot.step
    request.answer(this.reports, REPLACED, now, NO_REASON)
    if (!keepsPlace) this.#place(order, false, request.number, now)
  }
}
