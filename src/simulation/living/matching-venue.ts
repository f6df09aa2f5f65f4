/**
 * A venue behind which a real exchange stands: requests become commands of its matching engine, and
 * what the engine says about the orders becomes reports.
 *
 * ```
 *   requests ---> commands ---> matching engine <--- agents, other strategies
 *   reports  <--- events <------------+
 * ```
 *
 * Nothing is guessed here. An order rests in the same queues as everybody's, trades when its turn
 * comes, and takes what is there. What our words are in the engine's:
 *
 * | ours            | the engine's                                                              |
 * |-----------------|---------------------------------------------------------------------------|
 * | GTX             | post-only; where it would take it expires, as at every venue              |
 * | GTD, display size, stop, stop-limit | the same                                              |
 * | replace to a total of `size` lots   | replace to what is left of that                       |
 * | reduce-only     | an order for what there is to reduce, which shrinks with the position     |
 *
 * Order ids are the desk's. At the engine each participant's ids lie in a range of their own.
 */
import type { OrderBook } from '../../book/index.ts'
import {
  ACCEPTED,
  assert,
  CANCEL_ORDER,
  CANCELED,
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCEL,
  ENGINE_CANCELED,
  ENGINE_ENTER,
  ENGINE_REJECTED,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  ENGINE_TRIGGERED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  EXPIRED,
  engineKindOf,
  F_A,
  F_EXCHANGE,
  F_ORDER,
  FLAG_BOOKED,
  FLAG_KEPT,
  flagsOf,
  I_DETAIL,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  type Instrument,
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  ORDER_TERMS,
  REJECTED,
  REPLACED,
  REQUEST_REJECTED,
  SIDES,
  type Side,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import {
  BOOKED_REFRESH,
  CANCELED_REQUESTED,
  type CommandWriter,
  type FeeSchedule,
  FillReport,
  feeOf,
  OrderTerms,
  OwnOrders,
  QUEUE_EXHAUSTED,
  REJECT_BAD_EXPIRY,
  REJECT_WOULD_TRADE,
  type ReportSink,
  type RestingOrders,
  type SelfTradePrevention,
  TAKER,
  type Venue,
  VenueRequest,
} from '../../exchange/index.ts'
import { MALFORMED, NO_REASON, REDUCE_ONLY, SELF_TRADE } from '../../risk/index.ts'
import { MARKET_INSTRUMENT } from '../market/index.ts'
import { engineOrder, lapseReason, refusalReason } from './engine-words.ts'
import type { OwnPlaces } from './own-places.ts'
import { SeatOrder } from './seat-order.ts'

/** Order ids of one participant: far more than a desk ever counts. */
const ID_RANGE = 2 ** 40

/** Whose order it is: the number of the seat, -1 for an order of somebody else. */
export const seatOf = (engineId: number): number => Math.floor(engineId / ID_RANGE) - 1

/** What a venue needs of the exchange behind it. */
export interface ExchangeDoor {
  /** Applies what is written at that instant, with everything that follows from it at once. */
  command(write: (commands: CommandWriter) => void, now: Nanos): void
  /** The same in the middle of another command: right behind it, before anybody else's. */
  atOnce(write: (commands: CommandWriter) => void): void
  /** Wakes the engine's clock then. */
  expireAt(time: Nanos): void
  /** An order that rested is gone for good. */
  forget(engineId: number): void
}

export interface MatchingVenueOptions {
  readonly instrument: Instrument
  /** The displayed book of the exchange itself. */
  readonly book: OrderBook
  readonly door: ExchangeDoor
  readonly places: OwnPlaces
  /** Which seat at the exchange this is, and the participant that the engine knows it as. */
  readonly seat: number
  readonly participant: number
  readonly fees: FeeSchedule
  readonly selfTradePrevention: SelfTradePrevention
  readonly reports: ReportSink
}

export class MatchingVenue implements Venue {
  readonly reports: ReportSink
  readonly book: OrderBook
  readonly #options: MatchingVenueOptions
  readonly #idBase: number = 0
  readonly #own = new OwnOrders()
  readonly #terms = new OrderTerms()
  readonly #fill = new FillReport()
  readonly #venueRequest = new VenueRequest()
  /** An order that is neither resting nor waiting: it has just arrived, moved or woken. */
  #acting: SeatOrder | undefined
  /** The request that is being answered, 0 when none is. */
  #request = 0
  #hasTraded = false

  constructor(options: MatchingVenueOptions) {
    this.#options = options
    this.reports = options.reports
    this.book = options.book
    this.#idBase = (options.seat + 1) * ID_RANGE
  }

  /** Own orders resting on a side, with the lots ahead of each as they are now. */
  resting(side: Side): RestingOrders {
    const orders = this.#own.resting(side)
    for (let k = 0; k < orders.count; k++) {
      const order = orders.at(k)
      order.ahead = this.#options.places.find(this.#idBase + order.id)?.aheadLots ?? 0
    }
    return orders
  }

  /** The market moves by itself: the book is the exchange's own, and fills come as events. */
  onMarket(): void {}

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    const request = this.#venueRequest
    request.read(tape, index)
    if (request.kind === ORDER_TERMS) {
      this.#terms.read(tape, index)
      return
    }
    this.#request = request.number
    if (request.kind === ENTER_ORDER) {
      const order = new SeatOrder()
      request.writeTo(order)
      this.#terms.giveTo(order)
      this.#enter(order, now)
    } else if (request.kind === CANCEL_ORDER) {
      this.#cancel(request.id, now)
    } else {
      this.#replace(request.id, request.side, request.price, request.size, now)
    }
    this.#request = 0
  }

  /** An event of the engine about an order of this seat; of a trade, `isResting` says which one. */
  hear(tape: EventTape, index: number, isResting: boolean): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = engineKindOf(meta)
    const at = nanos(tape.f64[index * EVENT_F64 + F_EXCHANGE]!)
    if (kind === ENGINE_TRADE) {
      this.#trade(tape, index, isResting, at)
      return
    }
    const id = tape.f64[index * EVENT_F64 + F_ORDER]! - this.#idBase
    if (kind === ENGINE_REJECTED) this.#refused(id, tape, index, at)
    else {
      const order = this.#find(id)
      if (order === undefined) return
      if (kind === ENGINE_ACCEPTED) this.#accepted(order, tape, index, at)
      else if (kind === ENGINE_BOOKED) this.#booked(order, tape, index, at)
      else if (kind === ENGINE_TRIGGERED) this.#woken(order)
      else if (kind === ENGINE_REPLACED) this.#replaced(order, tape, index, at)
      else if (kind === ENGINE_CANCELED) this.#canceled(order, tape, index, at)
    }
  }

  /** A command is over: reduce-only orders ask for no more than there is left to reduce. */
  settle(): void {
    if (!this.#hasTraded) return
    this.#hasTraded = false
    for (const side of SIDES) {
      const orders = this.#own.resting(side)
      for (let k = 0; k < orders.count; k++) {
        const order = orders.at(k) as SeatOrder
        if (order.isReduceOnly) this.#trim(order)
      }
    }
  }

  // ---- requests become commands

  #enter(order: SeatOrder, now: Nanos): void {
    const { door, participant, selfTradePrevention } = this.#options
    const open = this.#roomFor(order, order.size)
    const isStop = order.stopPrice !== NO_PRICE
    const refusal = this.#refusalOf(order, open, isStop)
    if (refusal !== NO_REASON) {
      this.#answer(REJECTED, now, order, order.size, refusal)
      return
    }
    // A stop is judged when it wakes: the position may be another by then.
    order.openLots = isStop ? order.size : open
    if (Number.isFinite(order.expiresAtNanos)) door.expireAt(nanos(order.expiresAtNanos))
    this.#acting = order
    const request = engineOrder(order, this.#idBase + order.id, participant, selfTradePrevention)
    door.command((commands) => commands.enter(request), now)
    this.#acting = undefined
  }

  #refusalOf({ id, size }: SeatOrder, open: number, isStop: boolean): number {
    if (!(Number.isInteger(size) && size > 0)) return MALFORMED
    if (this.#find(id) !== undefined) return MALFORMED
    return open === 0 && !isStop ? REDUCE_ONLY : NO_REASON
  }

  #cancel(id: number, now: Nanos): void {
    const { door, participant } = this.#options
    const engineId = this.#idBase + id
    door.command((commands) => commands.cancel(engineId, participant, MARKET_INSTRUMENT), now)
  }

  /** `size` is the new total, what has filled included; a total below that ends the order. */
  #replace(id: number, side: Side, price: Ticks, size: Lots, now: Nanos): void {
    const { door, participant } = this.#options
    const order = this.#find(id)
    if (order !== undefined && size <= order.filled) {
      this.#cancel(id, now)
      return
    }
    const left = lots(size - (order?.filled ?? 0))
    const open = order === undefined ? left : this.#roomFor(order, left)
    if (order !== undefined && !(open > 0)) {
      this.reports.report(
        REQUEST_REJECTED,
        now,
        id,
        side,
        price,
        size,
        this.#request,
        order.isReduceOnly ? REDUCE_ONLY : MALFORMED,
      )
      return
    }
    if (order !== undefined) order.requestedSize = size
    const engineId = this.#idBase + id
    door.command(
      (commands) => commands.replace(engineId, participant, MARKET_INSTRUMENT, price, open),
      now,
    )
  }

  // ---- events become reports

  #accepted(order: SeatOrder, tape: EventTape, index: number, at: Nanos): void {
    this.#answer(ACCEPTED, at, order, order.size, NO_REASON)
    const i = index * EVENT_I32
    if ((flagsOf(tape.i32[i + I_META]!) & FLAG_BOOKED) !== 0) this.#rest(order, tape, index, at)
    else if (order.stopPrice !== NO_PRICE) this.#own.stops.add(order)
  }

  #booked(order: SeatOrder, tape: EventTape, index: number, at: Nanos): void {
    const i = index * EVENT_I32
    if (tape.i32[i + I_DETAIL] === BOOKED_REFRESH && order !== this.#acting) {
      order.shown = lots(tape.i32[i + I_SHOWN]!)
      this.#seeAhead(order, at)
    } else {
      this.#rest(order, tape, index, at)
    }
  }

  #rest(order: SeatOrder, tape: EventTape, index: number, at: Nanos): void {
    const i = index * EVENT_I32
    order.price = ticks(tape.i32[i + I_PRICE]!)
    order.shown = lots(tape.i32[i + I_SHOWN]!)
    this.#own.resting(order.side).add(order)
    this.#seeAhead(order, at)
    this.#acting = undefined
  }

  #seeAhead(order: SeatOrder, at: Nanos): void {
    const place = this.#options.places.find(this.#idBase + order.id)
    order.ahead = place?.aheadLots ?? 0
    order.aheadAtEntry = order.ahead
    order.restedAtNanos = at
  }

  #woken(order: SeatOrder): void {
    this.#own.stops.remove(order)
    this.#acting = order
  }

  #trade(tape: EventTape, index: number, isResting: boolean, at: Nanos): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const id = tape.f64[f + (isResting ? F_ORDER : F_A)]! - this.#idBase
    const order = this.#find(id)
    assert(order !== undefined, 'an order that trades is known')
    const price = ticks(tape.i32[i + I_PRICE]!)
    const size = lots(tape.i32[i + I_SIZE]!)
    const isMaker = order !== this.#acting
    if (isMaker) order.ahead = this.#options.places.find(this.#idBase + id)?.aheadLots ?? 0
    order.filled = lots(order.filled + size)
    order.openLots = lots(order.openLots - size)
    order.shown = lots(Math.max(0, order.shown - size))
    this.#tellFill(order, at, price, size, isMaker)
    if (order.openLots === 0) this.#end(order, at)
    this.#hasTraded = true
  }

  #tellFill(order: SeatOrder, at: Nanos, price: Ticks, size: Lots, isMaker: boolean): void {
    const { fees, instrument } = this.#options
    this.#own.position += order.side * size
    const exact = instrument.price(price)
    const fee = feeOf(fees, instrument, size, exact, isMaker)
    const cause = isMaker ? QUEUE_EXHAUSTED : TAKER
    this.reports.fill(this.#fill.of(order, at, price, size, exact, fee, cause))
  }

  /** All that the engine had of it has traded; what reduce-only held back lapses. */
  #end(order: SeatOrder, at: Nanos): void {
    this.#remove(order)
    if (order.leaves > 0) this.#answer(EXPIRED, at, order, order.leaves, REDUCE_ONLY)
  }

  #replaced(order: SeatOrder, tape: EventTape, index: number, at: Nanos): void {
    const i = index * EVENT_I32
    const flags = flagsOf(tape.i32[i + I_META]!)
    const price = ticks(tape.i32[i + I_PRICE]!)
    order.openLots = lots(tape.i32[i + I_SIZE]!)
    if (!takeTrim(order)) {
      order.size = order.requestedSize
      this.reports.report(
        REPLACED,
        at,
        order.id,
        order.side,
        price,
        order.size,
        this.#request,
        NO_REASON,
      )
    }
    const isWaiting = this.#own.stops.find(order.id) === order
    if ((flags & FLAG_KEPT) !== 0) {
      order.shown = lots(Math.min(order.shown, order.openLots))
      return
    }
    if (isWaiting) {
      order.price = price
      return
    }
    this.#own.resting(order.side).remove(order)
    order.price = price
    if ((flags & FLAG_BOOKED) !== 0) this.#rest(order, tape, index, at)
    else this.#acting = order
  }

  #canceled(order: SeatOrder, tape: EventTape, index: number, at: Nanos): void {
    const i = index * EVENT_I32
    const why = tape.i32[i + I_DETAIL]!
    const left = tape.i32[i + I_LEFT]!
    order.openLots = lots(left)
    if (left > 0) {
      order.size = lots(order.size - tape.i32[i + I_SIZE]!)
      order.shown = lots(Math.max(0, order.shown - tape.i32[i + I_SHOWN]!))
      const { id, side, price, size } = order
      this.reports.report(REPLACED, at, id, side, price, size, 0, SELF_TRADE)
      return
    }
    this.#remove(order)
    if (takeTrim(order)) this.#answer(EXPIRED, at, order, order.leaves, REDUCE_ONLY)
    else if (why === CANCELED_REQUESTED) this.#answer(CANCELED, at, order, order.leaves, NO_REASON)
    else this.#answer(EXPIRED, at, order, order.leaves, lapseReason(why, order.orderType))
  }

  #refused(id: number, tape: EventTape, index: number, at: Nanos): void {
    const i = index * EVENT_I32
    const why = tape.i32[i + I_DETAIL]!
    const command = tape.i32[i + I_LEFT]!
    const reason = refusalReason(why)
    if (command === ENGINE_ENTER) {
      const order = this.#acting!
      this.#acting = undefined
      if (why !== REJECT_WOULD_TRADE && why !== REJECT_BAD_EXPIRY) {
        this.#answer(REJECTED, at, order, order.size, reason)
        return
      }
      this.#answer(ACCEPTED, at, order, order.size, NO_REASON)
      this.#answer(EXPIRED, at, order, order.size, reason)
      return
    }
    const order = this.#find(id)
    const price = command === ENGINE_CANCEL ? NO_PRICE : ticks(tape.i32[i + I_PRICE]!)
    const size = lots(command === ENGINE_CANCEL ? 0 : (order?.requestedSize ?? 0))
    const side = order?.side ?? 1
    this.reports.report(REQUEST_REJECTED, at, id, side, price, size, this.#request, reason)
  }

  // ---- bookkeeping

  #find(id: number): SeatOrder | undefined {
    if (this.#acting?.id === id) return this.#acting
    return this.#own.find(id) as SeatOrder | undefined
  }

  #remove(order: SeatOrder): void {
    const { door, places } = this.#options
    const engineId = this.#idBase + order.id
    if (order === this.#acting) this.#acting = undefined
    else if (this.#own.stops.find(order.id) === order) this.#own.stops.remove(order)
    else this.#own.resting(order.side).remove(order)
    places.end(engineId)
    door.forget(engineId)
  }

  #answer(kind: number, at: Nanos, order: SeatOrder, size: Lots, reason: number): void {
    const { id, side, price } = order
    this.reports.report(kind, at, id, side, price, size, this.#request, reason)
  }

  /** Lots that an order may still have open: of a reduce-only order what others leave to reduce. */
  #roomFor(order: SeatOrder, wanted: Lots): Lots {
    if (!order.isReduceOnly) return wanted
    const orders = this.#own.resting(order.side)
    let room = -order.side * this.#own.position
    for (let k = 0; k < orders.count; k++) {
      const other = orders.at(k) as SeatOrder
      if (other.isReduceOnly && other !== order) room -= other.openLots
    }
    return lots(Math.max(0, Math.min(wanted, room)))
  }

  #trim(order: SeatOrder): void {
    const { door, participant } = this.#options
    const room = lots(Math.max(0, Math.min(order.openLots, -order.side * this.#own.position)))
    if (room === order.openLots) return
    const engineId = this.#idBase + order.id
    const { price } = order
    order.isTrimmed = true
    door.atOnce((commands) => {
      if (room === 0) commands.cancel(engineId, participant, MARKET_INSTRUMENT)
      else commands.replace(engineId, participant, MARKET_INSTRUMENT, price, room)
    })
  }
}

/** Whether what the engine says is about a cut of ours, which it then has answered. */
function takeTrim(order: SeatOrder): boolean {
  const wasTrimmed = order.isTrimmed
  order.isTrimmed = false
  return wasTrimmed
}
