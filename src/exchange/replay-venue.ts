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
import type { OrderBook, OrderQueues } from '../book/index.ts'
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
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_UNSEEN,
  flagsOf,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  isPriced,
  kindOf,
  type Lots,
  lots,
  MARKET,
  type Nanos,
  NO_PRICE,
  nanos,
  ORDER_ADD,
  ORDER_EXECUTE,
  ORDER_REPLACE,
  ORDER_TERMS,
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
  MALFORMED,
  NO_REASON,
  REDUCE_ONLY,
  TIME_EXPIRED,
  UNKNOWN_ORDER,
  VENUE_HALTED,
} from '../risk/index.ts'
import {
  BEST_CROSSED,
  type FillCause,
  QUEUE_EXHAUSTED,
  type ReportSink,
  TRADED_THROUGH,
  type Venue,
} from './exchange.ts'
import { OrderTerms } from './order-terms.ts'
import { OwnOrders } from './own-orders.ts'
import { Placement, type PlacementOptions } from './placement.ts'
import type { QueueModel } from './queue-model.ts'
import { RestingOrder, type RestingOrders } from './resting-orders.ts'
import { isReached } from './stop-orders.ts'

export type ReplayVenueOptions = PlacementOptions

export class ReplayVenue implements Venue {
  readonly reports: ReportSink
  readonly book: OrderBook
  readonly #instrument: Instrument
  readonly #queueModel: QueueModel
  readonly #own = new OwnOrders()
  readonly #placement: Placement
  /** The market's single orders, where they decide who is first. */
  readonly #queues: OrderQueues | undefined
  readonly #terms = new OrderTerms()
  #isHalted = false
  #lastTrade: Ticks = NO_PRICE
  #isTouchSuspect = false
  /** The market's best prices at the end of the last message, kept while own orders rest. */
  #seenBid: Ticks = NO_PRICE
  #seenAsk: Ticks = NO_PRICE
  /** The order being placed; becomes a new object only when this one stays at the venue. */
  #incoming = new RestingOrder()

  constructor(options: ReplayVenueOptions) {
    this.reports = options.reports
    this.book = options.book
    this.#instrument = options.instrument
    this.#queueModel = options.queueModel
    this.#placement = new Placement(options, this.#own)
    this.#queues = this.#placement.queues
  }

  /** Own orders resting on a side, for tests and the live page. */
  resting(side: Side): RestingOrders {
    return this.#own.resting(side)
  }

  onMarket(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = kindOf(meta)
    const at = nanos(tape.f64[index * EVENT_F64]!)
    if (at >= this.#own.nextExpiry) this.#expire(at)
    const hasOrders = this.#own.hasResting
    if (kind === DEPTH_LEVEL && hasOrders) {
      const price = ticks(tape.i32[i + I_PRICE]!)
      if ((flagsOf(meta) & FLAG_UNSEEN) !== 0) this.#hide(sideOf(meta), price)
      this.#depth(sideOf(meta), price, lots(tape.i32[i + I_SIZE]!))
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
    if (now >= this.#own.nextExpiry) this.#expire(now)
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
    const orders = this.#own.resting(side)
    let own = 0
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.price !== price) continue
      if (order.isUnseen) {
        if (after > 0) this.#placement.see(order)
      } else if (order.place !== undefined && this.#queues !== undefined) {
        order.ahead = order.place.lotsAhead(this.#queues)
      } else this.#queueModel.depth(order, before + own, after + own)
      own += order.shown
    }
  }

  /** A level leaves the feed's sight: own orders there keep the place that they had. */
  #hide(side: Side, price: Ticks): void {
    const orders = this.#own.resting(side)
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      if (order.price !== price || order.isUnseen) continue
      order.isUnseen = true
      if (this.#queues !== undefined) order.place?.hide(this.#queues)
    }
  }

  #trade(aggressor: Side, price: Ticks, size: number, at: Nanos): void {
    // A trade without an aggressor could have hit either side: both are told, each once.
    if (aggressor !== SELL) this.#tradeAgainst(this.#own.asks, price, size, at)
    if (aggressor !== BUY) this.#tradeAgainst(this.#own.bids, price, size, at)
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
        this.#own.moveUpBehind(order, order.shown)
        this.#fillResting(orders, order, leaves, TRADED_THROUGH, at)
        budget -= leaves
        continue
      }
      this.#queueModel.trade(order, budget)
      // An estimate may have fallen below nobody ahead; no order takes more than was traded.
      const reached = Math.min(this.#queueModel.takeFillable(order), order.shown, budget)
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
    const orders = this.#own.resting(side)
    if (kindOf(meta) === ORDER_EXECUTE) {
      const size = tape.i32[index * EVENT_I32 + I_SIZE]!
      this.#executeAgainst(orders, id, isKnown, price, size, at)
    }
    queues.apply(tape, index)
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
    if (!this.#own.stops.wouldWake(price)) return
    for (;;) {
      const order = this.#own.stops.takeWoken(price)
      if (order === undefined) return
      this.#wake(order, at)
    }
  }

  /** A row of a series: its volume trades at its price; a row without volume only quotes. */
  #ticked(tape: EventTape, index: number, at: Nanos): void {
    const { stops } = this.#own
    if (tape.i32[index * EVENT_I32 + I_SIZE]! > 0) {
      this.#traded(ticks(tape.i32[index * EVENT_I32 + I_PRICE]!), at)
      return
    }
    for (let k = 0; k < stops.count; ) {
      const order = stops.at(k)
      const touch = this.book.best(order.side === BUY ? SELL : BUY)
      if (touch === NO_PRICE || !isReached(order.side, order.stopPrice, touch)) k++
      else {
        stops.remove(order)
        this.#wake(order, at)
      }
    }
  }

