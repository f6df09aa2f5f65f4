/** Gamma delays against the distribution they claim, for shapes on both sides of 1. */
import { expect, test } from 'vitest'
import { millis, nanos, RandomStream, seconds } from '../../core/index.ts'
import { GammaDelay, SHAPE_MAX, SHAPE_MIN } from './gamma-delay.ts'
import { draws, expectDistribution, gammaDistribution, truncated } from './theory.suite.ts'

const stream = () => RandomStream.named(3, 'gamma')
const SCALE = 1e6

test('it has the quantiles and moments of its shape', () => {
  // Seconds, because delays are whole nanoseconds and a shape of 0.3 has many far below a scale.
  for (const shape of [0.3, 0.9, 1, 2, 7.5, 60]) {
    const exact = (x: number) => gammaDistribution(shape, x / 1e9)
    const moments = { mean: shape * 1e9, variance: shape * 1e9 ** 2 }
    expectDistribution(new GammaDelay({ shape, scale: seconds(1) }, stream()), exact, moments)
  }
})

test('a floor cuts the lower part off', () => {
  const exact = (x: number) => gammaDistribution(2, x / SCALE)
  for (const floor of [1e5, 1.6e6]) {
    const options = { shape: 2, scale: millis(1), floor: nanos(floor) }
    expectDistribution(new GammaDelay(options, stream()), truncated(exact, floor))
  }
})

test('extreme shapes draw in bounded time', () => {
  const narrow = draws(new GammaDelay({ shape: SHAPE_MAX, scale: nanos(1000) }, stream()), 1000)
  expect(narrow.every((x) => Math.abs(x - 1e9) < 6e6)).toBe(true)
  const flat = draws(new GammaDelay({ shape: SHAPE_MIN, scale: millis(1) }, stream()), 1000)
  expect(flat.filter((x) => x === 0).length).toBeGreaterThan(800)
})

test('what makes no distribution is refused', () => {
  const refused = [
    [0, 1, 0],
    [-2, 1, 0],
    [Number.NaN, 1, 0],
    [2e6, 1, 0],
    [2, 0, 0],
    [2, -1, 0],
    [2, Number.NaN, 0],
    [2, 3, -1],
    [2, 3, 6],
    [0.3, 3, 1],
  ] as const
  for (const [shape, scale, floor] of refused) {
    const options = { shape, scale: nanos(scale), floor: nanos(floor) }
    expect(() => new GammaDelay(options, stream()), JSON.stringify(options)).toThrow(RangeError)
  }
})
