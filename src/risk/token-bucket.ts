/**
 * A rate limit on event time: `perSecond` tokens flow in, at most `burst` are kept.
 *
 * Time comes from the caller; it never goes back. O(1), no allocation.
 */
import { assert, type Nanos } from '../core/index.ts'

export class TokenBucket {
  readonly #tokensPerNano: number
  readonly #burst: number
  #tokens: number
  #filledAtNanos = Number.NEGATIVE_INFINITY

  /** @throws RangeError unless both are positive and finite. */
  constructor(options: { perSecond: number; burst: number }) {
    const { perSecond, burst } = options
    if (!(perSecond > 0 && Number.isFinite(perSecond) && burst >= 1 && Number.isFinite(burst))) {
      throw new RangeError('a rate and a burst are positive, finite numbers')
    }
    this.#tokensPerNano = perSecond / 1e9
    this.#burst = burst
    this.#tokens = burst
  }

  /** Takes a token if there is one. */
  take(now: Nanos): boolean {
    assert(now >= this.#filledAtNanos, 'time does not go back')
    const sinceNanos = now - this.#filledAtNanos
    this.#tokens = Math.min(this.#burst, this.#tokens + sinceNanos * this.#tokensPerNano)
    this.#filledAtNanos = now
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
