/**
 * Whether more than so many messages have come in the last so many nanoseconds.
 *
 * A ring of the newest `above + 1` instants answers in constant time: there are more than `above` in
 * the window exactly when the oldest of these is inside.
 */
import { assert, type Nanos } from '../../core/index.ts'

export class ActivityWindow {
  readonly #spanNanos: number = 0
  readonly #instants: Float64Array = new Float64Array(0)
  #oldest = 0
  #newest = Number.NEGATIVE_INFINITY

  constructor(options: { above: number; spanNanos: number }) {
    assert(Number.isInteger(options.above) && options.above >= 0, 'a threshold is a whole number')
    this.#spanNanos = options.spanNanos
    this.#instants = new Float64Array(options.above + 1).fill(Number.NEGATIVE_INFINITY)
  }

  /** A message came. One that steps back in time counts for the newest instant before it. */
  add(now: Nanos): void {
    if (now > this.#newest) this.#newest = now
    this.#instants[this.#oldest] = this.#newest
    this.#oldest = this.#oldest + 1 === this.#instants.length ? 0 : this.#oldest + 1
  }

  /** More than `above` messages in (now - span, now]. */
  isBusy(now: Nanos): boolean {
    return this.#instants[this.#oldest]! > now - this.#spanNanos
  }
}
