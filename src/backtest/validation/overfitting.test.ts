/** Overfitting: against the slow twin, on noise, on an edge, and at its borders. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RandomStream } from '../../core/index.ts'
import { FLAT_SHARPE } from './block-sums.ts'
import { momentsOf } from './moments.ts'
import { blocksFor, probabilityOfOverfitting } from './overfitting.ts'
import { slowOverfitting } from './slow-overfitting.suite.ts'

/** Small whole numbers, so that ties are many and every sum is exact. */
const matrix = fc
  .record({
    trials: fc.integer({ min: 2, max: 7 }),
    slices: fc.integer({ min: 12, max: 26 }),
    highest: fc.constantFrom(1, 3, 1000),
  })
  .chain(({ trials, slices, highest }) =>
    fc.array(
      fc.array(fc.integer({ min: -highest, max: highest }), {
        minLength: slices,
        maxLength: slices,
      }),
      { minLength: trials, maxLength: trials },
    ),
  )

const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length

function slowSharpe(profits: readonly number[]): number {
  const moments = momentsOf(profits)
  return Number.isNaN(moments.sharpe) ? Math.sign(moments.mean) * FLAT_SHARPE : moments.sharpe
}

test('means over the blocks rank as means over the slices do', () => {
  fc.assert(
    fc.property(matrix, fc.constantFrom(2, 4, 6), (rows, blocks) => {
      const fast = probabilityOfOverfitting(rows, { blocks, measure: 'mean' })
      const slow = slowOverfitting(rows, blocks, mean)
      expect(fast.combinations).toBe(slow.logits.length)
      expect(fast.probability).toBe(slow.probability)
      expect(fast.lossProbability).toBe(slow.lossProbability)
      expect(fast.logitMean).toBeCloseTo(mean(slow.logits), 12)
      fast.rankTenths.forEach((share, tenth) => {
        expect(share).toBeCloseTo(slow.rankTenths[tenth]!, 12)
      })
    }),
    { numRuns: 60 },
  )
})

test('Sharpe ratios over the blocks rank as over the slices, where rounding makes no ties', () => {
  const random = RandomStream.named(3, 'matrix')
  for (let round = 0; round < 20; round++) {
    const rows = noise(random, 3 + round, 26)
    const fast = probabilityOfOverfitting(rows, { blocks: 6 })
    const slow = slowOverfitting(rows, 6, slowSharpe)
    expect(fast.probability).toBe(slow.probability)
    expect(fast.lossProbability).toBe(slow.lossProbability)
    expect(fast.logitMean).toBeCloseTo(mean(slow.logits), 12)
  }
})

test('on pure noise the best is no better than a coin, on average', () => {
  let sum = 0
  const rounds = 30
  for (let round = 0; round < rounds; round++) {
    const rows = noise(RandomStream.named(round, 'noise'), 20, 160)
    const { probability, combinations } = probabilityOfOverfitting(rows, { blocks: 8 })
    expect(combinations).toBe(70)
    sum += probability
  }
  expect(Math.abs(sum / rounds - 0.5)).toBeLessThan(0.1)
})

test('one trial with half a deviation of drift is found every time', () => {
  const rows = noise(RandomStream.named(5, 'drift'), 100, 480)
  rows[17] = rows[17]!.map((profit) => profit + 0.5)
  const found = probabilityOfOverfitting(rows)
  expect(found.probability).toBe(0)
  expect(found.lossProbability).toBe(0)
  expect(found.dominance).toEqual({ firstOrder: true, secondOrder: true, firstOrderGap: 0 })
  expect(found.outOfSampleMean).toBeGreaterThan(0.3)
})

test('a thousand trials of 240 slices are looked at in every one of the 12,870 ways', () => {
  const rows = noise(RandomStream.named(11, 'thousand'), 1000, 240)
  const { combinations, combinationsTotal, isSampled, probability, degradation } =
    probabilityOfOverfitting(rows)
  expect([combinations, combinationsTotal, isSampled]).toEqual([12_870, 12_870, false])
  expect(probability).toBeGreaterThan(0.2)
  // Halves of one whole: what is high in one is low in the other.
  expect(degradation.slope).toBeLessThan(0)
})

test('too much work is sampled: repeatably, said so, and close to the whole', () => {
  const rows = noise(RandomStream.named(8, 'sampled'), 40, 160)
  const whole = probabilityOfOverfitting(rows)
  const sampled = probabilityOfOverfitting(rows, { workMax: 80_000, seed: 4 })
  expect(sampled.isSampled).toBe(true)
  expect(sampled.combinations).toBe(2_000)
  expect(sampled.combinationsTotal).toBe(12_870)
  expect(Math.abs(sampled.probability - whole.probability)).toBeLessThan(0.06)
  const again = probabilityOfOverfitting(rows, { workMax: 80_000, seed: 4 })
  expect(again).toEqual(sampled)
  const other = probabilityOfOverfitting(rows, { workMax: 80_000, seed: 5 })
  expect(other.logitMean).not.toBe(sampled.logitMean)
})

test('the unit of money changes nothing', () => {
  const rows = noise(RandomStream.named(2, 'unit'), 10, 64)
  const scaled = rows.map((row) => row.map((profit) => profit * 1024))
  for (const measure of ['sharpe', 'mean'] as const) {
    const here = probabilityOfOverfitting(rows, { blocks: 8, measure })
    const there = probabilityOfOverfitting(scaled, { blocks: 8, measure })
    expect(there.logitMean).toBe(here.logitMean)
    expect(there.rankTenths).toEqual(here.rankTenths)
    expect(there.dominance).toEqual(here.dominance)
  }
})

test('trials that do nothing are all alike, and choosing among them is worth nothing', () => {
  const idle = probabilityOfOverfitting(Array.from({ length: 5 }, () => new Array(32).fill(0)))
  expect(idle.probability).toBe(1)
  expect(idle.logitMean).toBe(0)
  expect(idle.lossProbability).toBe(0)
})

test('few slices make few blocks, of two slices at least', () => {
  expect([4, 7, 8, 31, 32, 240, 1e6].map(blocksFor)).toEqual([2, 2, 4, 14, 16, 16, 16])
})

function noise(random: RandomStream, trials: number, slices: number): number[][] {
  return Array.from({ length: trials }, () => Array.from({ length: slices }, () => random.normal()))
}
