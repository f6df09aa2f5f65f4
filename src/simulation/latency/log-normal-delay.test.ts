/** Log-normal delays against the distribution they claim. */
import { expect, test } from 'vitest'
import { millis, nanos, RandomStream } from '../../core/index.ts'
import { LogNormalDelay } from './log-normal-delay.ts'
import { draws, expectDistribution, normalDistribution, truncated } from './theory.suite.ts'

const stream = () => RandomStream.named(2, 'log-normal')
const MEDIAN = 2e6

test('its logarithm is normal, for narrow and for wide spreads', () => {
  for (const sigma of [0.05, 0.5, 1]) {
    const exact = (x: number) => normalDistribution(Math.log(x / MEDIAN) / sigma)
    const mean = MEDIAN * Math.exp(sigma ** 2 / 2)
    const variance = mean ** 2 * (Math.exp(sigma ** 2) - 1)
    const delay = new LogNormalDelay({ median: millis(2), sigma }, stream())
    expectDistribution(delay, exact, { mean, variance })
  }
})

test('a floor cuts the lower part off', () => {
  for (const floor of [1e6, MEDIAN]) {
    const exact = truncated((x) => normalDistribution(Math.log(x / MEDIAN) / 0.5), floor)
    const options = { median: millis(2), sigma: 0.5, floor: nanos(floor) }
    expectDistribution(new LogNormalDelay(options, stream()), exact)
  }
})

test('a spread beyond all measure ends at an hour', () => {
  const sample = draws(new LogNormalDelay({ median: millis(2), sigma: 1e300 }, stream()), 100)
  expect(new Set(sample)).toEqual(new Set([0, 3600e9]))
})

test('what makes no distribution is refused', () => {
  const refused = [
    [0, 1, 0],
    [-1, 1, 0],
    [1, 0, 0],
    [1, -1, 0],
    [1, Number.NaN, 0],
    [1, 1, 2],
    [Number.NaN, 1, 0],
  ] as const
  for (const [median, sigma, floor] of refused) {
    const options = { median: nanos(median), sigma, floor: nanos(floor) }
    expect(() => new LogNormalDelay(options, stream()), JSON.stringify(options)).toThrow(RangeError)
  }
})
