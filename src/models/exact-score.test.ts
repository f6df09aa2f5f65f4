/** Exact comparison of scores, against fractions of BigInt on prices that stand still and jump. */
import { expect, test } from 'vitest'
import { RandomStream } from '../core/index.ts'
import { compareExactly } from './exact-score.ts'
import { RollingZScore } from './rolling-z-score.ts'

test('a score that is exactly the boundary is neither above nor below', () => {
  // One of n samples differs: |z| is the root of n - 1, 7 for 50 samples.
  const samples = new Float64Array(50).fill(99.7)
  samples[17] = 100.3
  expect(compareExactly(samples, 100.3, 7)).toBe(0)
  expect(compareExactly(samples, 100.3, 7 - Number.EPSILON * 8)).toBe(1)
  expect(compareExactly(samples, 100.3, 7 + Number.EPSILON * 8)).toBe(-1)
})

test('of two different samples each is exactly one deviation away', () => {
  const random = RandomStream.named(1, 'pairs')
  for (let k = 0; k < 200; k++) {
    const pair = new Float64Array([random.uniform() * 1e5, random.normal() * 1e-3])
    expect(compareExactly(pair, pair[0]!, 1)).toBe(0)
    expect(compareExactly(pair, pair[1]!, 1)).toBe(0)
  }
})

test('equal samples, zeros, signs and extremes of the exponent are in order', () => {
  expect(compareExactly(new Float64Array([5, 5, 5]), 5, 0)).toBe(-1)
  expect(compareExactly(new Float64Array([0, 0, 1]), 0, 1e-300)).toBe(1)
  expect(compareExactly(new Float64Array([-1, 0, 1]), 0, 0)).toBe(0)
  expect(compareExactly(new Float64Array([5e-324, 1e300]), 1e300, 1)).toBe(0)
})

for (const window of [2, 5, 13, 26, 50]) {
  test(`a rolling window of ${window} decides as whole numbers do (prices in steps)`, () => {
    const random = RandomStream.named(window, 'steps')
    const score = new RollingZScore(window)
    const cents: number[] = []
    let price = 10_000
    for (let k = 0; k < 3_000; k++) {
      if (random.uniform() < 0.08) price += random.integer(-30, 30)
      cents.push(price)
      score.push(price / 100)
      if (cents.length < window) continue
      for (const boundary of [1, 1.5, 2, 3.5, 7]) {
        expect(score.compare(boundary)).toBe(wholeCents(cents.slice(-window), boundary))
      }
    }
  })
}

/** In whole cents the sums are exact in a double; prices in currency are those divided by 100. */
function wholeCents(cents: readonly number[], boundary: number): number {
  const n = cents.length
  const base = cents[0]!
  const sum = cents.reduce((total, cent) => total + (cent - base), 0)
  const squares = cents.reduce((total, cent) => total + (cent - base) ** 2, 0)
  const distance = n * (cents[n - 1]! - base) - sum
  const variance = n * squares - sum * sum
  if (variance === 0) return -1
  return Math.sign(distance * distance - boundary * boundary * variance)
}
