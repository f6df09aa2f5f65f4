/** Gamma and normal distributions against tabulated values and the identities that define them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digamma, gammaShare, gammaTail, lnGamma, trigamma } from './special-functions.ts'

const positive = fc.double({ min: 0.01, max: 1e4, noNaN: true })

test('ln gamma of whole numbers is the logarithm of a factorial', () => {
  let factorial = 1
  for (let n = 1; n <= 20; n++) {
    expect(lnGamma(n)).toBeCloseTo(Math.log(factorial), 12)
    factorial *= n
  }
  expect(lnGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
})

test('digamma and trigamma at 1 are the constants of Euler and Basel', () => {
  expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 13)
  expect(trigamma(1)).toBeCloseTo((Math.PI * Math.PI) / 6, 13)
  expect(digamma(0.5)).toBeCloseTo(-1.9635100260214235, 13)
})

test('all three step by their recurrences', () => {
  fc.assert(
    fc.property(positive, (x) => {
      const scale = Math.max(1, Math.abs(lnGamma(x)))
      expect(Math.abs(lnGamma(x + 1) - lnGamma(x) - Math.log(x))).toBeLessThan(1e-12 * scale)
      expect(digamma(x + 1) - digamma(x)).toBeCloseTo(1 / x, 9)
      expect((trigamma(x) - trigamma(x + 1)) * x * x).toBeCloseTo(1, 6)
    }),
  )
})

test('the gamma distribution of shape 1 is exponential, of shape 2 a sum of two', () => {
  for (const x of [0.01, 0.5, 1, 3, 10, 40]) {
    expect(gammaShare(1, x)).toBeCloseTo(1 - Math.exp(-x), 13)
    expect(gammaTail(2, x) / ((1 + x) * Math.exp(-x))).toBeCloseTo(1, 12)
  }
})

test('share and tail are a whole and rise with the value, for every shape', () => {
  fc.assert(
    fc.property(positive, positive, (shape, x) => {
      expect(gammaShare(shape, x) + gammaTail(shape, x)).toBeCloseTo(1, 12)
      expect(gammaShare(shape, x * 1.01)).toBeGreaterThanOrEqual(gammaShare(shape, x) - 1e-13)
    }),
  )
  expect(gammaShare(3, 0)).toBe(0)
  expect(gammaTail(1e6, 1e6)).toBeCloseTo(0.5, 3)
})
