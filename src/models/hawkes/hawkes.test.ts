/** Hawkes processes against closed forms, the double sum, and their own draws. */
import { expect, test } from 'vitest'
import { InputError, RandomStream } from '../../core/index.ts'
import {
  branchingMatrix,
  checkedHawkes,
  type EventRecord,
  exponentialTest,
  fitHawkes,
  HawkesGenerator,
  type HawkesParameters,
  jumpRate,
  logLikelihood,
  mutualHawkes,
  residuals,
  signature,
  spectralRadius,
  stationaryRates,
} from './index.ts'

const MUTUAL = { baseline: 0.16, excitation: 0.3, decay: 0.9 }

const TWO_DECAYS = checkedHawkes({
  baselines: [0.4, 0.1],
  decays: [1, 12],
  excitations: [
    [
      [0.2, 1.5],
      [0.1, 0],
    ],
    [
      [0.05, 3],
      [0.3, 1],
    ],
  ],
})

function recordOf(parameters: HawkesParameters, endSeconds: number, seed: number): EventRecord {
  const room = Math.ceil(
    stationaryRates(parameters).reduce((sum, rate) => sum + rate, 0) * endSeconds * 1.5 + 100,
  )
  const seconds = new Float64Array(room)
  const kinds = new Uint8Array(room)
  const generator = new HawkesGenerator(parameters, RandomStream.named(seed, 'hawkes'))
  const count = generator.fillInto(seconds, kinds, endSeconds)
  expect(count).toBeLessThan(room)
  return { seconds, kinds, count, endSeconds }
}

test('the signature of the mutually exciting price is the closed form', () => {
  const golden = new Map([
    [0.1, 0.4679],
    [0.5, 0.4279],
    [1, 0.3923],
    [2, 0.3496],
    [5, 0.3049],
    [10, 0.2875],
    [50, 0.2735],
    [200, 0.2709],
  ])
  expect(jumpRate(MUTUAL)).toBeCloseTo(0.48, 12)
  for (const [tau, expected] of golden) {
    expect(Math.abs(signature(MUTUAL, tau) - expected)).toBeLessThan(0.00005)
  }
})

test('60,000 drawn seconds have that signature', () => {
  const record = recordOf(mutualHawkes(MUTUAL), 60_000, 7)
  expect(record.count / 60_000).toBeCloseTo(0.48, 1.7)
  for (const tau of [0.1, 1, 5, 10]) {
    let at = 0
    let price = 0
    let before = 0
    let sum = 0
    const steps = Math.floor(60_000 / tau)
    for (let step = 1; step <= steps; step++) {
      while (at < record.count && record.seconds[at]! <= step * tau) {
        price += record.kinds[at++] === 0 ? 1 : -1
      }
      sum += (price - before) ** 2
      before = price
    }
    const relative = sum / (steps * tau) / signature(MUTUAL, tau)
    expect(Math.abs(relative - 1)).toBeLessThan(0.05)
  }
})

test('branching ratio and rates in the long run are those of the matrix', () => {
  const mutual = mutualHawkes(MUTUAL)
  expect(branchingMatrix(mutual)[0]![1]).toBeCloseTo(1 / 3, 12)
  expect(spectralRadius(mutual)).toBeCloseTo(1 / 3, 9)
  for (const rate of stationaryRates(mutual)) expect(rate).toBeCloseTo(0.24, 12)
  const record = recordOf(TWO_DECAYS, 20_000, 3)
  stationaryRates(TWO_DECAYS).forEach((rate, kind) => {
    let count = 0
    for (let k = 0; k < record.count; k++) count += Number(record.kinds[k] === kind)
    expect(Math.abs(count / 20_000 / rate - 1)).toBeLessThan(0.05)
  })
})

test('a process whose events have a child each or more is refused', () => {
  const explosive = mutualHawkes({ ...MUTUAL, excitation: 0.9 })
  expect(() => checkedHawkes(explosive)).toThrow('explodes')
  expect(() => checkedHawkes({ ...explosive, decays: [0] })).toThrow(InputError)
  expect(() => checkedHawkes({ ...explosive, baselines: [0, 0] })).toThrow(InputError)
})

