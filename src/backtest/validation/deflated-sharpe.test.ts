/** Published examples of the deflated Sharpe ratio, and what must hold of all of them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  deflatedSharpe,
  effectiveTrials,
  expectedMaximum,
  luckySharpe,
  minimumBacktestLength,
  minimumBacktestLengthBound,
} from './deflated-sharpe.ts'
import { minimumTrackRecord, probabilisticSharpe } from './probabilistic-sharpe.ts'

/** Bailey and Lopez de Prado's: 2.5 a year of 250 days, seen for five years. */
const EXAMPLE = { sharpe: 2.5 / Math.sqrt(250), skewness: -3, kurtosis: 10, count: 1250 }
const VARIANCE = 0.5 / 250

test('the example of the deflated Sharpe ratio, to the last digit', () => {
  for (const [trials, lucky, deflated] of [
    [100, 0.11317200186513214, 0.9003968344493903],
    [88, 0.11114576178358426, 0.910153014744707],
    [46, 0.10036237061765357, 0.9505017068755787],
  ] as const) {
    expect(luckySharpe(trials, VARIANCE)).toBeCloseTo(lucky, 15)
    expect(deflatedSharpe(EXAMPLE, trials, VARIANCE)).toBeCloseTo(deflated, 14)
  }
  expect(probabilisticSharpe(EXAMPLE, 0)).toBeCloseTo(0.9999968595078976, 15)
})

test('the highest of so many normal numbers', () => {
  for (const [trials, highest] of [
    [10, 1.574598],
    [100, 2.530603],
    [1000, 3.255122],
  ] as const) {
    expect(expectedMaximum(trials)).toBeCloseTo(highest, 6)
  }
  for (const none of [0, 1, 1.1, Number.NaN]) expect(expectedMaximum(none)).toBe(0)
})

test('45 trials need five years for a ratio of 1, and the bound is above the length', () => {
  expect(minimumBacktestLength(45, 1)).toBeCloseTo(4.998, 3)
  expect(minimumBacktestLengthBound(45, 1)).toBeCloseTo(7.61, 2)
  for (let trials = 2; trials < 1e9; trials *= 3) {
    const bound = minimumBacktestLengthBound(trials, 2)
    expect(minimumBacktestLength(trials, 2)).toBeLessThan(bound)
  }
  for (const loss of [0, -1]) {
    expect(minimumBacktestLength(45, loss)).toBe(Number.POSITIVE_INFINITY)
    expect(minimumBacktestLengthBound(45, loss)).toBe(Number.POSITIVE_INFINITY)
  }
})

test('trials that are all alike are worth one, independent ones all, and no fewer than none', () => {
  expect(effectiveTrials(1000, 1)).toBe(1)
  expect(effectiveTrials(1000, 0)).toBe(1000)
  expect(effectiveTrials(1000, 0.9)).toBeCloseTo(100.9, 10)
  expect(effectiveTrials(1000, -0.2)).toBe(1000)
})

const sample = fc.record({
  sharpe: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  skewness: fc.double({ min: -1, max: 1, noNaN: true }),
  kurtosis: fc.double({ min: 3, max: 20, noNaN: true }),
  count: fc.integer({ min: 2, max: 10_000 }),
})

test('more trials never make a ratio more believable', () => {
  fc.assert(
    fc.property(sample, fc.integer({ min: 1, max: 1_000_000 }), (each, trials) => {
      const deflated = deflatedSharpe(each, trials, 0.01)
      expect(deflatedSharpe(each, trials * 2, 0.01)).toBeLessThanOrEqual(deflated)
      expect(deflated).toBeLessThanOrEqual(probabilisticSharpe(each, 0))
    }),
  )
})

test('after the minimum track record the ratio is just believable', () => {
  fc.assert(
    fc.property(sample, fc.double({ min: 0.6, max: 0.999, noNaN: true }), (each, confidence) => {
      const periods = minimumTrackRecord(each, 0, confidence)
      if (each.sharpe <= 0) {
        expect(periods).toBe(Number.POSITIVE_INFINITY)
        return
      }
      fc.pre(each.sharpe > 1e-6)
      const then = { ...each, count: Math.max(2, periods) }
      expect(probabilisticSharpe(then, 0)).toBeGreaterThanOrEqual(confidence - 1e-9)
      if (periods > 2) expect(probabilisticSharpe(then, 0)).toBeCloseTo(confidence, 9)
    }),
  )
})

test('no ratio, or one period, proves nothing', () => {
  expect(probabilisticSharpe({ ...EXAMPLE, count: 1 }, 0)).toBeNaN()
  expect(probabilisticSharpe({ ...EXAMPLE, sharpe: Number.NaN }, 0)).toBeNaN()
  expect(minimumTrackRecord({ ...EXAMPLE, sharpe: Number.NaN }, 0, 0.95)).toBeNaN()
})
