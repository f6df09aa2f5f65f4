/**
 * How long the lines take: feed, order entry and response are separate models.
 *
 * Entry is asked at the instant a request leaves, response at the instant the venue speaks; neither
 * line lets a later message overtake an earlier one.
 */
import { type Nanos, nanos } from '../core/index.ts'

export interface LatencyModel {
  /**
   * From the desk to the venue, for a request of this kind that leaves at `now`. Negative: it never
   * arrives, and the desk learns of that after as long.
   */
  entry(now: Nanos, requestKind: number): Nanos
  /** From the venue to the desk, for a report of this instant. */
  response(now: Nanos): Nanos
}

export class ConstantLatency implements LatencyModel {
  readonly #entry: Nanos
  readonly #response: Nanos

  /** @throws RangeError for a negative or infinite latency. */
  constructor(options: { entry: Nanos; response: Nanos }) {
    for (const latency of [options.entry, options.response]) {
      if (!(latency >= 0 && Number.isFinite(latency))) {
        throw new RangeError('a latency is a finite number of nanoseconds, at least 0')
      }
    }
    this.#entry = nanos(Math.round(options.entry))
    this.#response = nanos(Math.round(options.response))
  }

  entry(_now: Nanos, _requestKind: number): Nanos {
    return this.#entry
  }
  response(_now: Nanos): Nanos {
    return this.#response
  }
}
