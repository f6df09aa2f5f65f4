/** The rolling z-score against exact arithmetic, where naive sums lose everything. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomStream } from '../core/index.ts'
import { exactMoments } from './exact-moments.suite.ts'
import { RollingZScore } from './rolling-z-score.ts'

interface Errors {
  deviation: number
  mean: number
  z: number
}

/** Pushes a series and returns the worst relative errors of every `stride`-th full window. */
function worstErrors(window: number, samples: Iterable<number>, stride = 1): Errors {
  const score = new RollingZScore(window)
  const trailing: number[] = []
  const worst: Errors = { deviation: 0, mean: 0, z: 0 }
  let step = 0
  for (const sample of samples) {
    score.push(sample)
    trailing.push(sample)
    if (trailing.length > window) trailing.shift()
    if (++step % stride !== 0 || trailing.length < window) continue
    const exact = exactMoments(trailing)
    worst.mean = Math.max(worst.mean, relative(score.mean, exact.mean))
    worst.deviation = Math.max(worst.deviation, relative(score.deviation, exact.deviation))
    if (Number.isNaN(exact.z) !== Number.isNaN(score.z)) worst.z = Number.POSITIVE_INFINITY
    else if (!Number.isNaN(exact.z)) {
      // A z near zero is a difference of near equals: judged on the scale of one deviation.
      worst.z = Math.max(worst.z, Math.abs(score.z - exact.z) / Math.max(1, Math.abs(exact.z)))
    }
  }
  return worst
}

const relative = (found: number, exact: number): number =>
  found === exact ? 0 : Math.abs(found - exact) / Math.abs(exact)

function* walk(options: {
  seed: number
  start: number
  volatility: number
  steps: number
}): Iterable<number> {
  const random = RandomStream.named(options.seed, 'walk')
  let price = options.start
  for (let step = 0; step < options.steps; step++) {
    price *= 1 + options.volatility * random.normal()
    yield price
  }
}

test('a price of 1e5 that moves by a millionth keeps ten digits of its deviation', () => {
  for (const window of [2, 20, 50, 200]) {
    const series = walk({ seed: window, start: 1e5, volatility: 1e-6, steps: 20_000 })
    const worst = worstErrors(window, series, window === 200 ? 17 : 3)
    expect(worst.deviation).toBeLessThan(1e-10)
    expect(worst.mean).toBeLessThan(1e-15)
    expect(worst.z).toBeLessThan(1e-9)
  }
})

test('ordinary volatility keeps eleven digits', () => {
  const worst = worstErrors(50, walk({ seed: 1, start: 100, volatility: 0.002, steps: 20_000 }), 7)
  expect(worst.deviation).toBeLessThan(1e-11)
  expect(worst.z).toBeLessThan(1e-11)
})

test('a jump of 1e6 into the window and out again leaves no trace', () => {
  for (const jump of [1e6, -1e6]) {
    const series = [...walk({ seed: 3, start: 100, volatility: 1e-5, steps: 3_000 })]
    for (const at of [100, 700, 701, 1_500, 1_529, 2_048]) series[at]! += jump
    const worst = worstErrors(30, series)
    expect(worst.deviation).toBeLessThan(1e-10)
    expect(worst.z).toBeLessThan(1e-9)
  }
})

test('a level that jumps for good leaves no trace once the old level is out', () => {
  for (const factor of [1e6, 1e-6]) {
    const low = [...walk({ seed: 4, start: 100, volatility: 1e-6, steps: 500 })]
    const series = [...low, ...low.map((price) => price * factor), ...low]
    const worst = worstErrors(40, series)
    expect(worst.deviation).toBeLessThan(1e-10)
    expect(worst.z).toBeLessThan(1e-9)
  }
})

test('a million samples do not add up errors', () => {
  const series = walk({ seed: 5, start: 1e5, volatility: 1e-6, steps: 1_000_000 })
  const worst = worstErrors(50, series, 9_973)
  expect(worst.deviation).toBeLessThan(1e-10)
  expect(worst.z).toBeLessThan(1e-9)
})

