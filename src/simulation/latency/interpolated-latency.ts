/**
 * Latency as it was recorded: rows of when a request left, when the venue had it, when the answer
 * was back; between rows, straight lines.
 *
 * Division and product are float64 in that order and truncated towards zero before the row's own
 * latency is added, as the reference backtester does it. Before the first row its latency holds, from
 * the last row on that one's. A row whose exchange time is not positive marks requests that never
 * arrived: around it they are lost, and the desk learns of it as late as answers came.
 */
import { assert, type Nanos, nanos } from '../../core/index.ts'
import { LATENCY_MAX, type LatencyModel } from './latency.ts'

/** Nanoseconds since the epoch of the run, ascending by request time. */
export interface LatencyRows {
  readonly requested: Float64Array
  /** `NOT_RECEIVED` where the venue never had the request. */
  readonly received: Float64Array
  readonly answered: Float64Array
}

export const NOT_RECEIVED = Number.NEGATIVE_INFINITY

export interface InterpolationOptions {
  /** Added to every exchange time, and twice to every response time: each way takes longer by it. */
  readonly offsetNanos?: number | undefined
  /** Added to all times: from the epoch of the rows to that of the run. */
  readonly epochShiftNanos?: number | undefined
}

export class InterpolatedLatency implements LatencyModel {
  readonly #rows: LatencyRows
  /** The rows that the venue answered: a lost request says nothing about the way back. */
  readonly #answers: LatencyRows
  /** Requests and answers only move forward in time, so each search starts where the last ended. */
  #entryRow = 0
  #responseRow = 0

  /** @throws RangeError for rows that are empty, not ascending, or go back in time. */
  constructor(rows: LatencyRows, options: InterpolationOptions = {}) {
    const { offsetNanos = 0, epochShiftNanos = 0 } = options
    this.#rows = {
      requested: rows.requested.map((time) => time + epochShiftNanos),
      received: rows.received.map((time) => time + epochShiftNanos + offsetNanos),
      answered: rows.answered.map((time) => time + epochShiftNanos + 2 * offsetNanos),
    }
    checkRows(this.#rows)
    const isAnswered = (_time: number, k: number) => rows.received[k] !== NOT_RECEIVED
    this.#answers = {
      requested: this.#rows.requested.filter(isAnswered),
      received: this.#rows.received.filter(isAnswered),
      answered: this.#rows.answered.filter(isAnswered),
    }
  }

  entry(now: Nanos, _requestKind: number): Nanos {
    const { requested, received, answered } = this.#rows
    this.#entryRow = this.#rowAt(requested, this.#entryRow, now)
    const k = this.#entryRow
    const isBefore = now < requested[0]!
    const next = isBefore || k === requested.length - 1 ? k : k + 1
    if (received[k] === NOT_RECEIVED || received[next] === NOT_RECEIVED) {
      return nanos(-between(requested, answered, k, next, now))
    }
    return nanos(between(requested, received, k, next, now))
  }

  response(now: Nanos): Nanos {
    const { received, answered } = this.#answers
    assert(received.length > 0, 'only a venue that was reached speaks')
    this.#responseRow = this.#rowAt(received, this.#responseRow, now)
    const k = this.#responseRow
    const isBefore = now < received[0]!
    const next = isBefore || k === received.length - 1 ? k : k + 1
    const latency = between(received, answered, k, next, now)
    assert(latency >= 0, 'an answer takes no negative time')
    return nanos(latency)
  }

  /** The last row not later than `now`, the first before all rows. */
  #rowAt(times: Float64Array, from: number, now: number): number {
    let row = from
    while (row + 1 < times.length && times[row + 1]! <= now) row++
    return row
  }
}

/** @throws RangeError */
function checkRows({ requested, received, answered }: LatencyRows): void {
  const count = requested.length
  if (count === 0 || received.length !== count || answered.length !== count) {
    throw new RangeError('latency rows need at least one row and three columns of equal length')
  }
  for (let k = 0; k < count; k++) {
    if (k > 0 && !(requested[k]! > requested[k - 1]!)) {
      throw new RangeError(`latency row ${k + 1} is not later than the one before it`)
    }
    const reached = received[k] === NOT_RECEIVED ? requested[k]! : received[k]!
    if (!(requested[k]! <= reached && reached <= answered[k]!)) {
      throw new RangeError(`latency row ${k + 1} arrives before it was sent`)
    }
    if (!(answered[k]! - requested[k]! <= 2 * LATENCY_MAX)) {
      throw new RangeError(`latency row ${k + 1} takes longer than an hour each way`)
    }
  }
}

function between(
  from: Float64Array,
  to: Float64Array,
  k: number,
  next: number,
  now: number,
): number {
  const latency = to[k]! - from[k]!
  if (next === k) return latency
  const slope = (to[next]! - from[next]! - latency) / (from[next]! - from[k]!)
  return Math.trunc(slope * (now - from[k]!)) + latency
}
