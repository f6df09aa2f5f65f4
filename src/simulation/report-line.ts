/** The line from a venue to a desk: reports become records that arrive later. */
import {
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FILLED,
  FLAG_MAKER,
  I_PRICE,
  I_SIZE,
  type Lots,
  type Nanos,
  nanos,
  packMeta,
  REJECTED,
  REQUEST_REJECTED,
  type Side,
  type Ticks,
} from '../core/index.ts'
import { type Fill, type ReportSink, TAKER } from '../exchange/index.ts'
import { NOT_DELIVERED, type OrderIntent } from '../risk/index.ts'
import { DelayLine } from './delay-line.ts'
import type { FillLog } from './fill-log.ts'
import type { LatencyModel } from './latency/index.ts'

export class ReportLine implements ReportSink {
  readonly line = new DelayLine()
  readonly #latency: LatencyModel
  readonly #instrument: number = 0
  readonly #fills: FillLog

  constructor(options: { latency: LatencyModel; instrumentIndex: number; fills: FillLog }) {
    this.#latency = options.latency
    this.#instrument = options.instrumentIndex
    this.#fills = options.fills
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
    const index = this.#add(packMeta(kind, side, 0), at, orderId, price, size)
    this.line.tape.f64[index * EVENT_F64 + F_SEQUENCE] = request
    this.line.tape.f64[index * EVENT_F64 + F_A] = reason
  }

  fill(fill: Fill): void {
    const meta = packMeta(FILLED, fill.side, fill.cause === TAKER ? 0 : FLAG_MAKER)
    const index = this.#add(meta, fill.at, fill.orderId, fill.priceTicks, fill.size)
    const { f64 } = this.line.tape
    f64[index * EVENT_F64 + F_SEQUENCE] = this.#fills.add(this.#instrument, fill)
    f64[index * EVENT_F64 + F_A] = fill.price
    f64[index * EVENT_F64 + F_B] = fill.fee
  }

  /** A request that never reached the venue comes back as a refusal after `delay`. */
  bounce(intent: OrderIntent, request: number, now: Nanos, delay: Nanos): void {
    const kind = intent.action === ENTER_ORDER ? REJECTED : REQUEST_REJECTED
    const meta = packMeta(kind, intent.side, 0)
    const index = this.line.add(meta, this.#instrument, now, nanos(now + delay))
    const { f64, i32 } = this.line.tape
    f64[index * EVENT_F64 + F_ORDER] = intent.orderId
    f64[index * EVENT_F64 + F_SEQUENCE] = request
    f64[index * EVENT_F64 + F_A] = NOT_DELIVERED
    i32[index * EVENT_I32 + I_PRICE] = intent.price
    i32[index * EVENT_I32 + I_SIZE] = intent.size
  }

  #add(meta: number, at: Nanos, orderId: number, price: Ticks, size: Lots): number {
    const arrival = nanos(at + this.#latency.response(at))
    const index = this.line.add(meta, this.#instrument, at, arrival)
    const { f64, i32 } = this.line.tape
    f64[index * EVENT_F64 + F_ORDER] = orderId
    i32[index * EVENT_I32 + I_PRICE] = price
    i32[index * EVENT_I32 + I_SIZE] = size
    return index
  }
}
