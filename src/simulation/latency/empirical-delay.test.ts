/** Delays drawn from samples: only these, each as often as it occurs. */
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { EmpiricalDelay } from './empirical-delay.ts'
import { draws } from './theory.suite.ts'

const stream = () => RandomStream.named(5, 'empirical')

test('every sample is equally likely, one that occurs twice is twice as likely', () => {
  const sample = draws(new EmpiricalDelay({ samples: [30, 10, 20, 10] }, stream()), 40_000)
  const share = (wanted: number) => sample.filter((x) => x === wanted).length / sample.length
  expect(share(10)).toBeCloseTo(0.5, 1)
  expect(share(20)).toBeCloseTo(0.25, 1)
  expect(share(30)).toBeCloseTo(0.25, 1)
  expect(share(10) + share(20) + share(30)).toBe(1)
})

test('what was given may change afterwards', () => {
  const samples = Float64Array.of(7)
  const delay = new EmpiricalDelay({ samples }, stream())
  samples[0] = -1
  expect([...draws(delay, 2)]).toEqual([7, 7])
})

test('no samples, or one that is no latency, are refused', () => {
  for (const samples of [[], [1, -1], [Number.NaN], [Number.POSITIVE_INFINITY], [3601e9]]) {
    expect(() => new EmpiricalDelay({ samples }, stream()), `${samples}`).toThrow(RangeError)
  }
})