test('a window far longer than 1,024 samples is as precise, and is not summed anew every 1,024', () => {
  const window = 100_000
  const score = new RollingZScore(window)
  const samples = [...walk({ seed: 6, start: 1e5, volatility: 1e-6, steps: 1_000_000 })]
  for (const sample of samples) score.push(sample)
  const exact = exactMoments(samples.slice(-window))
  expect(relative(score.deviation, exact.deviation)).toBeLessThan(1e-10)
  expect(Math.abs(score.z - exact.z)).toBeLessThan(1e-9)
})

test('a flat window has no deviation at all and no z', () => {
  const score = new RollingZScore(4)
  for (const price of [0.1, 0.1, 0.1]) score.push(price)
  expect(score.isFull).toBe(false)
  score.push(0.1)
  expect(score.isFull).toBe(true)
  expect(score.isFlat).toBe(true)
  expect(score.deviation).toBe(0)
  expect(score.z).toBeNaN()
  expect(score.mean).toBe(0.1)
})

test('the jump out of a flat stretch scores the same at every price', () => {
  for (const price of [1e-3, 100, 1e5, 1e9]) {
    const score = new RollingZScore(10)
    for (let step = 0; step < 5_000; step++) score.push(price)
    score.push(price * (1 + 1e-4))
    expect(score.isFlat).toBe(false)
    // One of ten samples apart: z is sqrt(9) whatever the size of the jump.
    expect(score.z).toBeCloseTo(3, 10)
    for (let step = 0; step < 9; step++) score.push(price)
    expect(score.isFlat).toBe(false)
    score.push(price)
    expect(score.isFlat).toBe(true)
    expect(score.deviation).toBe(0)
  }
})

test('says nothing before the first sample, and no z before the window is full', () => {
  const score = new RollingZScore(3)
  expect([score.mean, score.deviation, score.z]).toEqual([Number.NaN, Number.NaN, Number.NaN])
  score.push(1)
  score.push(2)
  expect(score.mean).toBe(1.5)
  expect(score.deviation).toBe(0.5)
  expect(score.z).toBeNaN()
  score.push(3)
  expect(score.z).toBeCloseTo(Math.sqrt(1.5), 15)
})

test('refuses a window that is no window, and a sample that is no number', () => {
  for (const window of [0, 1, 2.5, -3, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => new RollingZScore(window)).toThrow(RangeError)
  }
  for (const sample of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(() => new RollingZScore(2).push(sample)).toThrow('a sample is a finite number')
  }
})

test('samples whose squares overflow are forgotten once they have left the window', () => {
  const score = new RollingZScore(3)
  for (const sample of [1, 1e300, -1e300, 1, 2, 3]) score.push(sample)
  expect(score.deviation).toBeCloseTo(Math.sqrt(2 / 3), 15)
})

test('property: any series of prices agrees with the exact twin', () => {
  const price = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((count) => count / 128)
  const series = fc.array(fc.oneof(price, fc.constant(7.25)), { minLength: 2, maxLength: 300 })
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 40 }), series, (window, samples) => {
      const worst = worstErrors(window, samples)
      expect(worst.deviation).toBeLessThan(1e-10)
      expect(worst.z).toBeLessThan(1e-9)
    }),
    { numRuns: 300, seed: 20_240_808 },
  )
})

test('property: z does not change when all prices move by a power of two or change sign', () => {
  const samples = fc.array(fc.integer({ min: -5_000, max: 5_000 }), {
    minLength: 20,
    maxLength: 100,
  })
  fc.assert(
    fc.property(samples, fc.integer({ min: -20, max: 20 }), (series, power) => {
      const plain = new RollingZScore(20)
      const scaled = new RollingZScore(20)
      const mirrored = new RollingZScore(20)
      for (const sample of series) {
        plain.push(sample)
        scaled.push(sample * 2 ** power)
        mirrored.push(-sample)
        expect(scaled.z).toBe(plain.z)
        if (!Number.isNaN(plain.z)) expect(mirrored.z + plain.z).toBe(0)
      }
    }),
    { numRuns: 200, seed: 7 },
  )
})
