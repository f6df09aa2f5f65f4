/**
 * One instrument at one venue: its market data, the two lines, the venue at the far end and the
 * trader at the near end.
 *
 * Market records wait in a window with two cursors: the venue's, moved by exchange time, and ours,
 * moved by local time. What both have passed is dropped when the next batch arrives.
 */
import {
  assert,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_EXCHANGE,
  FLAG_LAST,
  FLAG_LOCAL,
  FLAG_SNAPSHOT,
  flagsOf,
  I_META,
  type Nanos,
  NEVER,
  nanos,
} from '../core/index.ts'
import type { Venue } from '../exchange/index.ts'
import type { FeedWatch } from './latency/index.ts'
import type { ReportLine } from './report-line.ts'
import type { RequestLine } from './request-line.ts'
import type { Trader } from './trader.ts'

export class Lane {
  readonly venue: Venue
  readonly trader: Trader
  readonly requests: RequestLine
  readonly reports: ReportLine
  readonly market = new EventTape(4096)
  /** Index and time of the next record for the trader, `NEVER` when the window holds none. */
  localIndex = 0
  localTime: number = NEVER
  /** The same for the venue. */
  exchangeIndex = 0
  exchangeTime: number = NEVER
  #isEnded = false
  readonly #watch: FeedWatch | undefined

  constructor(options: {
    venue: Venue
    trader: Trader
    requests: RequestLine
    reports: ReportLine
  }) {
    this.venue = options.venue
    this.trader = options.trader
    this.requests = options.requests
    this.reports = options.reports
    this.#watch = options.requests.latency.watch
  }

  /** A cursor has nothing to look at and more may come: what happens next is not known. */
  get isStarved(): boolean {
    return !this.#isEnded && (this.localTime === NEVER || this.exchangeTime === NEVER)
  }

  /** The market has no record left, here or there. */
  get isOver(): boolean {
    return this.#isEnded && this.localTime === NEVER && this.exchangeTime === NEVER
  }

  /** Adds records that `TwoClockOrder` has ordered. */
  append(records: EventTape): void {
    assert(!this.#isEnded, 'nothing follows the end')
    const passed = Math.min(this.localIndex, this.exchangeIndex)
    this.market.dropFirst(passed)
    this.localIndex -= passed
    this.exchangeIndex -= passed
    this.market.appendFrom(records, 0, records.length)
    if (this.localTime === NEVER) this.#seekLocal()
    if (this.exchangeTime === NEVER) this.#seekExchange()
  }

  end(): void {
    this.#isEnded = true
  }

  /** The next record for the trader has its turn: as a rule when it arrives, later if he is busy. */
  hearMarket(now: Nanos): void {
    if (this.#watch !== undefined) this.#tellFeedLatency(this.#watch)
    this.trader.onMarket(this.market, this.localIndex, now)
    this.localIndex++
    this.#seekLocal()
  }

  /** The next record for the venue takes effect. */
  moveMarket(now: Nanos): void {
    const index = this.exchangeIndex
    this.venue.onMarket(this.market, index)
    if (this.#watch !== undefined) {
      const flags = flagsOf(this.market.i32[index * EVENT_I32 + I_META]!)
      if ((flags & FLAG_LAST) !== 0) this.#watch.onActivity(now)
    }
    this.exchangeIndex++
    this.#seekExchange()
  }

  /** A snapshot is asked for, not sent when it happens: its age is no latency. */
  #tellFeedLatency(watch: FeedWatch): void {
    const { i32, f64 } = this.market
    const index = this.localIndex
    if ((flagsOf(i32[index * EVENT_I32 + I_META]!) & FLAG_SNAPSHOT) !== 0) return
    const f = index * EVENT_F64
    watch.onFeedLatency(nanos(f64[f + F_LOCAL]! - f64[f + F_EXCHANGE]!))
  }

  #seekLocal(): void {
    const { i32, f64, length } = this.market
    let index = this.localIndex
    while (index < length && (flagsOf(i32[index * EVENT_I32 + I_META]!) & FLAG_LOCAL) === 0) index++
    this.localIndex = index
    this.localTime = index < length ? f64[index * EVENT_F64 + F_LOCAL]! : NEVER
  }

  #seekExchange(): void {
    const { i32, f64, length } = this.market
    let index = this.exchangeIndex
    while (index < length && (flagsOf(i32[index * EVENT_I32 + I_META]!) & FLAG_EXCHANGE) === 0) {
      index++
    }
    this.exchangeIndex = index
    this.exchangeTime = index < length ? f64[index * EVENT_F64 + F_EXCHANGE]! : NEVER
  }
}
