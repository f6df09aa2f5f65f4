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
import type { Sampler } from './sampler.ts'
import type { Trader } from './trader.ts'

/** The flags where they stand in a record's meta slot. */
const LOCAL = FLAG_LOCAL << 16
const EXCHANGE = FLAG_EXCHANGE << 16

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
  /** The instant of the newest record that `runMarket` has handled. */
  handledAt: number = Number.NEGATIVE_INFINITY
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

  /** Nobody else wants to know of single records, and the strategy takes no time. */
  get isUndisturbed(): boolean {
    return this.#watch === undefined && this.trader.options.compute === undefined
  }

  /** When the earliest of all that waits is due: a record, a request or a report. */
  get nextAt(): number {
    return Math.min(
      this.localTime,
      this.exchangeTime,
      this.requests.line.nextArrival,
      this.reports.line.nextArrival,
    )
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
  hearMarket(): void {
    if (this.#watch !== undefined) this.#tellFeedLatency(this.#watch)
    this.trader.onMarket(this.market, this.localIndex, this.localIndex + 1)
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

  /**
   * Handles market records, on both clocks, for as long as nothing else can come between them: up to
   * `until`, before anything that is on the lines, and while it is known what comes next. Returns how
   * many there were. The order is the one that `Simulation` documents; this is its inner loop.
   */
  runMarket(until: number, sampler: Sampler): number {
    const { market, trader } = this
    const { i32, f64, length } = market
    const requests = this.requests.line
    const reports = this.reports.line
    const isEnded = this.#isEnded
    let { localIndex, exchangeIndex } = this
    if (!isEnded && (localIndex >= length || exchangeIndex >= length)) return 0
    let localTime = timeAt(f64, localIndex, F_LOCAL, length)
    let exchangeTime = timeAt(f64, exchangeIndex, F_EXCHANGE, length)
    let { hearsMarket } = sampler
    let end = Math.min(until, sampler.dueNanos)
    let handled = 0
    for (;;) {
      const isLocal = localTime <= exchangeTime
      const next = isLocal ? localTime : exchangeTime
      if (next > end || next >= requests.nextArrival || next >= reports.nextArrival) break
      this.handledAt = next
      if (isLocal) {
        const after = trader.onMarket(market, localIndex, length)
        handled += after - localIndex
        localIndex = seek(i32, after, LOCAL, length)
        localTime = timeAt(f64, localIndex, F_LOCAL, length)
        if (hearsMarket) {
          sampler.onLocalMarket(nanos(next))
          hearsMarket = sampler.hearsMarket
          end = Math.min(end, sampler.dueNanos)
        }
        if (localIndex === length && !isEnded) break
      } else {
        const after = this.#moveMarket(exchangeIndex)
        handled += after - exchangeIndex
        exchangeIndex = seek(i32, after, EXCHANGE, length)
        exchangeTime = timeAt(f64, exchangeIndex, F_EXCHANGE, length)
        if (exchangeIndex === length && !isEnded) break
      }
    }
    this.localIndex = localIndex
    this.exchangeIndex = exchangeIndex
    this.localTime = localTime
    this.exchangeTime = exchangeTime
    return handled
  }

  /** Tells the venue of a record and of those that come with it, as far as it wants to hear. */
  #moveMarket(from: number): number {
    const { venue, market } = this
    if (venue.onMarketRun !== undefined) {
      return venue.onMarketRun(market, from)
    }
    venue.onMarket(market, from)
    return from + 1
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
    this.localIndex = seek(i32, this.localIndex, LOCAL, length)
    this.localTime = timeAt(f64, this.localIndex, F_LOCAL, length)
  }

  #seekExchange(): void {
    const { i32, f64, length } = this.market
    this.exchangeIndex = seek(i32, this.exchangeIndex, EXCHANGE, length)
    this.exchangeTime = timeAt(f64, this.exchangeIndex, F_EXCHANGE, length)
  }
}

/** The first record from `index` on that bears the flag, `length` when none does. */
function seek(i32: Int32Array, index: number, flag: number, length: number): number {
  let at = index
  while (at < length && (i32[at * EVENT_I32 + I_META]! & flag) === 0) at++
  return at
}

function timeAt(f64: Float64Array, index: number, slot: number, length: number): number {
  // `NEVER` itself comes from another module: optimised code does not know it for a number, and would
  // box every time that may have to stand in for it.
  return index < length ? f64[index * EVENT_F64 + slot]! : Number.POSITIVE_INFINITY
}
