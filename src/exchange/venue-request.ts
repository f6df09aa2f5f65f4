/**
 * A request as it lies on the tape, read for the venue that it has reached, and answered in its own
 * figures.
 *
 * A venue owns one and reads each request into it, so that nothing is allocated; it stands for a
 * request until the next is read.
 */
import {
  assert,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  I_META,
  I_PRICE,
  I_SIZE,
  kindOf,
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  ORDER_TERMS,
  REPLACE_ORDER,
  REQUEST_REJECTED,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../core/index.ts'
import { NO_REASON, UNKNOWN_ORDER } from '../risk/index.ts'
import type { ReportSink } from './exchange.ts'
import type { RestingOrder } from './resting-orders.ts'

export class VenueRequest {
  kind: number = ENTER_ORDER
  /** Of the order that it is about. */
  id = 0
  side: Side = 1
  price: Ticks = NO_PRICE
  size: Lots = lots(0)
  orderType = 0
  timeInForce = 0
  /** Its own number, by which it is answered. */
  number = 0

  /** Terms come ahead of an order and are for who keeps them: of those only the kind is read. */
  read(tape: EventTape, index: number): void {
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    this.kind = kindOf(meta)
    if (this.kind === ORDER_TERMS) return
    assert(
      this.kind === ENTER_ORDER || this.kind === CANCEL_ORDER || this.kind === REPLACE_ORDER,
      'a request enters, cancels or replaces',
    )
    this.id = tape.f64[f + F_ORDER]!
    this.side = sideOf(meta)
    this.price = ticks(tape.i32[i + I_PRICE]!)
    this.size = lots(tape.i32[i + I_SIZE]!)
    this.orderType = tape.f64[f + F_A]!
    this.timeInForce = tape.f64[f + F_B]!
    this.number = tape.f64[f + F_SEQUENCE]!
  }

  /** The order that it enters. */
  writeTo(order: RestingOrder): void {
    order.begin(this.id, this.side, this.price, this.size)
    order.orderType = this.orderType
    order.timeInForce = this.timeInForce
  }

  answer(reports: ReportSink, kind: number, now: Nanos, reason: number): void {
    reports.report(kind, now, this.id, this.side, this.price, this.size, this.number, reason)
  }

  /** There is no order to cancel. */
  answerUnknown(reports: ReportSink, now: Nanos): void {
    const { id, side, number } = this
    reports.report(REQUEST_REJECTED, now, id, side, NO_PRICE, lots(0), number, UNKNOWN_ORDER)
  }

  /** The order is out, with what was left of it. */
  answerCanceled(reports: ReportSink, { price, leaves }: RestingOrder, now: Nanos): void {
    reports.report(CANCELED, now, this.id, this.side, price, leaves, this.number, NO_REASON)
  }
}
