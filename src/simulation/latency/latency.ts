/**
 * The contract of latency: how long requests and reports take between a desk and its venue.
 *
 * Entry is asked at the instant a request leaves, response at the instant the venue speaks. Neither
 * line lets a later message overtake an earlier one: what a model says is the earliest arrival.
 *
 * ```
 *   desk --- entry (enter, cancel, replace) --> venue
 *   desk <-- response ------------------------- venue
 * ```
 */
import { type Nanos, nanos } from '../../core/index.ts'

export interface LatencyModel {
  /**
   * From the desk to the venue, for a request of this kind that leaves at `now`. Negative: it never
   * arrives, and the desk learns of that after as long.
   */
  entry(now: Nanos, requestKind: number): Nanos
  /** From the venue to the desk, for a report of this instant. */
  response(now: Nanos): Nanos
  /** Set by a model that depends on the market: it is told what has happened, never what will. */
  readonly watch?: FeedWatch | undefined
}

/** What a latency model may learn of the market, as it happens. */
export interface FeedWatch {
  /** A message of the market takes effect at the venue. */
  onActivity(now: Nanos): void
  /** A record that has just arrived here was this long on its way. */
  onFeedLatency(latency: Nanos): void
}

/** The longest latency that a model may answer: an hour. Draws beyond it are cut to it. */
export const LATENCY_MAX = nanos(3600e9)

export class ConstantLatency implements LatencyModel {
  readonly #entry: Nanos
  readonly #response: Nanos

  /** @throws RangeError for a latency that is negative or longer than an hour. */
  constructor(options: { entry: Nanos; response: Nanos }) {
    this.#entry = nanos(Math.round(checked(options.entry)))
    this.#response = nanos(Math.round(checked(options.response)))
  }

  entry(_now: Nanos, _requestKind: number): Nanos {
    return this.#entry
  }
  response(_now: Nanos): Nanos {
    return this.#response
  }
}

/** @throws RangeError */
function checked(latency: Nanos): Nanos {
  if (latency >= 0 && latency <= LATENCY_MAX) return latency
  throw new RangeError('a latency is a number of nanoseconds from 0 to an hour')
}
