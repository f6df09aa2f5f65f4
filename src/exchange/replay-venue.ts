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
  BUY,
  CANCEL_ORDER,
  continuesThere,
  DEPTH_LEVEL,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_UNSEEN,
  flagsOf,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  isPriced,
  kindOf,
  lots,
  MARKET,
  type Nanos,
  NO_PRICE,
  nanos,
  ORDER_ADD,
  ORDER_REPLACE,
  ORDER_TERMS,
  REJECTED,
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
import type { ReportSink, Venue } from './exchange.ts'
import { MakerFills } from './maker-fills.ts'
import { OrderTerms } from './order-terms.ts'
import { OwnOrders } from './own-orders.ts'
import { Placement, type PlacementOptions } from './placement.ts'
import { RestingOrder, type RestingOrders } from './resting-orders.ts'
import { isReached } from './stop-orders.ts'
import { VenueRequest } from './venue-request.ts'

export type ReplayVenueOptions = PlacementOptions

export class ReplayVenue implements Venue {
  readonly reports: ReportSink
  readonly book: OrderBook
  readonly #own = new OwnOrders()
  readonly #placement: Placement
  readonly #fills: MakerFills
  /** The market's single orders, where they decide who is first. */
  readonly #queues: OrderQueues | undefined
  readonly #terms = new OrderTerms()
  readonly #request = new VenueRequest()
  #isHalted = false
  #lastTrade: Ticks = NO_PRICE
  /** The order being placed; becomes a new object only when this one stays at the venue. */
  #incoming = new RestingOrder()

  constructor(options: ReplayVenueOptions) {
    this.reports = options.reports
    this.book = options.book
    this.#placement = new Placement(options, this.#own)
    this.#fills = new MakerFills(options, this.#own, this.#placement)
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
      if ((flagsOf(meta) & FLAG_UNSEEN) !== 0) this.#fills.hide(sideOf(meta), price)
      this.#fills.depth(sideOf(meta), price, lots(tape.i32[i + I_SIZE]!))
    } else if (kind === TRADE) {
      const isVisible = (flagsOf(meta) & FLAG_HIDDEN) === 0
      const price = ticks(tape.i32[i + I_PRICE]!)
      // Where single orders are told, their executions decide, and the trade only repeats them.
      if (hasOrders && isVisible && this.#queues === undefined) {
        this.#fills.trade(sideOf(meta), price, tape.i32[i + I_SIZE]!, at)
      }
      this.#traded(price, at)
    } else if (
      this.#queues !== undefined &&
      hasOrders &&
      kind >= ORDER_ADD &&
      kind <= ORDER_REPLACE
    ) {
      this.#fills.order(this.#queues, tape, index, at)
    } else {
      if (kind === HALT) this.#isHalted = tape.f64[index * EVENT_F64 + F_A] === 1
      this.book.apply(tape, index)
      this.#fills.bookChanged()
      if (kind === TICK) this.#ticked(tape, index, at)
    }
    if ((flagsOf(meta) & FLAG_LAST) !== 0 && hasOrders) this.#fills.endOfMessage(tape, index)
  }

  onMarketRun(tape: EventTape, from: number): number {
    const at = nanos(tape.f64[from * EVENT_F64]!)
    let index = from
    // Within a message a level that changes fills nothing: its end decides.
    while (at < this.#own.nextExpiry && continuesThere(tape, index + 1)) {
      const i = index * EVENT_I32
      const meta = tape.i32[i + I_META]!
      if (kindOf(meta) !== DEPTH_LEVEL || (flagsOf(meta) & FLAG_UNSEEN) !== 0) break
      const price = ticks(tape.i32[i + I_PRICE]!)
      this.#fills.depth(sideOf(meta), price, lots(tape.i32[i + I_SIZE]!))
      index++
    }
    this.onMarket(tape, index)
    return index + 1
  }

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    if (now >= this.#own.nextExpiry) this.#expire(now)
    const request = this.#request
    request.read(tape, index)
    if (request.kind === ORDER_TERMS) this.#terms.read(tape, index)
    else if (request.kind === ENTER_ORDER) this.#enter(request, now)
    else if (request.kind === CANCEL_ORDER) this.#cancel(request, now)
    else this.#replace(request, now)
  }

  // ---- the market moves

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

  // ---- requests arrive

  #enter(request: VenueRequest, now: Nanos): void {
    const order = this.#incoming
    request.writeTo(order)
    this.#terms.giveTo(order)
    const refusal = this.#refusalOf(order)
    if (refusal !== NO_REASON) {
      request.answer(this.reports, REJECTED, now, refusal)
      return
    }
    request.answer(this.reports, ACCEPTED, now, NO_REASON)
    if (order.expiresAtNanos <= now) {
      this.#placement.lapse(order, TIME_EXPIRED, request.number, now)
      return
    }
    if (order.stopPrice !== NO_PRICE && !this.#isReached(order)) {
      this.#keepIncoming(order)
      this.#own.stops.add(order)
      return
    }
    const isMarket = order.orderType === MARKET || order.orderType === STOP
    this.#settleIn(order, isMarket, request.number, now)
  }

  /** Places an order and remembers the touch that it came to rest in. */
  #settleIn(order: RestingOrder, isMarket: boolean, request: number, now: Nanos): void {
    const hadResting = this.#own.hasResting
    if (!this.#placement.place(order, isMarket, request, now)) return
    if (!hadResting) this.#fills.seeTouch()
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

  #cancel(request: VenueRequest, now: Nanos): void {
    const order = this.#own.find(request.id)
    if (order === undefined) request.answerUnknown(this.reports, now)
    else this.#takeOut(order, request, now)
  }

  #takeOut(order: RestingOrder, request: VenueRequest, now: Nanos): void {
    this.#remove(order)
    request.answerCanceled(this.reports, order, now)
  }

  /** Takes out an order, resting or waiting. */
  #remove(order: RestingOrder): void {
    if (this.#own.stops.find(order.id) === order) this.#own.stops.remove(order)
    else this.#own.withdraw(order)
  }

  /** `size` is the new total, what has filled included; a total below that ends the order. */
  #replace(request: VenueRequest, now: Nanos): void {
    const { id, price, size } = request
    const order = this.#own.find(id)
    const hasPrice = price !== NO_PRICE || order?.orderType === STOP
    if (order === undefined || this.#isHalted || !hasPrice) {
      const reason = order === undefined ? UNKNOWN_ORDER : this.#isHalted ? VENUE_HALTED : MALFORMED
      request.answer(this.reports, REQUEST_REJECTED, now, reason)
      return
    }
    if (size <= order.filled) {
      this.#takeOut(order, request, now)
      return
    }
    const isWaiting = this.#own.stops.find(id) === order
    const keepsPlace = !isWaiting && price === order.price && size <= order.size
    if (keepsPlace) this.#own.resize(order, size)
    else if (!isWaiting) this.#own.withdraw(order)
    order.price = price
    order.size = size
    request.answer(this.reports, REPLACED, now, NO_REASON)
    if (!keepsPlace && !isWaiting) this.#settleIn(order, false, request.number, now)
  }
}
