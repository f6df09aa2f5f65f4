/**
 * Follows the orders of one market by the numbers of their requests and executions, and tells ledger
 * and chronicle what becomes of each.
 *
 * Requests are numbered by the desk in the order in which risk approves them, so a witness that
 * counts approvals knows which life an answer belongs to, also when an id is used again and the
 * refusal of an old cancel is still on its way.
 */
import {
  ACCEPTED,
  assert,
  CANCELED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventKind,
  type EventTape,
  EXPIRED,
  F_A,
  F_EXCHANGE,
  F_ORDER,
  F_SEQUENCE,
  FILLED,
  I_META,
  I_SIZE,
  kindOf,
  type Lots,
  lots,
  type Nanos,
  ORDER_TERMS,
  REJECTED,
  REPLACED,
  REQUEST_REJECTED,
  type Side,
  type Ticks,
} from '../../core/index.ts'
import type { Fill, ReportSink, Venue } from '../../exchange/index.ts'
import { type IntentAction, NO_REASON, NOT_DELIVERED, type OrderIntent } from '../../risk/index.ts'
import type { ReportLine } from '../../simulation/index.ts'
import type { WatchableVenue } from '../analytics/index.ts'
import type { MarketWitness, WitnessPlace } from '../witness.ts'
import type { OrderChronicle } from './order-chronicle.ts'
import type { OrderLedger } from './order-ledger.ts'
import { type LifeEnd, OrderRecord } from './order-record.ts'

export interface MarketOrderWitnessOptions {
  readonly place: WitnessPlace
  readonly ledger: OrderLedger
  /** Of a wanted life in this market. */
  readonly chronicle: OrderChronicle | undefined
  readonly clock: () => Nanos
}

/** No life: what an unknown number belongs to. */
const NOBODY = -1

export class MarketOrderWitness implements MarketWitness {
  readonly reports: ReportSink
  readonly #line: ReportLine
  readonly #place: WitnessPlace
  readonly #ledger: OrderLedger
  readonly #chronicle: OrderChronicle | undefined
  readonly #clock: () => Nanos
  #inner: Venue | undefined
  #venue: WatchableVenue | undefined
  /** Which life each request is about; requests count from 1. */
  readonly #lifeOfRequest: number[] = [NOBODY]
  /** Which life an id stands for, here and at the venue. */
  readonly #lifeHere = new Map<number, number>()
  readonly #lifeThere = new Map<number, number>()

  constructor(options: MarketOrderWitnessOptions) {
    this.#place = options.place
    this.#ledger = options.ledger
    this.#chronicle = options.chronicle
    this.#clock = options.clock
    this.reports = options.place.reports
    this.#line = options.place.line
  }

  surround(venue: WatchableVenue, inner: Venue): void {
    this.#venue = venue
    this.#inner = inner
    const { instrument, lotInQueue } = this.#place
    this.#chronicle?.stand(venue, instrument, lotInQueue)
  }

  // ---- here

