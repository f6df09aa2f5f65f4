/**
 * The clock and the loop: decides what happens next, in a total order that never depends on luck.
 *
 * Time first. At one instant, instrument by instrument in their order, and within an instrument:
 *
 * | rank | what                              | so that                                            |
 * |------|-----------------------------------|----------------------------------------------------|
 * | 0    | a market record arrives here      | a strategy sees the market before its own reports  |
 * | 1    | reports arrive here               |                                                    |
 * | 2    | a market record takes effect there| a request meets the market of its own instant      |
 * | 3    | requests arrive at the venue      |                                                    |
 * | 4    | timers, then the equity sample    | a timer sees everything that happened up to it     |
 *
 * Records of one rank come in their sequence: the feed's order for market records, sending order for
 * requests and reports. Ranks 1 and 3 take everything that is due at the instant in one step.
 *
 * A strategy that takes time (`strategy-time.ts`) is busy for a while after each call. What arrives
 * here meanwhile waits until it is free and is then handled in the order of arrival, over all
 * instruments, at equal arrival in the order above.
 *
 * The run ends when the market's last record has been handled and nothing is on its way any more. A
 * strategy that answers every answer never comes to that point: after so many calls without a market
 * timers stop and nothing new leaves, and what is on its way arrives and is answered.
 */
import { assert, type Nanos, NEVER, nanos } from '../core/index.ts'
import type { Lane } from './lane.ts'
import type { Sampler } from './sampler.ts'
import { checkKeepsUp } from './strategy-time.ts'
import { Timers } from './timers.ts'

/** `starved`: a lane needs more market data. `paused`: the asked-for number of messages is through. */
export type RunState = 'starved' | 'ended' | 'paused'

/** Calls: enough for orders in flight to be answered, and for timers that wait for them. */
const CALLS_AFTER_MARKET_MAX = 10_000

const LOCAL_MARKET = 0
const REPORT = 1
const EXCHANGE_MARKET = 2
const REQUEST = 3
const TIMER = 4

export class Simulation {
  readonly lanes: readonly Lane[]
  readonly #sampler: Sampler
  readonly #timers: Timers
  #now = nanos(Number.NEGATIVE_INFINITY)
  #isStarted = false
  #callsAfterMarket = 0
  #starvedLane = 0
  /** What `#seek` found: when, what and where the next event is. */
  #time: number = NEVER
  #rank = LOCAL_MARKET
  #lane = 0
  /** Records handled, on either clock: the events of "events per second". */
  events = 0

  constructor(options: { lanes: readonly Lane[]; sampler: Sampler }) {
    assert(options.lanes.length > 0, 'a simulation has a lane')
    this.lanes = options.lanes
    this.#sampler = options.sampler
    this.#timers = new Timers(options.lanes.map((lane) => lane.trader))
  }

  get now(): Nanos {
    // Within a stretch of market records only the lane knows how far it is.
    const { handledAt } = this.lanes[0]!
    return handledAt > this.#now ? nanos(handledAt) : this.#now
  }
  /** After `starved`: the lane that must be fed before time can go on. */
  get starvedLane(): number {
    return this.#starvedLane
  }

  /** Runs until data is missing, all is over, or `messagesMax` market messages more have arrived here. */
  run(messagesMax = Number.POSITIVE_INFINITY): RunState {
    return this.#run(messagesMax, Number.POSITIVE_INFINITY)
  }

