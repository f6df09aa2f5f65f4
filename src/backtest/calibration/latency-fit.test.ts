/** Latency fits: what the models of a run draw is found again, with errors that hold what they say. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InputError, nanos, RandomStream } from '../../core/index.ts'
import { type SampledSpec, sampledDelay } from '../../simulation/index.ts'
import { fitLatency, type LatencyFamily, quantile } from './latency-fit.ts'

function drawn(spec: SampledSpec, count: number, seed: number | string): Float64Array {
  const delay = sampledDelay(spec, RandomStream.named(seed, 'latency'))
  return Float64Array.from({ length: count }, () => delay.draw(nanos(0)))
}

const CASES: readonly { spec: SampledSpec; values: readonly number[] }[] = [
  { spec: { model: 'lognormal', median: nanos(3.4e6), sigma: 0.68 }, values: [3.4e6, 0.68] },
  { spec: { model: 'lognormal', median: nanos(2e4), sigma: 0.3 }, values: [2e4, 0.3] },
  { spec: { model: 'gamma', shape: 2.2, scale: nanos(1e6) }, values: [2.2, 1e6] },
  { spec: { model: 'gamma', shape: 0.6, scale: nanos(5e7) }, values: [0.6, 5e7] },
  {
    spec: { model: 'normal', mean: nanos(9e6), deviation: nanos(1.5e6) },
    values: [9e6, 1.5e6],
  },
]

for (const { spec, values } of CASES) {
  const family = (spec as { model: LatencyFamily }).model
  test(`${family} ${values.join(', ')}: the family is chosen and its parameters are within their errors`, () => {
    let far = 0
    for (let seed = 1; seed <= 10; seed++) {
      const { fits } = fitLatency(drawn(spec, 4000, seed), 'entry')
      const [best] = fits
      expect(best?.family).toBe(family)
      expect(best?.kolmogorov).toBeLessThan(0.03)
      for (const [k, { value, error }] of best!.parameters.entries()) {
        const errors = Math.abs(value - values[k]!) / error
        expect(errors).toBeLessThan(4.5)
        if (errors > 2) far++
      }
    }
    // One in twenty lies beyond two standard errors; more than six of twenty would be no accident.
    expect(far).toBeLessThanOrEqual(6)
  })
}

test('a latency that never varies is a constant, and what hardly varies is not', () => {
  const same = fitLatency(new Float64Array(200).fill(1500), 'feed')
  expect(same.fits[0]).toMatchObject({ family: 'constant', kolmogorov: 0 })
  expect(same.fits[0]?.spec).toEqual({ model: 'constant', latency: 1500 })
  const nearly = new Float64Array(200).fill(1500)
  nearly[0] = 1501
  expect(fitLatency(nearly, 'feed').fits.at(-1)).toMatchObject({
    family: 'constant',
    aic: Number.POSITIVE_INFINITY,
  })
})

test('every spec can be drawn from, and draws what was measured', () => {
  const measured = drawn({ model: 'lognormal', median: nanos(5e5), sigma: 1 }, 2000, 'measured')
  for (const { spec, share, family } of fitLatency(measured, 'entry').fits) {
    const again = drawn(spec, 2000, 'again').sort()
    const middle = quantile(again, 0.5)
    if (family !== 'constant') expect(share(middle)).toBeCloseTo(0.5, 1)
  }
})

test('the distance is the one that counting finds', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 100, maxLength: 150 })
  fc.assert(
    fc.property(gaps, (latencies) => {
      for (const { share, kolmogorov } of fitLatency(latencies, 'entry').fits) {
        let farthest = 0
        // The measured share jumps at whole nanoseconds: just before and at each of them.
        for (let at = 0; at <= 41; at++) {
          const upTo = latencies.filter((latency) => latency <= at).length / latencies.length
          const below = latencies.filter((latency) => latency < at).length / latencies.length
          if (!latencies.includes(at)) continue
          farthest = Math.max(farthest, Math.abs(share(at) - upTo))
          farthest = Math.max(farthest, Math.abs(share(at - 0.5) - below))
        }
        expect(kolmogorov).toBeCloseTo(farthest, 12)
      }
    }),
    { numRuns: 30 },
  )
})

test('too few latencies, or some below zero, are refused with what is needed', () => {
  expect(() => fitLatency([1, 2, 3], 'entry')).toThrow(InputError)
  expect(() => fitLatency([1, 2, 3], 'entry')).toThrow(
    '3 entry latencies are too few to fit a distribution to\n  Give at least 100.',
  )
  const negative = Float64Array.from({ length: 100 }, (_, k) => k - 1)
  expect(() => fitLatency(negative, 'feed')).toThrow('a feed latency is -1 ns, less than nothing')
})
