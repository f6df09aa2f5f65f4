/** Normal delays against the distribution they claim, truncated or not. */
import { expect, test } from 'vitest'
import { millis, nanos, RandomStream, seconds } from '../../core/index.ts'
import { NormalDelay } from './normal-delay.ts'
import {
  draws,
  expectDistribution,
  momentsOf,
  normalDistribution,
  truncated,
} from './theory.suite.ts'

const stream = () => RandomStream.named(1, 'normal')
const MEAN = 5e6

test('far from its floor a delay is normal', () => {
  const delay = new NormalDelay({ mean: millis(5), deviation: millis(0.5) }, stream())
  const exact = (x: number) => normalDistribution((x - MEAN) / 5e5)
  expectDistribution(delay, exact, { mean: MEAN, variance: 5e5 ** 2 })
})

test('near its floor it has the shape of what is left above the floor', () => {
  for (const floor of [0, 3e6, MEAN]) {
    const options = { mean: millis(5), deviation: millis(4), floor: nanos(floor) }
    const exact = truncated((x) => normalDistribution((x - MEAN) / 4e6), floor)
    expectDistribution(new NormalDelay(options, stream()), exact, momentsOf(exact, floor, 60e6))
  }
})

test('no draw is below the floor, fractional, or longer than an hour', () => {
  const options = { mean: seconds(3599), deviation: seconds(3000), floor: seconds(3000) }
  const sample = draws(new NormalDelay(options, stream()), 10_000)
  expect(sample.every((x) => x >= 3000e9 && x <= 3600e9 && Number.isInteger(x))).toBe(true)
  expect(sample.filter((x) => x === 3600e9).length).toBeGreaterThan(1000)
})

test('without deviation every delay is the mean', () => {
  const options = { mean: millis(5), deviation: nanos(0), floor: millis(5) }
  expect([...draws(new NormalDelay(options, stream()), 3)]).toEqual([MEAN, MEAN, MEAN])
})

test('what makes no distribution is refused', () => {
  const refused = [
    [-1, 1, 0],
    [1, -1, 0],
    [1, 1, -1],
    [1, 1, 2],
    [Number.NaN, 1, 0],
    [1, Number.NaN, 0],
    [1, Number.POSITIVE_INFINITY, 0],
    [3601e9, 1, 0],
  ] as const
  for (const [mean, deviation, floor] of refused) {
    const options = { mean: nanos(mean), deviation: nanos(deviation), floor: nanos(floor) }
    expect(() => new NormalDelay(options, stream()), JSON.stringify(options)).toThrow(RangeError)
  }
})
