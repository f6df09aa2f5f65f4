/**
 * A sliding window of time, in 64 slices with a number each. O(1), no allocation per event.
 *
 * The window is as long as asked or up to a slice longer: what a limit is held against is never
 * forgotten too early. Time that steps back stays in the newest slice.
 */
import { assert } from '../../core/index.ts'

const SLICES = 64

export class TimeSlices {
  readonly values = new Float64Array(SLICES)
  readonly #sliceNanos: number = 0
  readonly #empty: number = 0
  #newest = Number.NaN

  /** @param empty what a slice holds in which nothing has happened. */
  constructor(windowNanos: number, empty: number) {
    assert(windowNanos > 0, 'a window takes time')
    this.#sliceNanos = windowNanos / (SLICES - 1)
    this.#empty = empty
    this.clear()
  }

  /** Where the present slice is in `values`. Slices that have left the window are empty again. */
  at(now: number): number {
    const slice = Math.floor(now / this.#sliceNanos)
    if (Number.isNaN(this.#newest)) this.#newest = slice
    const from = Math.max(this.#newest + 1, slice - SLICES + 1)
    for (let k = from; k <= slice; k++) this.values[remainder(k)] = this.#empty
    if (slice > this.#newest) this.#newest = slice
    return remainder(this.#newest)
  }

  clear(): void {
    this.values.fill(this.#empty)
    this.#newest = Number.NaN
  }
}

const remainder = (slice: number): number => ((slice % SLICES) + SLICES) % SLICES
