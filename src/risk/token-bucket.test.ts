/** The throttle against a twin that counts in whole numbers only. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nanos } from '../core/index.ts'
import { TokenBucket } from './token-bucket.ts'

/** Billionths of a token as BigInt: nothing is ever rounded. */
class ExactBucket {
  #parts: bigint
  #filledAt: bigint | undefined
  readonly #perSecond: bigint
  readonly #burst: bigint

  constructor(perSecond: number, burst: number) {
    this.#perSecond = BigInt(perSecond)
    this.#burst = BigInt(burst) * 1_000_000_000n
    this.#parts = this.#burst
  }

  take(now: number): boolean {
    const since = this.#filledAt === undefined ? 0n : BigInt(now) - this.#filledAt
    const filled = this.#parts + since * this.#perSecond
    this.#parts = filled > this.#burst ? this.#burst : filled
    this.#filledAt = BigInt(now)
    if (this.#parts < 1_000_000_000n) return false
    this.#parts -= 1_000_000_000n
    return true
  }
}

test('property: agrees with the exact twin at any rate, burst and times', () => {
  const gap = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 400_000_000 }) },
    { weight: 2, arbitrary: fc.constantFrom(0, 1, 33_333_333, 100_000_000, 333_333_333) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 40 * 86_400 }).map((s) => s * 1e9) },
  )
  const rate = fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1_000_000 }))
  fc.assert(
    fc.property(
      rate,
      fc.integer({ min: 1, max: 20 }),
      fc.array(gap, { minLength: 1, maxLength: 200 }),
      (perSecond, burst, gaps) => {
        const bucket = new TokenBucket({ perSecond, burst })
        const twin = new ExactBucket(perSecond, burst)
        let now = 0
        for (const nanoseconds of gaps) {
          now = Math.min(now + nanoseconds, Number.MAX_SAFE_INTEGER)
          expect(bucket.take(nanos(now))).toBe(twin.take(now))
        }
      },
    ),
    { numRuns: 500, seed: 11 },
  )
})

test('orders exactly at the rate all leave, for hours', () => {
  for (const perSecond of [1, 3, 7, 10, 30, 1_000]) {
    const bucket = new TokenBucket({ perSecond, burst: 2 })
    for (let k = 0; k < 2; k++) bucket.take(nanos(0))
    let refused = 0
    for (let order = 1; order <= 20_000; order++) {
      // The nanosecond on or after the order's exact turn.
      if (!bucket.take(nanos(Math.ceil((order * 1e9) / perSecond)))) refused++
    }
    expect(refused).toBe(0)
  }
})

test('a long silence saves up one burst and no more', () => {
  const bucket = new TokenBucket({ perSecond: 1_000, burst: 3 })
  const week = nanos(7 * 86_400e9)
  let taken = 0
  for (let k = 0; k < 10; k++) if (bucket.take(week)) taken++
  expect(taken).toBe(3)
})

test('time that goes back or is no time is a bug of the caller, and stops', () => {
  const bucket = new TokenBucket({ perSecond: 1, burst: 1 })
  bucket.take(nanos(10))
  expect(() => bucket.take(nanos(9))).toThrow('time does not go back')
  expect(() => bucket.take(nanos(Number.NaN))).toThrow('time does not go back')
})

test('refuses rates and bursts that mean nothing', () => {
  for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new TokenBucket({ perSecond: bad, burst: 1 })).toThrow(RangeError)
    expect(() => new TokenBucket({ perSecond: 1, burst: bad })).toThrow(RangeError)
  }
  expect(() => new TokenBucket({ perSecond: 1, burst: 0.5 })).toThrow(RangeError)
})
