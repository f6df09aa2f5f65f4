/** Moments, correlations and combinations against the plain way. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { combinationCount, combinations, drawCombination } from './combinations.ts'
import { meanCorrelation } from './mean-correlation.ts'
import { momentsOf } from './moments.ts'

test('moments of a handful of numbers, worked by hand', () => {
  const moments = momentsOf([1, 2, 3, 4, 10])
  expect(moments.count).toBe(5)
  expect(moments.mean).toBe(4)
  expect(moments.deviation).toBeCloseTo(Math.sqrt(50 / 4), 15)
  expect(moments.skewness).toBeCloseTo(180 / 5 / 10 ** 1.5, 14)
  expect(moments.kurtosis).toBeCloseTo(1394 / 5 / 100, 14)
  expect(moments.sharpe).toBeCloseTo(4 / Math.sqrt(12.5), 15)
})

test('holes are no observations', () => {
  expect(momentsOf([1, Number.NaN, 2, 4, Number.NaN])).toEqual(momentsOf([1, 2, 4]))
})

test('what does not vary has no Sharpe ratio', () => {
  for (const flat of [[], [1], [0, 0, 0], [0.1, 0.1, 0.1], [0.1 + 0.2, 0.3, 0.3]]) {
    expect(momentsOf(flat).sharpe).toBeNaN()
  }
})

const matrix = fc
  .tuple(fc.integer({ min: 2, max: 8 }), fc.integer({ min: 3, max: 20 }))
  .chain(([rows, length]) =>
    fc.array(
      fc.array(fc.integer({ min: -100, max: 100 }), { minLength: length, maxLength: length }),
      { minLength: rows, maxLength: rows },
    ),
  )

test('the mean correlation is the mean over all pairs', () => {
  fc.assert(
    fc.property(matrix, (rows) => {
      const varying = rows.filter((row) => new Set(row).size > 1)
      const pairs = varying.flatMap((a, i) => varying.slice(i + 1).map((b) => correlation(a, b)))
      const mean = pairs.reduce((sum, each) => sum + each, 0) / pairs.length
      if (pairs.length === 0) expect(meanCorrelation(rows)).toBeNaN()
      else expect(meanCorrelation(rows)).toBeCloseTo(mean, 9)
    }),
  )
})

test('choices come once each, in order, as many as counted', () => {
  expect(combinationCount(16, 8)).toBe(12_870)
  expect(combinationCount(50, 25)).toBe(126_410_606_437_752)
  expect(combinationCount(5, 6)).toBe(0)
  expect([...combinations(4, 2)].length).toBe(6)
  for (let of = 0; of <= 8; of++) {
    for (let chosen = 0; chosen <= of; chosen++) {
      const listed = Array.from(combinations(of, chosen), (places) => places.join())
      expect(listed.length).toBe(combinationCount(of, chosen))
      expect(new Set(listed).size).toBe(listed.length)
      expect(listed).toEqual([...listed].sort())
    }
  }
})

test('drawn choices are all equally likely', () => {
  const stream = RandomStream.named(7, 'draws')
  const drawn = new Map<string, number>()
  const places = new Int32Array(2)
  for (let i = 0; i < 10_000; i++) {
    drawCombination(stream, 5, places)
    drawn.set(places.join(), (drawn.get(places.join()) ?? 0) + 1)
  }
  expect(drawn.size).toBe(10)
  // 1,000 each; a deviation is 30.
  for (const count of drawn.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
})

function correlation(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [momentsOf(a), momentsOf(b)]
  const products = a.reduce((sum, x, i) => sum + (x - first.mean) * (b[i]! - second.mean), 0)
  return products / (a.length - 1) / (first.deviation * second.deviation)
}
