import { expect, test } from 'vitest'
import {
  annualReturn,
  annualVolatility,
  calmarRatio,
  cumulativeReturn,
  downsideRisk,
  maxDrawdown,
  omegaRatio,
  sharpeRatio,
  sortinoRatio,
} from './return-statistics.ts'

/** Daily returns of the empyrical project's own suite, and what it expects of them. */
const MIXED = [Number.NaN, 1, 10, -4, 2, 3, 2, 1, -10].map((percent) => percent / 100)
const SIMPLE = [1, 2, 1, 1, 1, 1, 1, 1, 1].map((percent) => percent / 100)
const DAYS = 252

test('mixed returns give the numbers of the empyrical suite', () => {
  expect(cumulativeReturn(MIXED)).toBeCloseTo(0.03893, 5)
  expect(annualReturn(MIXED, DAYS)).toBeCloseTo(1.9135925373194231, 12)
  expect(annualVolatility(MIXED, DAYS)).toBeCloseTo(0.9136465399704637, 12)
  expect(sharpeRatio(MIXED, DAYS)).toBeCloseTo(1.7238613961706866, 12)
  expect(downsideRisk(MIXED, DAYS)).toBeCloseTo(0.60448325038829653, 12)
  expect(sortinoRatio(MIXED, DAYS)).toBeCloseTo(2.605531251673693, 12)
  expect(calmarRatio(MIXED, DAYS)).toBeCloseTo(19.135925373194233, 11)
  expect(maxDrawdown(MIXED)).toBeCloseTo(-0.1, 12)
  expect(omegaRatio(MIXED, 10, DAYS)).toBeCloseTo(0.83354263497557934, 12)
  expect(sharpeRatio(SIMPLE, DAYS)).toBeCloseTo(52.915026221291804, 10)
})

test('a hole takes time but is no observation', () => {
  const known = MIXED.slice(1)
  expect(annualReturn(known, DAYS)).toBeGreaterThan(annualReturn(MIXED, DAYS))
  for (const statistic of [annualVolatility, sharpeRatio, downsideRisk, sortinoRatio]) {
    expect(statistic(MIXED, DAYS)).toBe(statistic(known, DAYS))
  }
})

test('statistics that have nothing to stand on are not numbers', () => {
  for (const empty of [[], [Number.NaN]]) {
    expect(sharpeRatio(empty, DAYS)).toBeNaN()
    expect(sortinoRatio(empty, DAYS)).toBeNaN()
    expect(omegaRatio(empty, 0, DAYS)).toBeNaN()
    expect(maxDrawdown(empty)).toBe(0)
  }
  expect(annualReturn([], DAYS)).toBeNaN()
  expect(sharpeRatio([0.01, 0.01, 0.01], DAYS)).toBeNaN()
  expect(sortinoRatio([0.01, 0.02], DAYS)).toBeNaN()
  expect(calmarRatio([0.01, 0.02], DAYS)).toBeNaN()
  expect(annualReturn([0.5, -1], DAYS)).toBe(-1)
})
