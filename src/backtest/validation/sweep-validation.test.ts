/** Sweeps on data their choices have not seen. */
import { expect, test } from 'vitest'
import { InputError } from '../../core/index.ts'
import { drawnSweep, trialOf } from './drawn-sweep.suite.ts'
import { momentsOf } from './moments.ts'
import { type SplitScheme, splitsOf } from './split-scheme.ts'
import { validateSweep } from './sweep-validation.ts'

const FORWARD: SplitScheme = {
  kind: 'walk-forward',
  train: 60,
  test: 20,
  gap: 1,
  isAnchored: false,
}
const FOLDS: SplitScheme = { kind: 'purged-k-fold', folds: 5, horizon: 1, embargo: 3 }
const COMBINATORIAL: SplitScheme = {
  kind: 'combinatorial',
  groups: 6,
  testGroups: 2,
  horizon: 1,
  embargo: 3,
}

test('on noise the chosen earn nothing out of sample, and every scheme says so', () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8]
  for (const scheme of [FORWARD, { ...FORWARD, isAnchored: true }, FOLDS, COMBINATORIAL]) {
    let efficiency = 0
    for (const seed of seeds) {
      const found = validateSweep(drawnSweep({ trials: 100, slices: 240, seed }), scheme)
      efficiency += found.efficiency / seeds.length
      for (const { sharpe } of found.paths) {
        expect(sharpe.deflated).toBeLessThan(0.95)
        expect(sharpe.trials).toBe(100)
      }
    }
    expect(Math.abs(efficiency)).toBeLessThan(0.5)
  }
})

test('a planted edge is chosen on every split and earns there', () => {
  const record = drawnSweep({ trials: 300, slices: 240, seed: 5, edges: { 123: 1 } })
  for (const scheme of [FORWARD, FOLDS, COMBINATORIAL]) {
    const found = validateSweep(record, scheme)
    expect(found.splits.every(({ chosen }) => chosen === 123)).toBe(true)
    expect(found.efficiency).toBeGreaterThan(0.7)
    expect(found.paths.every(({ sharpe }) => sharpe.deflated > 0.99)).toBe(true)
    expect(found.stability).toMatchObject({ distinctTrials: 1, keptShare: 1 })
    expect(found.stability.axes[0]).toEqual({
      key: 'params.row',
      usual: 12,
      usualShare: 1,
      distinct: 1,
      range: { from: 12, to: 12 },
    })
  }
})

test('an edge that changes sides is found out', () => {
  // Good in the first half only: best on the past, worthless after it.
  const record = drawnSweep({ trials: 50, slices: 240, seed: 8 })
  const faded = record.trials[7]!.slicePnl.map((pnl, i) => pnl + (i < 120 ? 1 : -1))
  const trials = record.trials.map((trial) => (trial.index === 7 ? trialOf(7, faded) : trial))
  const found = validateSweep({ ...record, trials }, { ...FORWARD, train: 119, test: 120 })
  expect(found.splits.length).toBe(1)
  expect(found.splits[0]!.chosen).toBe(7)
  expect(found.splits[0]!.outOfSample.pnl).toBeLessThan(-60)
  expect(found.lossShare).toBe(1)
  expect(found.efficiency).toBeLessThan(-0.5)
  expect(found.stability.keptShare).toBeNaN()
})

test('the chosen is the one that looking at every trial by itself finds', () => {
  const record = drawnSweep({ trials: 25, slices: 90, seed: 12 })
  for (const scheme of [FORWARD, FOLDS, COMBINATORIAL]) {
    const { splits } = splitsOf(record.slices, scheme)
    const slow = splits.map(({ train }) => {
      const sharpes = record.trials.map(({ slicePnl }) => {
        return momentsOf(Array.from(train, (row) => slicePnl[row]!)).sharpe
      })
      return sharpes.indexOf(Math.max(...sharpes))
    })
    expect(validateSweep(record, scheme).splits.map(({ chosen }) => chosen)).toEqual(slow)
  }
})

test('a path is the profit of whoever was chosen without it, slice by slice', () => {
  const record = drawnSweep({ trials: 40, slices: 120, seed: 2 })
  const found = validateSweep(record, COMBINATORIAL)
  expect(found.paths.length).toBe(5)
  expect(found.splits.length).toBe(15)
  const [first] = found.paths
  expect(first!.rows).toEqual(Array.from({ length: 120 }, (_, i) => i))
  // Groups 0 and 1 of path 0 are tested by split 0.
  const { chosen } = found.splits[0]!
  expect(first!.slicePnl.slice(0, 40)).toEqual(record.trials[chosen]!.slicePnl.slice(0, 40))
  expect(first!.sharpe.sharpe).toBeCloseTo(momentsOf(first!.slicePnl).sharpe, 12)
  expect(first!.pnl).toBeCloseTo(
    first!.slicePnl.reduce((sum, each) => sum + each, 0),
    9,
  )
})

test('sweeps that sought money are judged by money', () => {
  const record = drawnSweep({ trials: 2, slices: 100, seed: 1 }, { objective: 'pnlAfterFees' })
  const steady = trialOf(
    0,
    Array.from({ length: 100 }, (_, i) => 1 + (i % 2) * 0.1),
  )
  const wild = trialOf(
    1,
    Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 20 : -10)),
  )
  const trials = [steady, wild]
  const chosenBy = (objective: 'pnlAfterFees' | 'sharpe') =>
    validateSweep({ ...record, trials, objective }, FOLDS).splits.map(({ chosen }) => chosen)
  expect(new Set(chosenBy('pnlAfterFees'))).toEqual(new Set([1]))
  expect(new Set(chosenBy('sharpe'))).toEqual(new Set([0]))
})

test('what cannot be split is said in words', () => {
  const record = drawnSweep({ trials: 3, slices: 40, seed: 1 })
  for (const [scheme, words] of [
    [FORWARD, '40 slices are too few for one test'],
    [{ ...FOLDS, folds: 30 }, '40 slices cannot make 30 folds'],
    [{ ...FOLDS, folds: 1 }, '40 slices cannot make 1 folds'],
    [{ ...FOLDS, horizon: 40 }, 'split 1 of 5 has fewer than two slices left to train on'],
    [{ ...COMBINATORIAL, testGroups: 6 }, '6 of 6 groups cannot be tested at a time'],
    [{ ...COMBINATORIAL, testGroups: 0 }, '0 of 6 groups cannot be tested at a time'],
    [{ ...COMBINATORIAL, groups: 20, testGroups: 10 }, 'more than 1000 splits'],
  ] as const) {
    expect(() => validateSweep(record, scheme)).toThrow(words)
  }
  const unfinished = record.trials.map((trial) => ({ ...trial, status: 'halted' as const }))
  expect(() => validateSweep({ ...record, trials: unfinished }, FOLDS)).toThrow(InputError)
})
