/**
 * A z-score over a full trailing window that includes the newest sample, population deviation.
 *
 * Plain rolling sums of squares lose everything to cancellation when the price is 1e5 and the
 * deviation 1e-1. Here sums are taken of differences to an anchor near the window, and recomputed
 * from the window with a fresh anchor every 1,024 samples, and whenever the spread of the window has
 * become small against what the sums went through (a jump that left the window, a long drift). The
 * relative error of the deviation stays below 1e-10.
 *
 * A window of equal samples is recognised by counting, not by a deviation that happens to be small.
 */
import { assert } from '../core/index.ts'
import { compareExactly } from './exact-score.ts'

const SAMPLES_BETWEEN_ANCHORS_MIN = 1024
/** Re-anchor once the sum of squared deviations is this small a part of the largest sum carried. */
const SHRUNK = 1e-4
/** Far above the error of z, far below any difference that a market makes. */
const TOO_CLOSE_TO_CALL = 1e-9

export class RollingZScore {
  readonly window: number
  readonly #samples: Float64Array = new Float64Array(0)
  readonly #samplesBetweenAnchors: number = 0
  #next = 0
  #count = 0
  #anchor = 0
  #sum = 0
  #sumOfSquares = 0
  #peakOfSquares = 0
  #sinceAnchor = 0
  #equalRun = 0
  #latest = Number.NaN

  /** @throws RangeError unless `window` is an integer of at least 2 samples. */
  constructor(window: number) {
    if (!Number.isInteger(window) || window < 2) {
      throw new RangeError(`a rolling window is an integer of at least 2 samples, was ${window}`)
    }
    this.window = window
    this.#samples = new Float64Array(window)
    this.#samplesBetweenAnchors = Math.max(SAMPLES_BETWEEN_ANCHORS_MIN, window)
  }

  get isFull(): boolean {
    return this.#count === this.window
  }
  /** All samples of the window are the same number. */
  get isFlat(): boolean {
    return this.#equalRun >= this.#count
  }
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#anchor + this.#sum / this.#count
  }
  /** Population standard deviation; exactly 0 for a flat window. */
  get deviation(): number {
    if (this.#count === 0) return Number.NaN
    if (this.isFlat) return 0
    const mean = this.#sum / this.#count
    return Math.sqrt(Math.max(0, this.#sumOfSquares / this.#count - mean * mean))
  }
  /** Deviations of the newest sample from the mean; NaN while the window is not full, or flat. */
  get z(): number {
    if (!this.isFull) return Number.NaN
    const deviation = this.deviation
    // Both are measured from the anchor, so that a high price does not round the difference away.
    const sinceAnchor = this.#latest - this.#anchor - this.#sum / this.#count
    return deviation === 0 ? Number.NaN : sinceAnchor / deviation
  }

  /**
   * The sign of |z| - boundary, exact also where rounding could decide it; -1 without a score.
   * O(1), but O(window) in exact integers for scores closer than 1e-9 to the boundary.
   */
  compare(boundary: number): -1 | 0 | 1 {
    const difference = Math.abs(this.z) - boundary
    if (Number.isNaN(difference)) return -1
    if (Math.abs(difference) > TOO_CLOSE_TO_CALL * Math.max(1, boundary))
      return difference > 0 ? 1 : -1
    return compareExactly(this.#samples, this.#latest, boundary)
  }

  /** Takes in a sample; O(1) amortised, no allocation. */
  push(sample: number): void {
    assert(Number.isFinite(sample), 'a sample is a finite number')
    this.#equalRun = sample === this.#latest ? this.#equalRun + 1 : 1
    this.#latest = sample
    const oldest = this.#samples[this.#next]!
    this.#samples[this.#next] = sample
    this.#next = this.#next + 1 === this.window ? 0 : this.#next + 1
    if (this.#count === 0) this.#anchor = sample
    const entering = sample - this.#anchor
    if (this.#count < this.window) {
      this.#count++
      this.#sum += entering
      this.#sumOfSquares += entering * entering
    } else {
      const leaving = oldest - this.#anchor
      this.#sum += entering - leaving
      this.#sumOfSquares += (entering - leaving) * (entering + leaving)
    }
    if (this.#sumOfSquares > this.#peakOfSquares) this.#peakOfSquares = this.#sumOfSquares
    const spread = this.#sumOfSquares - (this.#sum * this.#sum) / this.#count
    // Written so that a spread that is not a number (sums that overflowed) is recomputed too.
    const isShrunk = !(spread >= SHRUNK * this.#peakOfSquares) && !this.isFlat
    if (++this.#sinceAnchor >= this.#samplesBetweenAnchors || isShrunk) this.#anchorAnew()
  }

  #anchorAnew(): void {
    const anchor = this.#latest
    let sum = 0
    let sumOfSquares = 0
    for (let k = 0; k < this.#count; k++) {
      const difference = this.#samples[k]! - anchor
      sum += difference
      sumOfSquares += difference * difference
    }
    this.#anchor = anchor
    this.#sum = sum
    this.#sumOfSquares = sumOfSquares
    this.#peakOfSquares = sumOfSquares
    this.#sinceAnchor = 0
  }
}
