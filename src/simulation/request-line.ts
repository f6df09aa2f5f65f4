/** The line from a desk to its venue: approved intents become records that arrive later. */
import {
  assert,
  EVENT_F64,
  EVENT_I32,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  I_PRICE,
  I_SIZE,
  type Nanos,
  nanos,
  ORDER_TERMS,
  packMeta,
} from '../core/index.ts'
import type { OrderPort } from '../execution/index.ts'
import type { OrderIntent, RiskApproved } from '../risk/index.ts'
import { DelayLine } from './delay-line.ts'
import type { LatencyModel } from './latency/index.ts'
import type { ReportLine } from './report-line.ts'

export class RequestLine implements OrderPort {
  readonly line = new DelayLine()
  readonly latency: LatencyModel
  #now = nanos(0)

  readonly #reports: ReportLine | undefined

  /** `reports` carries back what the line lost: a model with negative entry latencies needs it. */
  constructor(latency: LatencyModel, reports?: ReportLine) {
    this.latency = latency
    this.#reports = reports
  }

  /** The instant at which the following requests leave. */
  set now(instant: Nanos) {
    this.#now = instant
  }

  send(intent: RiskApproved<OrderIntent>, request: number): void {
    const now = this.#now
    const entry = this.latency.entry(now, intent.action)
    if (entry < 0) {
      assert(this.#reports !== undefined, 'a line that loses requests can say so')
      this.#reports.bounce(intent, request, now, nanos(-entry))
      return
    }
    const arrival = nanos(now + entry)
    if (intent.hasTerms) this.#sendTerms(intent, now, arrival)
    const meta = packMeta(intent.action, intent.side, 0)
    const index = this.line.add(meta, intent.instrument, now, arrival)
    const { f64, i32 } = this.line.tape
    f64[index * EVENT_F64 + F_ORDER] = intent.orderId
    f64[index * EVENT_F64 + F_SEQUENCE] = request
    f64[index * EVENT_F64 + F_A] = intent.orderType
    f64[index * EVENT_F64 + F_B] = intent.timeInForce
    i32[index * EVENT_I32 + I_PRICE] = intent.price
    i32[index * EVENT_I32 + I_SIZE] = intent.size
  }

  /** The terms go ahead of their order and arrive with it. */
  #sendTerms(intent: OrderIntent, now: Nanos, arrival: Nanos): void {
    const index = this.line.add(
      packMeta(ORDER_TERMS, intent.side, 0),
      intent.instrument,
      now,
      arrival,
    )
    const { f64, i32 } = this.line.tape
    f64[index * EVENT_F64 + F_ORDER] = intent.orderId
    f64[index * EVENT_F64 + F_A] = intent.expiresAt
    f64[index * EVENT_F64 + F_B] = intent.isReduceOnly ? 1 : 0
    i32[index * EVENT_I32 + I_PRICE] = intent.stopPrice
    i32[index * EVENT_I32 + I_SIZE] = intent.displaySize
  }
}
