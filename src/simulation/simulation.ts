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
 */
import { assert, type Nanos, NEVER, nanos } from '../core/index.ts'
import type { Lane } from './lane.ts'

/** `starved`: a lane needs more market data. `paused`: the asked-for number of messages is through. */
export type RunState = 'starved' | 'ended' | 'paused'

/** Samples something at the end of instants: equity, gauges. */
export interface Sampler {
  /** The sample is due once the clock is about to pass this instant; `NEVER` for not now. */
  readonly dueNanos: number
  /** Everything up to `dueNanos` has happened; the next event is at `nextNanos`. Moves `dueNanos`. */
  sample(nextNanos: number): void
  /** A market record has arrived here at this instant. */
  onLocalMarket(now: Nanos): void
}

const LOCAL_MARKET = 0
const REPORT = 1
const EXCHANGE_MARKET = 2
const REQUEST = 3

export class Simulation {
  readonly lanes: readonly Lane[]
  readonly #sampler: Sampler
  #now = nanos(Number.NEGATIVE_INFINITY)
  readonly #timers: Float64Array
  #timerAt = Number.NEGATIVE_INFINITY
  #isStarted = false
  #starvedLane = 0
  /** Records handled, on either clock: the events of "events per second". */
  events = 0

  constructor(options: { lanes: readonly Lane[]; sampler: Sampler }) {
    assert(options.lanes.length > 0, 'a simulation has a lane')
    this.lanes = options.lanes
    this.#sampler = options.sampler
    this.#timers = new Float64Array(options.lanes.length).fill(NEVER)
  }

  get now(): Nanos {
    return this.#now
  }
  /** After `starved`: the lane that must be fed before time can go on. */
  get starvedLane(): number {
    return this.#starvedLane
  }

  /** Runs until data is missing, all is over, or `messagesMax` market messages more have arrived here. */
  run(messagesMax = Number.POSITIVE_INFINITY): RunState {
    const { lanes } = this
    const sampler = this.#sampler
    const stopAt = this.#messages() + messagesMax
    for (;;) {
      let time: number = NEVER
      let rank = LOCAL_MARKET
      let lane = lanes[0]!
      for (let k = 0; k < lanes.length; k++) {
        const candidate = lanes[k]!
        if (candidate.isStarved) {
          this.#starvedLane = k
          return 'starved'
        }
        if (candidate.localTime < time) {
          time = candidate.localTime
          rank = LOCAL_MARKET
          lane = candidate
        }
        if (candidate.reports.line.nextArrival < time) {
          time = candidate.reports.line.nextArrival
          rank = REPORT
          lane = candidate
        }
        if (candidate.exchangeTime < time) {
          time = candidate.exchangeTime
          rank = EXCHANGE_MARKET
          lane = candidate
        }
        if (candidate.requests.line.nextArrival < time) {
          time = candidate.requests.line.nextArrival
          rank = REQUEST
          lane = candidate
        }
      }
      if (!this.#isStarted && time !== NEVER) this.#start(time)
      if (time === NEVER) return 'ended'
      if (this.#timerAt < time && this.#timerAt <= sampler.dueNanos) {
        this.#fireTimers()
        continue
      }
      if (sampler.dueNanos < time) {
        sampler.sample(Math.min(time, this.#timerAt))
        continue
      }
      if (time > this.#now && this.#messages() >= stopAt) return 'paused'
      this.#now = nanos(time)
      this.#handle(lane, rank, nanos(time))
    }
  }

  /** Tells every trader to stop, at the present instant. */
  stop(reason: string): void {
    for (const lane of this.lanes) lane.trader.stop(reason, this.#now)
  }

  #handle(lane: Lane, rank: number, now: Nanos): void {
    this.events++
    if (rank === LOCAL_MARKET) {
      lane.trader.onMarket(lane.market, lane.localIndex, now)
      lane.advanceLocal()
      this.#sampler.onLocalMarket(now)
    } else if (rank === EXCHANGE_MARKET) {
      lane.venue.onMarket(lane.market, lane.exchangeIndex)
      lane.advanceExchange()
    } else if (rank === REPORT) {
      const { line } = lane.reports
      while (line.nextArrival === now) {
        lane.trader.onReport(line.tape, line.head, now)
        line.drop()
      }
    } else {
      const { line } = lane.requests
      while (line.nextArrival === now) {
        lane.venue.onRequest(line.tape, line.head, now)
        line.drop()
      }
    }
  }

  #messages(): number {
    let sum = 0
    for (let k = 0; k < this.lanes.length; k++) sum += this.lanes[k]!.trader.messages
    return sum
  }

  #start(time: number): void {
    this.#isStarted = true
    this.#now = nanos(time)
    for (let k = 0; k < this.lanes.length; k++) {
      this.#timers[k] = time + this.lanes[k]!.trader.timerNanos
    }
    this.#timerAt = earliest(this.#timers)
  }

  /** The earliest timer is due: its instant is over for everything else. */
  #fireTimers(): void {
    const at = this.#timerAt
    this.#now = nanos(at)
    for (let k = 0; k < this.lanes.length; k++) {
      if (this.#timers[k] !== at) continue
      const { trader } = this.lanes[k]!
      trader.onTimer(nanos(at))
      this.#timers[k] = at + trader.timerNanos
    }
    this.#timerAt = earliest(this.#timers)
  }
}

function earliest(times: Float64Array): number {
  let lowest: number = NEVER
  for (let k = 0; k < times.length; k++) if (times[k]! < lowest) lowest = times[k]!
  return lowest
}
