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

export class TokenBucket {
  readonly #perSecond: number
  readonly #partsMax: number
  #parts: number
  #filledAtNanos = Number.NEGATIVE_INFINITY

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
    this.#fill(now)
    if (this.#parts < PARTS_PER_TOKEN) return false
    this.#parts -= PARTS_PER_TOKEN
    return true
  }

  /** Whether there is a token at this moment. Not the instant is passed: a double would be boxed. */
  has(moment: { readonly now: number }): boolean {
    this.#fill(moment.now)
    return this.#parts >= PARTS_PER_TOKEN
  }

  /** Takes a token whether there is one or not; a debt is paid by those that flow in. */
  takeAnyway(moment: { readonly now: number }): void {
    this.#fill(moment.now)
    this.#parts -= PARTS_PER_TOKEN
  }

  #fill(now: number): void {
    assert(now >= this.#filledAtNanos, 'time does not go back')
    const flowed = (now - this.#filledAtNanos) * this.#perSecond
    this.#parts = Math.min(this.#partsMax, this.#parts + flowed)
    this.#filledAtNanos = now
  }
}
