/**
 * A rate limit on event time: `perSecond` tokens flow in, at most `burst` are kept.
 *
 * Counted in billionths of a token, of which a nanosecond brings `perSecond`: whole rates and whole
 * nanoseconds are exact, so that an order which is due is never refused by a rounding error (three
 * thirds of a token are one). Time comes from the caller; it never goes back. O(1), no allocation.
 */
import { assert, type Nanos } from '../core/index.ts'

/** A nanosecond at one token a second brings one of these. */
const PARTS_PER_TOKEN = 1e9

/** Whatever has an instant, in nanoseconds. */
export interface Moment {
  readonly now: number
}

export class TokenBucket {
  // Numbers from birth: a field that was undefined once is allocated anew with every change.
  readonly #perSecond: number = Number.NaN
  readonly #partsMax: number = Number.NaN
  #parts = Number.NaN
  #filledAtNanos = Number.NEGATIVE_INFINITY
  readonly #moment = { now: Number.NaN }

  /** @throws RangeError unless both are finite, the rate positive and the burst at least 1. */
  constructor(options: { perSecond: number; burst: number }) {
    const { perSecond, burst } = options
    if (!(perSecond > 0 && Number.isFinite(perSecond) && burst >= 1 && Number.isFinite(burst))) {
      throw new RangeError('a rate is a positive, finite number, a burst at least 1 and finite')
    }
    this.#perSecond = perSecond
    this.#partsMax = burst * PARTS_PER_TOKEN
    this.#parts = this.#partsMax
  }

  /** Takes a token if there is one. */
  take(now: Nanos): boolean {
    this.#moment.now = now
    return this.takeAt(this.#moment)
  }

  /** The same for a moment that bears its instant: a double that crosses a call is allocated. */
  takeAt(moment: Moment): boolean {
    if (!this.has(moment)) return false
    this.#parts -= PARTS_PER_TOKEN
    return true
  }

  /** Whether there is a token at this moment. */
  has(moment: Moment): boolean {
    this.#fill(moment)
    return this.#parts >= PARTS_PER_TOKEN
  }

  /** Takes a token whether there is one or not; a debt is paid by those that flow in. */
  takeAnyway(moment: Moment): void {
    this.#fill(moment)
    this.#parts -= PARTS_PER_TOKEN
  }

  #fill({ now }: Moment): void {
    if (now === this.#filledAtNanos) return
    assert(now > this.#filledAtNanos, 'time does not go back')
    const parts = this.#parts + (now - this.#filledAtNanos) * this.#perSecond
    this.#parts = parts < this.#partsMax ? parts : this.#partsMax
    this.#filledAtNanos = now
  }
}