  onIntent(intent: OrderIntent, reason: number): void {
    const { action, orderId, price, size } = intent
    const isApproved = reason === NO_REASON
    const life = action === ENTER_ORDER ? this.#open(intent) : this.#lifeHere.get(orderId)!
    const request = isApproved ? this.#lifeOfRequest.push(life) - 1 : 0
    const record = this.#ledger.records[life]!
    if (action === ENTER_ORDER) {
      if (isApproved) this.#lifeHere.set(orderId, life)
      else record.close('refused', reason, record.decidedNanos)
    }
    const told = this.#told(life)
    told?.here(this.#clock(), { kind: 'decided', action, price, size, reason, request })
    if (record.end === 'refused') told?.over()
  }

  onReport(tape: EventTape, index: number): void {
    const f = index * EVENT_F64
    const report = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
    const number = tape.f64[f + F_SEQUENCE]!
    const life = this.#lifeOfReport(report, number, tape.f64[f + F_ORDER]!)
    const record = this.#ledger.records[life]!
    const reason = report === FILLED ? NO_REASON : tape.f64[f + F_A]!
    const told = this.#told(life)
    if (report === REJECTED && reason === NOT_DELIVERED) {
      record.close('lost', reason, this.#clock())
      told?.over()
    }
    const size = lots(tape.i32[index * EVENT_I32 + I_SIZE]!)
    const request = report === FILLED ? 0 : number
    told?.here(this.#clock(), { kind: 'heard', report, size, reason, request })
  }

  // ---- there

  onMarket(tape: EventTape, index: number): void {
    const chronicle = this.#chronicle
    if (chronicle?.isWatching !== true) this.#inner!.onMarket(tape, index)
    else chronicle.watch(tape, index, () => this.#inner!.onMarket(tape, index))
  }

  onRequest(tape: EventTape, index: number, now: Nanos): void {
    const f = index * EVENT_F64
    const action = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
    if (action === ORDER_TERMS) {
      this.#inner!.onRequest(tape, index, now)
      return
    }
    const request = tape.f64[f + F_SEQUENCE]!
    const life = this.#lifeOfRequest[request] ?? NOBODY
    assert(life !== NOBODY, 'a request that arrives was approved')
    const id = tape.f64[f + F_ORDER]!
    if (action === ENTER_ORDER) {
      this.#lifeThere.set(id, life)
      this.#ledger.records[life]!.arrivedNanos = now
    }
    const told = this.#told(life)
    if (told !== undefined) this.#tellArrival(told, tape, index, now)
    this.#inner!.onRequest(tape, index, now)
    this.#noteRest(life, id)
    if (told !== undefined) told.look(now)
    else this.#chronicle?.lookAside(now)
  }

  report(
    kind: number,
    at: Nanos,
    orderId: number,
    side: Side,
    price: Ticks,
    size: Lots,
    request: number,
    reason: number,
  ): void {
    this.reports.report(kind, at, orderId, side, price, size, request, reason)
    const life = request > 0 ? this.#lifeOfRequest[request]! : this.#lifeThere.get(orderId)!
    const report = kind as EventKind
    const told = this.#told(life)
    told?.there(at, { kind: 'answered', report, price, size, reason, request })
    this.#book(report, this.#ledger.records[life]!, { at, price, size, reason }, told)
  }

  fill(fill: Fill): void {
    // The fill is a view that the venue may write to again: what is kept is read before it goes on.
    const { at, orderId, price, size, leaves, cause, fee } = fill
    const { aheadAtEntryLots, aheadAtFillLots, restedAtNanos } = fill
    this.reports.fill(fill)
    const { tape } = this.#line.line
    const execution = tape.f64[(tape.length - 1) * EVENT_F64 + F_SEQUENCE]!
    const life = this.#lifeThere.get(orderId)!
    const record = this.#ledger.records[life]!
    if (Number.isNaN(record.aheadAtEntryLots)) record.aheadAtEntryLots = aheadAtEntryLots
    record.executed(execution, size, cause, at)
    this.#ledger.executed(execution, life)
    const told = this.#told(life)
    told?.there(at, {
      kind: 'filled',
      execution,
      price,
      size,
      leaves,
      cause,
      fee,
      aheadAtEntryLots,
      aheadAtFillLots,
      restedAtNanos,
    })
    if (record.end === 'filled') told?.over()
  }

  // ---- bookkeeping

  #told(life: number): OrderChronicle | undefined {
    return this.#chronicle?.place === life ? this.#chronicle : undefined
  }

  #open(intent: OrderIntent): number {
    const { orderId, side, price, size, orderType, timeInForce, stopPrice } = intent
    return this.#ledger.open(
      new OrderRecord({
        market: this.#place.market,
        id: orderId,
        side,
        price,
        size,
        orderType,
        timeInForce,
        stopPrice,
        decidedNanos: this.#clock(),
      }),
    )
  }

  /** Executions bear the number of their log, answers that of their request, the rest none. */
  #lifeOfReport(report: EventKind, number: number, id: number): number {
    if (report === FILLED) return this.#ledger.placeOfExecution(number)!
    return number > 0 ? this.#lifeOfRequest[number]! : this.#lifeHere.get(id)!
  }

  #tellArrival(told: OrderChronicle, tape: EventTape, index: number, now: Nanos): void {
    const f = index * EVENT_F64
    const request = tape.f64[f + F_SEQUENCE]!
    const action = kindOf(tape.i32[index * EVENT_I32 + I_META]!) as IntentAction
    told.sent(tape.f64[f + F_EXCHANGE]!, request)
    told.there(now, { kind: 'arrived', action, request })
  }

  #noteRest(life: number, id: number): void {
    const record = this.#ledger.records[life]!
    if (!Number.isNaN(record.aheadAtEntryLots)) return
    const order = this.#venue!.resting(record.side).find(id)
    if (order === undefined) return
    record.aheadAtEntryLots = Math.max(0, order.aheadAtEntry / this.#place.lotInQueue)
  }

  /** What an answer makes of the order. */
  #book(
    report: EventKind,
    record: OrderRecord,
    told: { at: Nanos; price: Ticks; size: Lots; reason: number },
    chronicle: OrderChronicle | undefined,
  ): void {
    const { at, price, size, reason } = told
    if (report === ACCEPTED) return
    if (report === REPLACED) {
      record.replaces++
      record.price = price
      record.size = size
      chronicle?.repriced(price)
    } else if (report === REQUEST_REJECTED) {
      record.lateRequests++
    } else {
      record.close(ENDS[report] ?? 'live', reason, at)
      chronicle?.over()
    }
  }
}

/** Which reports end an order, and how. */
const ENDS: { readonly [Report in EventKind]?: LifeEnd } = {
  [CANCELED]: 'canceled',
  [EXPIRED]: 'expired',
  [REJECTED]: 'rejected',
}