test('the recursion is the sum over all pairs', () => {
  const record = recordOf(TWO_DECAYS, 60, 11)
  let sum = 0
  for (let k = 0; k < record.count; k++) {
    const kind = record.kinds[k]!
    let intensity = TWO_DECAYS.baselines[kind]!
    for (let p = 0; p < k; p++) {
      TWO_DECAYS.decays.forEach((decay, m) => {
        const jump = TWO_DECAYS.excitations[kind]![record.kinds[p]!]![m]!
        intensity += jump * Math.exp(-decay * (record.seconds[k]! - record.seconds[p]!))
      })
    }
    sum += Math.log(intensity)
  }
  for (let kind = 0; kind < 2; kind++) {
    sum -= TWO_DECAYS.baselines[kind]! * 60
    for (let p = 0; p < record.count; p++) {
      TWO_DECAYS.decays.forEach((decay, m) => {
        const jump = TWO_DECAYS.excitations[kind]![record.kinds[p]!]![m]!
        sum -= (jump / decay) * (1 - Math.exp(-decay * (60 - record.seconds[p]!)))
      })
    }
  }
  expect(logLikelihood(TWO_DECAYS, record)).toBeCloseTo(sum, 8)
})

test('residuals of the right model are exponential, those of a wrong one are not', () => {
  const record = recordOf(TWO_DECAYS, 3_000, 5)
  const right = residuals(TWO_DECAYS, record)
  expect(right.length).toBe(record.count - 2)
  expect(exponentialTest(right).probability).toBeGreaterThan(0.01)
  const rates = stationaryRates(TWO_DECAYS)
  const poisson = { ...TWO_DECAYS, baselines: rates, excitations: noExcitation() }
  expect(exponentialTest(residuals(poisson, record)).probability).toBeLessThan(1e-6)
})

const noExcitation = () => [
  [
    [0, 0],
    [0, 0],
  ],
  [
    [0, 0],
    [0, 0],
  ],
]

test('maximum likelihood finds the parameters that made a record, and their decay', () => {
  const record = recordOf(mutualHawkes(MUTUAL), 20_000, 2)
  const fit = fitHawkes(record, { kinds: 2, decays: [2], isDecayFitted: true, iterations: 60 })
  const { baselines, decays, excitations } = fit.parameters
  expect(fit.logLikelihood).toBeGreaterThanOrEqual(logLikelihood(mutualHawkes(MUTUAL), record) - 1)
  for (const baseline of baselines) expect(Math.abs(baseline - 0.16)).toBeLessThan(0.02)
  expect(Math.abs(decays[0]! - 0.9)).toBeLessThan(0.15)
  expect(Math.abs(excitations[0]![1]![0]! - 0.3)).toBeLessThan(0.05)
  expect(excitations[0]![0]![0]).toBeLessThan(0.05)
})

test('the same stream gives the same events, drawn one by one or together', () => {
  for (const parameters of [TWO_DECAYS, mutualHawkes(MUTUAL)]) {
    const one = new HawkesGenerator(parameters, RandomStream.named(1, 'flow'))
    const all = new HawkesGenerator(parameters, RandomStream.named(1, 'flow'))
    const seconds = new Float64Array(500)
    const kinds = new Uint8Array(500)
    expect(all.fillInto(seconds, kinds)).toBe(500)
    for (let k = 0; k < 500; k++) {
      one.advance()
      expect([one.seconds, one.kind]).toEqual([seconds[k], kinds[k]])
    }
    for (let kind = 0; kind < 2; kind++) expect(one.intensity(kind)).toBe(all.intensity(kind))
  }
})

test('the test of exponentials accepts them and refuses uniforms', () => {
  const random = RandomStream.named(1, 'sample')
  const right = Float64Array.from({ length: 5_000 }, () => random.exponential())
  const wrong = Float64Array.from({ length: 5_000 }, () => random.uniform() * 2)
  expect(exponentialTest(right).probability).toBeGreaterThan(0.01)
  expect(exponentialTest(wrong).probability).toBeLessThan(1e-9)
  expect(exponentialTest(Float64Array.of(Math.LN2)).distance).toBeCloseTo(0.5, 12)
})
