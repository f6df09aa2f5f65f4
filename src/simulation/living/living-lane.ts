/**
 * The lane of a strategy that lives on an exchange with agents: its records are made while time goes
 * on, by what everybody does there, itself included.
 *
 * ```
 *   living market --- records, feed latency ---> [ line ] ---> trader
 *        ^                                                       |
 *        +--------------- requests, entry latency ---------------+
 * ```
 *
 * The first lane of a market is its clock: the next thing that happens at the exchange is its next
 * exchange record. The others only listen.
 */
import {
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_SNAPSHOT,
  flagsOf,
  I_INSTRUMENT,
  I_META,
  type Nanos,
  NEVER,
  nanos,
} from '../../core/index.ts'
import type { Venue } from '../../exchange/index.ts'
import { DelayLine } from '../delay-line.ts'
import { Lane } from '../lane.ts'
import type { FeedDelay } from '../latency/index.ts'
import type { ReportLine } from '../report-line.ts'
import type { RequestLine } from '../request-line.ts'
import type { Trader } from '../trader.ts'
import type { LivingMarket } from './living-market.ts'

/** Takes down what a seat is told, as it is told: stamped with the times at which it arrives. */
export interface MessageTap {
  push(message: EventTape): void
}

export interface LivingLaneOptions {
  readonly market: LivingMarket
  /** Where requests arrive and market records are told first. */
  readonly venue: Venue
  readonly trader: Trader
  readonly requests: RequestLine
  readonly reports: ReportLine
  readonly feedDelay: FeedDelay | undefined
  /** Added to every exchange time where no model says how long the feed takes. */
  readonly feedLatencyNanos: number
  /** Changes nothing. */
  readonly tap?: MessageTap | undefined
}

export class LivingLane extends Lane {
  readonly #options: LivingLaneOptions
  readonly #line = new DelayLine()
  /** A message on its way out, stamped with the times at which it arrives. */
  readonly #message = new EventTape(64)

  constructor(options: LivingLaneOptions) {
    super(options)
    this.#options = options
    options.market.join(this)
  }

  override get isStarved(): boolean {
    return false
  }
  override get isOver(): boolean {
    return this.#options.market.isOver && this.localTime === NEVER
  }
  /** What happens next may be made by what happens now: nothing is known beforehand. */
  override get isUndisturbed(): boolean {
    return false
  }

  /** The exchange lives up to this instant. */
  override moveMarket(now: Nanos): void {
    this.#options.market.advance(now)
  }

  override hearMarket(): void {
    const { tape, head } = this.#line
    const watch = this.requests.latency.watch
    if (watch !== undefined) {
      const f = head * EVENT_F64
      const flags = flagsOf(tape.i32[head * EVENT_I32 + I_META]!)
      if ((flags & FLAG_SNAPSHOT) === 0) {
        watch.onFeedLatency(nanos(tape.f64[f + F_LOCAL]! - tape.f64[f + F_EXCHANGE]!))
      }
    }
    this.trader.onMarket(tape, head, head + 1)
    this.#line.drop()
    this.localTime = this.#line.nextArrival
  }

  /** A message of the exchange: the far end hears it now, the trader when it arrives. */
  tell(records: EventTape, now: Nanos): void {
    const message = this.#message
    message.clear()
    message.appendFrom(records, 0, records.length)
    this.#stamp(message)
    this.#options.tap?.push(message)
    for (let index = 0; index < message.length; index++) {
      this.venue.onMarket(message, index)
      this.#send(message, index)
    }
    this.requests.latency.watch?.onActivity(now)
    this.localTime = this.#line.nextArrival
  }

  #stamp(message: EventTape): void {
    const { feedDelay, feedLatencyNanos } = this.#options
    if (feedDelay !== undefined) {
      feedDelay.stamp(message, 0)
      return
    }
    for (let index = 0; index < message.length; index++) {
      const f = index * EVENT_F64
      message.f64[f + F_LOCAL] = message.f64[f + F_EXCHANGE]! + feedLatencyNanos
    }
  }

  #send(message: EventTape, index: number): void {
    const { f64, i32 } = message
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const at = this.#line.add(
      i32[i + I_META]!,
      i32[i + I_INSTRUMENT]!,
      nanos(f64[f + F_EXCHANGE]!),
      nanos(f64[f + F_LOCAL]!),
    )
    const { tape } = this.#line
    // Everything behind the two times is the record's own.
    for (let k = F_LOCAL + 1; k < EVENT_F64; k++) tape.f64[at * EVENT_F64 + k] = f64[f + k]!
  }
}
