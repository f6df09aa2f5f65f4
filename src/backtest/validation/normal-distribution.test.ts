/** The normal distribution against values of forty digits, in the middle and far out. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalCumulative, normalDensity, normalQuantile } from './normal-distribution.ts'

const SHARES = [
  [-38, 2.88542835e-316],
  [-20, 2.7536241186062337e-89],
  [-10, 7.619853024160525e-24],
  [-6, 9.86587645037698e-10],
  [-3, 0.0013498980316300946],
  [-1.96, 0.024997895148220435],
  [-1.3, 0.09680048458561033],
  [-1.2, 0.11506967022170828],
  [-1.19, 0.11702319602310873],
  [-1, 0.15865525393145705],
  [-0.5, 0.3085375387259869],
  [-0.001, 0.49960105778608893],
  [0.3, 0.6179114221889527],
  [1, 0.8413447460685429],
  [2.5, 0.9937903346742238],
  [5, 0.9999997133484281],
] as const

const QUANTILES = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1e-10, -6.361340902404057],
  [1e-5, -4.264890793922825],
  [0.001, -3.0902323061678136],
  [0.025, -1.9599639845400543],
  [0.05, -1.6448536269514726],
  [0.1, -1.2815515655446004],
  [0.25, -0.6744897501960817],
  [0.4, -0.2533471031357997],
  [0.49, -0.025068908258711057],
] as const

test('shares are right to 3e-15 of themselves, the far tail included', () => {
  for (const [z, share] of SHARES) {
    expect(Math.abs(normalCumulative(z) / share - 1), `at ${z}`).toBeLessThan(3e-15)
  }
  expect(normalCumulative(0)).toBe(0.5)
  expect(normalCumulative(-40)).toBe(0)
  expect(normalCumulative(40)).toBe(1)
  expect(normalCumulative(Number.NaN)).toBeNaN()
})

test('quantiles are right to 1e-15 of themselves, or of one where they are smaller', () => {
  for (const [share, z] of QUANTILES) {
    const miss = Math.abs(normalQuantile(share) - z) / Math.max(1, Math.abs(z))
    expect(miss, `at ${share}`).toBeLessThan(1e-15)
  }
  expect(normalQuantile(0.5)).toBe(0)
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
  for (const none of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(none)).toBeNaN()
})

test('share and quantile undo each other, and both sides mirror', () => {
  fc.assert(
    fc.property(fc.double({ min: -30, max: 5, noNaN: true }), (z) => {
      const share = normalCumulative(z)
      // Where the share is near one, a last bit of it is a long way.
      const bit = 1e-15 + (share * 2e-16) / normalDensity(z)
      expect(Math.abs(normalQuantile(share) - z)).toBeLessThan(bit * Math.max(4, Math.abs(z)))
      expect(normalCumulative(-z) + share).toBeCloseTo(1, 15)
    }),
  )
})

test('the share rises with the value, also where the method changes', () => {
  for (const seam of [-1.2, 0, 1.2]) {
    for (let step = -50; step < 50; step++) {
      const z = seam + step * 1e-9
      expect(normalCumulative(z + 1e-9)).toBeGreaterThan(normalCumulative(z))
    }
  }
})