  #run(messagesMax: number, until: number): RunState {
    const sampler = this.#sampler
    const timers = this.#timers
    const stopAt = this.#messages() + messagesMax
    const isWhole = messagesMax === Number.POSITIVE_INFINITY && until === messagesMax
    const canStretch = isWhole && this.#isUndisturbed()
    for (;;) {
      if (canStretch && this.#isStarted) this.#stretch()
      if (!this.#seek()) return 'starved'
      const time = this.#time
      if (time === NEVER) return 'ended'
      if (!this.#isStarted) this.#start(time)
      if (Math.min(time, timers.nextAt) > until) return 'paused'
      if (timers.nextAt < time && timers.nextAt <= sampler.dueNanos) {
        this.#now = nanos(timers.nextAt)
        timers.fireAll()
        this.#called()
        continue
      }
      if (sampler.dueNanos < time) {
        sampler.sample(Math.min(time, timers.nextAt))
        continue
      }
      assert(time >= this.#now, 'time does not go back')
      if (time > this.#now && this.#messages() >= stopAt) return 'paused'
      this.#now = nanos(time)
      this.#handle(this.lanes[this.#lane]!, nanos(time))
    }
  }

  /** Runs everything that is due at or before an instant; `paused` when there is more after it. */
  runUntil(until: Nanos): RunState {
    return this.#run(Number.POSITIVE_INFINITY, until)
  }

  /** Tells every trader to stop, at the present instant. */
  stop(reason: string): void {
    for (const lane of this.lanes) lane.trader.stop(reason, this.#now)
  }

  /** Tells every trader that an operator has changed what may be sent, at the present instant. */
  obey(): void {
    for (const lane of this.lanes) lane.trader.obey(this.#now)
  }

  /** One lane whose strategy takes no time: between two instants nothing but market data happens. */
  #isUndisturbed(): boolean {
    const [lane] = this.lanes
    return this.lanes.length === 1 && lane !== undefined && lane.isUndisturbed
  }

  /** Most of the time nothing but market data and timers are next: that needs no looking round. */
  #stretch(): void {
    const timers = this.#timers
    const sampler = this.#sampler
    const lane = this.lanes[0]!
    for (;;) {
      this.events += lane.runMarket(Math.min(timers.nextAt, sampler.dueNanos), sampler)
      const isTimerNext = timers.nextAt < lane.nextAt && timers.nextAt <= sampler.dueNanos
      if (!isTimerNext || lane.isStarved || lane.isOver) break
      this.#now = nanos(timers.nextAt)
      timers.fireAll()
    }
    if (lane.handledAt > this.#now) this.#now = nanos(lane.handledAt)
  }

  /** Finds what happens next in all lanes; false when one must be fed before that is known. */
  #seek(): boolean {
    let time = Number.POSITIVE_INFINITY
    let rank = LOCAL_MARKET
    let lane = 0
    // When the chosen event arrived here: among those that wait for the strategy the first is next.
    let arrived = Number.POSITIVE_INFINITY
    for (let k = 0; k < this.lanes.length; k++) {
      const candidate = this.lanes[k]!
      if (candidate.isStarved) {
        this.#starvedLane = k
        return false
      }
      let arrival = candidate.localTime
      let localRank = LOCAL_MARKET
      const reportArrival = candidate.reports.line.nextArrival
      if (reportArrival < arrival) {
        arrival = reportArrival
        localRank = REPORT
      }
      let at = arrival
      const { busyUntil } = candidate.trader.time
      if (busyUntil >= this.#now) {
        const due = this.#timers.dueAt(k)
        if (due < busyUntil && due < arrival) {
          arrival = due
          localRank = TIMER
        }
        at = Math.max(arrival, busyUntil)
      }
      if (at < time || (at === time && arrival < arrived)) {
        time = at
        rank = localRank
        lane = k
        arrived = arrival
      }
      if (candidate.exchangeTime < time) {
        time = candidate.exchangeTime
        rank = EXCHANGE_MARKET
        lane = k
        arrived = Number.NEGATIVE_INFINITY
      }
      if (candidate.requests.line.nextArrival < time) {
        time = candidate.requests.line.nextArrival
        rank = REQUEST
        lane = k
        arrived = Number.NEGATIVE_INFINITY
      }
    }
    // Timers alone do not keep a run going, nor do those that wait.
    this.#time = rank === TIMER && this.#isOver() ? NEVER : time
    this.#rank = rank
    this.#lane = lane
    return true
  }

  #isOver(): boolean {
    return this.lanes.every(
      ({ localTime, exchangeTime, reports, requests }) =>
        localTime === NEVER &&
        exchangeTime === NEVER &&
        reports.line.nextArrival === NEVER &&
        requests.line.nextArrival === NEVER,
    )
  }

  #handle(lane: Lane, now: Nanos): void {
    this.events++
    const rank = this.#rank
    if (rank === LOCAL_MARKET) {
      if (lane.localTime < now) checkKeepsUp(lane.localTime, now)
      lane.hearMarket()
      this.#sampler.onLocalMarket(now)
    } else if (rank === EXCHANGE_MARKET) {
      lane.moveMarket(now)
    } else if (rank === REPORT) {
      const { line } = lane.reports
      const arrival = line.nextArrival
      do {
        lane.trader.onReport(line.tape, line.head, now)
        line.drop()
        this.#called()
      } while (line.nextArrival === arrival && lane.trader.time.busyUntil <= now)
    } else if (rank === REQUEST) {
      const { line } = lane.requests
      while (line.nextArrival === now) {
        lane.venue.onRequest(line.tape, line.head, now)
        line.drop()
      }
    } else {
      this.#timers.fire(this.#lane, now)
      this.#called()
    }
  }

  /** Counts calls of strategies after the market's end, and closes when there is no end to them. */
  #called(): void {
    for (let k = 0; k < this.lanes.length; k++) if (!this.lanes[k]!.isOver) return
    if (++this.#callsAfterMarket !== CALLS_AFTER_MARKET_MAX) return
    this.#timers.stop()
    for (const lane of this.lanes) lane.trader.close()
  }

  #messages(): number {
    let sum = 0
    for (let k = 0; k < this.lanes.length; k++) sum += this.lanes[k]!.trader.messages
    return sum
  }

  #start(time: number): void {
    this.#isStarted = true
    this.#now = nanos(time)
    this.#timers.start(time)
  }
}
