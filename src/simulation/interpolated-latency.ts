/**
 * Latency as it was recorded: rows of when a request left, when the venue had it, when the answer
 * was back; between rows, straight lines.
 *
 * Division and product are float64 in that order and truncated towards zero before the row's own
 * latency is added, as the reference backtester does it. Before the first row its latency holds, from
 * the last row on that one's. A row whose exchange time is not positive marks requests that never
 * arrived: around it they are lost, and the desk learns of it as late as answers came.
 */
import { assert, type Nanos, nanos } from '../core/index.ts'
import type { LatencyModel } from './latency.ts'

/** Nanoseconds since the epoch of the run, ascending by request time. */
export interface LatencyRows {
  readonly requested: Float64Array
  /** `NOT_RECEIVED` where the venue never had the request. */
  readonly received: Float64Array
  readonly answered: Float64Array
}

export const NOT_RECEIVED = Number.NEGATIVE_INFINITY

export class InterpolatedLatency implements LatencyModel {
  readonly #rows: LatencyRows
  readonly #last: number
  /** Requests and answers only move forward in time, so each search starts where the last ended. */
  #entryRow = 0
  #responseRow = 0

  /** @throws RangeError for rows that are empty, of unequal columns, or not ascending. */
  constructor(rows: LatencyRows) {
    const { requested, received, answered } = rows
    const count = requested.length
    if (count === 0 || received.length !== count || answered.length !== count) {
      throw new RangeError('latency rows need at least one row and three columns of equal length')
    }
    for (let k = 1; k < count; k++) {
      if (!(requested[k]! > requested[k - 1]!)) {
        throw new RangeError(`latency row ${k + 1} is not later than the one before it`)
      }
    }
    this.#rows = rows
    this.#last = count - 1
  }

  entry(now: Nanos, _requestKind: number): Nanos {
    const { requested, received, answered } = this.#rows
    this.#entryRow = this.#rowAt(requested, this.#entryRow, now)
    const k = this.#entryRow
    const isBefore = now < requested[0]!
    const next = isBefore || k === this.#last ? k : k + 1
    if (received[k] === NOT_RECEIVED || received[next] === NOT_RECEIVED) {
      return nanos(-between(requested, answered, k, next, now))
    }
    return nanos(between(requested, received, k, next, now))
  }

  response(now: Nanos): Nanos {
    const { received, answered } = this.#rows
    this.#responseRow = this.#rowAt(received, this.#responseRow, now)
    const k = this.#responseRow
    const isBefore = now < received[0]!
    const next = isBefore || k === this.#last ? k : k + 1
    const latency = between(received, answered, k, next, now)
    assert(latency >= 0, 'an answer takes no negative time')
    return nanos(latency)
  }

  /** The last row not later than `now`, the first before all rows. */
  #rowAt(times: Float64Array, from: number, now: number): number {
    let row = from
    while (row < this.#last && times[row + 1]! <= now) row++
    return row
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
