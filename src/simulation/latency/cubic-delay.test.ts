/** Cubic delays against the distribution they claim. */
import { expect, test } from 'vitest'
import { micros, millis, nanos, RandomStream } from '../../core/index.ts'
import { CubicDelay } from './cubic-delay.ts'
import { draws, expectDistribution } from './theory.suite.ts'

const stream = () => RandomStream.named(4, 'cubic')

test('it has the quantiles and moments of min + a / x^3 with x uniform', () => {
  const [min, jitter] = [1e6, 2 * 1e5]
  for (const clip of [0.3, 0.6]) {
    const delay = new CubicDelay({ min: millis(1), a: 2, unit: micros(100), clip }, stream())
    // A delay up to l means x at least the cube root of jitter / (l - min).
    const exact = (l: number) =>
      Math.min(1, Math.max(0, (1 - Math.cbrt(jitter / (l - min))) / (1 - clip)))
    const meanPower = (power: number) => (clip ** (1 - power) - 1) / ((power - 1) * (1 - clip))
    const mean = min + jitter * meanPower(3)
    const variance = jitter ** 2 * (meanPower(6) - meanPower(3) ** 2)
    expectDistribution(delay, exact, { mean, variance })
  }
})

test('it stays between its ends, or at an hour when the tail is longer', () => {
  const options = { min: millis(1), a: 2, unit: micros(100), clip: 0.1 }
  const sample = draws(new CubicDelay(options, stream()), 20_000)
  expect(Math.min(...sample)).toBeGreaterThanOrEqual(1.2e6)
  expect(Math.max(...sample)).toBeLessThanOrEqual(1e6 + 2e5 * 1000)
  const endless = draws(new CubicDelay({ ...options, clip: 1e-200 }, stream()), 20_000)
  expect(Math.max(...endless)).toBeLessThanOrEqual(3600e9)
  const fixed = draws(new CubicDelay({ ...options, clip: 1 }, stream()), 3)
  expect([...fixed]).toEqual([1.2e6, 1.2e6, 1.2e6])
})

test('what makes no distribution is refused', () => {
  const good = { min: nanos(1), a: 1, unit: nanos(1), clip: 0.5 }
  const refused = [
    { min: nanos(-1) },
    { a: 0 },
    { a: Number.NaN },
    { unit: nanos(0) },
    { clip: 0 },
    { clip: 1.5 },
    { clip: Number.NaN },
  ]
  for (const wrong of refused) {
    const options = { ...good, ...wrong }
    expect(() => new CubicDelay(options, stream()), JSON.stringify(options)).toThrow(RangeError)
  }
})