  #wake(order: RestingOrder, at: Nanos): void {
    this.#settleIn(order, order.orderType === STOP, 0, at)
  }

  /** Own orders whose time is over lapse before anything else happens. */
  #expire(now: Nanos): void {
    for (;;) {
      const order = this.#own.takeExpired(now)
      if (order === undefined) return
      this.#placement.lapse(order, TIME_EXPIRED, 0, now)
    }
  }

  /** The book is consistent now: own orders that the other side's best has moved to are filled. */
  #endOfMessage(tape: EventTape, index: number): void {
    if (!this.#isTouchSuspect || this.#placement.isAuction) return
    this.#isTouchSuspect = false
    const at = nanos(tape.f64[index * EVENT_F64]!)
    this.#fillCrossed(this.#own.bids, this.#seenAsk, this.book.best(SELL), at)
    this.#fillCrossed(this.#own.asks, this.#seenBid, this.book.best(BUY), at)
    this.#capQueues(this.#own.bids)
    this.#capQueues(this.#own.asks)
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
      if (order.isUnseen && !this.#placement.isOutOfSight(orders.side, order.price)) {
        this.#placement.see(order)
      }
      if (order.place !== undefined || order.isUnseen) continue
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
      this.#placement.lapse(order, TIME_EXPIRED, request, now)
      return
    }
    if (order.stopPrice !== NO_PRICE && !this.#isReached(order)) {
      this.#keepIncoming(order)
      this.#own.stops.add(order)
      return
    }
    this.#settleIn(order, type === MARKET || type === STOP, request, now)
  }

  /** Places an order and remembers the touch that it came to rest in. */
  #settleIn(order: RestingOrder, isMarket: boolean, request: number, now: Nanos): void {
    const hadResting = this.#own.hasResting
    if (!this.#placement.place(order, isMarket, request, now)) return
    if (!hadResting) this.#seeTouch()
    this.#keepIncoming(order)
  }

  #keepIncoming(order: RestingOrder): void {
    this.#own.nextExpiry = Math.min(this.#own.nextExpiry, order.expiresAtNanos)
    if (order === this.#incoming) this.#incoming = new RestingOrder()
  }

  #refusalOf(order: RestingOrder): number {
    const { id, size, price, orderType, stopPrice, displaySize } = order
    if (this.#isHalted) return VENUE_HALTED
    if (!(Number.isInteger(size) && size > 0)) return MALFORMED
    if (isPriced(orderType) && price === NO_PRICE) return MALFORMED
    const isStop = orderType === STOP || orderType === STOP_LIMIT
    if (isStop !== (stopPrice !== NO_PRICE) || displaySize < 0 || displaySize > size)
      return MALFORMED
    if (this.#own.find(id) !== undefined) return DUPLICATE_ORDER_ID
    // A stop is judged when it wakes: the position may be another by then.
    const isUseless = !isStop && this.#own.reducible(order, size) === 0
    return isUseless ? REDUCE_ONLY : NO_REASON
  }

  /** The market has traded at the stop price or beyond already. */
  #isReached({ side, stopPrice }: RestingOrder): boolean {
    return this.#lastTrade !== NO_PRICE && isReached(side, stopPrice, this.#lastTrade)
  }

  #cancel(id: number, side: Side, request: number, now: Nanos): void {
    const order = this.#own.find(id)
    if (order === undefined) {
      const none = lots(0)
      this.reports.report(REQUEST_REJECTED, now, id, side, NO_PRICE, none, request, UNKNOWN_ORDER)
      return
    }
    this.#remove(order)
    this.reports.report(CANCELED, now, id, side, order.price, order.leaves, request, NO_REASON)
  }

  /** Takes out an order, resting or waiting. */
  #remove(order: RestingOrder): void {
    if (this.#own.stops.find(order.id) === order) this.#own.stops.remove(order)
    else this.#own.withdraw(order)
  }

  /** `size` is the new total, what has filled included; a total below that ends the order. */
  #replace(id: number, side: Side, price: Ticks, size: Lots, request: number, now: Nanos): void {
    const order = this.#own.find(id)
    const hasPrice = price !== NO_PRICE || order?.orderType === STOP
    if (order === undefined || this.#isHalted || !hasPrice) {
      const reason = order === undefined ? UNKNOWN_ORDER : this.#isHalted ? VENUE_HALTED : MALFORMED
      this.reports.report(REQUEST_REJECTED, now, id, side, price, size, request, reason)
      return
    }
    if (size <= order.filled) {
      this.#remove(order)
      this.reports.report(CANCELED, now, id, side, order.price, order.leaves, request, NO_REASON)
      return
    }
    const isWaiting = this.#own.stops.find(id) === order
    const keepsPlace = !isWaiting && price === order.price && size <= order.size
    if (keepsPlace) this.#own.resize(order, size)
    else if (!isWaiting) this.#own.withdraw(order)
    order.price = price
    order.size = size
    this.reports.report(REPLACED, now, id, side, price, size, request, NO_REASON)
    if (!keepsPlace && !isWaiting) this.#settleIn(order, false, request, now)
  }
}
