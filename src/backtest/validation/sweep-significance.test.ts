/** Verdicts on whole sweeps: noise is called noise, an edge is found, and nothing is made of little. */
import { expect, test } from 'vitest'
import { deflatedTrial, deflationOf } from './deflation.ts'
import { drawnSweep, trialOf } from './drawn-sweep.suite.ts'
import { preferredTrial, sweepSignificance } from './sweep-significance.ts'

test('a thousand worthless strategies are called noise, whatever the seed', () => {
  let probabilities = 0
  const seeds = [1, 2, 3]
  for (const seed of seeds) {
    const found = sweepSignificance(drawnSweep({ trials: 1000, slices: 240, seed }))
    expect(found.verdict, `seed ${seed}`).toBe('noise')
    expect(found.chosen!.deflated).toBeLessThan(0.95)
    expect(found.trials).toBe(1000)
    // As if it had been the only try, it would have convinced.
    expect(found.probabilisticSharpe).toBeGreaterThan(0.99)
    expect(found.backtestSlices).toBeGreaterThan(100)
    expect(found.trackRecordOverLuckSlices).toBeGreaterThan(found.slices)
    probabilities += found.overfitting!.probability
  }
  expect(Math.abs(probabilities / seeds.length - 0.5)).toBeLessThan(0.15)
})

test('one planted edge among a thousand is found', () => {
  for (const seed of [1, 2]) {
    const record = drawnSweep({ trials: 1000, slices: 240, seed, edges: { 417: 0.5 } })
    const found = sweepSignificance(record)
    expect(found.chosen!.index).toBe(417)
    expect(found.verdict).toBe('edge')
    expect(found.chosen!.deflated).toBeGreaterThan(0.99)
    expect(found.overfitting!.probability).toBeLessThan(0.05)
    expect(found.backtestSlices).toBeLessThan(240)
    expect(found.sentence).toMatch(
      /^An edge, as far as this data can tell: the best of 1,000 trials/,
    )
  }
})

test('a plateau of good trials is an edge, though which of them is best is luck', () => {
  const edges = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [i, 0.5]))
  const found = sweepSignificance(drawnSweep({ trials: 50, slices: 240, seed: 3, edges }))
  expect(found.overfitting!.probability).toBeGreaterThan(0.2)
  expect(found.overfitting!.lossProbability).toBe(0)
  expect(found.verdict).toBe('edge')
})

test('correlated trials are worth fewer', () => {
  const record = drawnSweep({ trials: 200, slices: 400, seed: 2, correlation: 0.8 })
  const found = sweepSignificance(record)
  expect(found.meanCorrelation).toBeCloseTo(0.8, 1)
  expect(found.effectiveTrials).toBeCloseTo(0.8 + 0.2 * 200, -1)
  expect(found.luckySharpeEffective).toBeLessThan(found.luckySharpe)
  expect(found.deflatedSharpeEffective).toBeGreaterThan(found.chosen!.deflated)
})

test('halted and failed trials count as tries and are not chosen', () => {
  const record = drawnSweep({ trials: 20, slices: 60, seed: 9 })
  const halted = {
    ...trialOf(
      20,
      record.trials[0]!.slicePnl.map((_, i) => (i < 10 ? 5 + (i % 2) : Number.NaN)),
    ),
    status: 'halted' as const,
  }
  const failed = { ...trialOf(21, []), status: 'failed' as const, problem: 'it failed' }
  const found = sweepSignificance({ ...record, trials: [...record.trials, halted, failed] })
  const without = sweepSignificance(record)
  expect(found.trials).toBe(22)
  expect(found.measured).toBe(21)
  expect(found.chosen!.index).toBe(without.chosen!.index)
  expect(found.chosen!.deflated).toBeLessThan(without.chosen!.deflated)
  expect(found.overfitting!.trials).toBe(20)
})

test('every trial can be shown with what is left of it', () => {
  const { trials } = drawnSweep({ trials: 30, slices: 120, seed: 4, edges: { 3: 0.4 } })
  const deflation = deflationOf(trials)
  const shown = trials.map((trial) => deflatedTrial(trial, deflation))
  const order = (key: 'sharpe' | 'deflated') =>
    shown.map((_, i) => i).sort((a, b) => shown[b]![key] - shown[a]![key])
  expect(shown.every((each) => each.trials === 30)).toBe(true)
  expect(order('deflated')[0]).toBe(order('sharpe')[0])
  expect(deflatedTrial(trialOf(0, [1, 1, 1]), deflation).sharpe).toBeNaN()
  expect(deflatedTrial(trialOf(0, [1, 1, 1]), deflation).deflated).toBeNaN()
})

test('the objective chooses, the first of equals, also where less is better', () => {
  const record = drawnSweep({ trials: 10, slices: 40, seed: 6 })
  const byMoney = preferredTrial({ ...record, objective: 'pnlAfterFees' })!
  const worst = preferredTrial({
    ...record,
    objective: 'pnlAfterFees',
    isObjectiveMinimised: true,
  })!
  const money = record.trials.map(({ metrics }) => metrics.pnlAfterFees)
  expect(byMoney.metrics.pnlAfterFees).toBe(Math.max(...money))
  expect(worst.metrics.pnlAfterFees).toBe(Math.min(...money))
  expect(preferredTrial({ ...record, objective: 'fills' })).toBeNull()
})

test('too little to judge by is said to be too little', () => {
  const short = sweepSignificance(drawnSweep({ trials: 5, slices: 12, seed: 1, edges: { 2: 9 } }))
  expect(short.verdict).toBe('undecided')
  expect(short.sentence).toBe('Undecided: 12 slices are too few to judge by; 30 are the least.')

  const idle = drawnSweep({ trials: 3, slices: 40, seed: 1 })
  const nothing = sweepSignificance({
    ...idle,
    trials: [0, 1, 2].map((index) => trialOf(index, new Array(40).fill(0))),
  })
  expect(nothing.verdict).toBe('undecided')

  const flat = sweepSignificance({
    ...idle,
    objective: 'pnlAfterFees',
    trials: [0, 1, 2].map((index) => trialOf(index, new Array(40).fill(0))),
  })
  expect(flat.sentence).toMatch(/never varies/)
  const none = sweepSignificance({ ...idle, trials: [] })
  expect(none.verdict).toBe('undecided')
  expect(none.overfitting).toBeNull()
  expect(none.sentence).toBe('Undecided: no trial was completed.')
})

test('a single trial is judged without luck', () => {
  const one = sweepSignificance(drawnSweep({ trials: 1, slices: 240, seed: 1, edges: { 0: 0.5 } }))
  expect(one.luckySharpe).toBe(0)
  expect(one.chosen!.deflated).toBe(one.probabilisticSharpe)
  expect(one.verdict).toBe('edge')
  expect(one.sentence).toMatch(/the only trial has a Sharpe ratio/)
})
