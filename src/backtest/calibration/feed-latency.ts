/**
 * Feed latencies out of a recording, for venues that told nothing of our orders' latencies.
 *
 * Of each window of local time the last complete message counts: how late the road was then, whether
 * the market was busy or not. Snapshots are asked for and say nothing. What an order takes is a
 * multiple of it; the factors are a published rule of thumb, to be replaced by a measurement.
 */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  flagsOf,
  I_META,
} from '../../core/index.ts'

export const FEED_WINDOW_NANOS = 1e9
/** Feed latencies that a request, and an answer, are taken to need. */
export const ENTRY_FEED_FACTOR = 4
export const RESPONSE_FEED_FACTOR = 3

export class FeedLatencySampler {
  /** In nanoseconds, after the correction of the clock. */
  readonly latencies: number[] = []
  readonly #shiftNanos: number
  readonly #windowNanos: number
  #window = Number.NEGATIVE_INFINITY
  #newest = Number.NaN

  /** `shiftNanos`: what the recorder's clock was behind. */
  constructor(shiftNanos: number, windowNanos = FEED_WINDOW_NANOS) {
    this.#shiftNanos = shiftNanos
    this.#windowNanos = windowNanos
  }

  push(batch: EventTape): void {
    const { f64, i32 } = batch
    for (let index = 0; index < batch.length; index++) {
      const flags = flagsOf(i32[index * EVENT_I32 + I_META]!)
      if ((flags & FLAG_LAST) === 0 || (flags & FLAG_SNAPSHOT) !== 0) continue
      const local = f64[index * EVENT_F64 + F_LOCAL]! + this.#shiftNanos
      const window = Math.floor(local / this.#windowNanos)
      if (window > this.#window) {
        this.finish()
        this.#window = window
      }
      this.#newest = Math.max(0, local - f64[index * EVENT_F64 + F_EXCHANGE]!)
    }
  }

  /** The last window is over too. */
  finish(): void {
    if (!Number.isNaN(this.#newest)) this.latencies.push(this.#newest)
    this.#newest = Number.NaN
  }
}
