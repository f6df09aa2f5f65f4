import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundsOf, survivors, workOf } from './halving.ts'
import { designProblems, type SweepDesign } from './sweep-design.ts'
import { planSweep } from './sweep-plan.ts'
import type { SweepSampling } from './sweep-record.ts'
import { failedOutcome } from './trial-outcome.ts'

test('a grid has every combination once, the last key fastest', () => {
  const { trials, axes } = planSweep({ parameters: { a: [1, 2], b: ['x', true, 'z'] } })
  expect(trials).toEqual([
    [1, 'x'],
    [1, true],
    [1, 'z'],
    [2, 'x'],
    [2, true],
    [2, 'z'],
  ])
  expect(axes[0]).toEqual({ key: 'a', values: [1, 2], range: null, isLogarithmic: false })
})

const valuesOf = (asked: SweepDesign['parameters'][string]) =>
  planSweep({ parameters: { a: asked } }).trials.map(([value]) => value)

test('a range with a step, with a count, on a log scale', () => {
  expect(valuesOf({ from: 1, to: 10, step: 3 })).toEqual([1, 4, 7, 10])
  expect(valuesOf({ from: 0.1, to: 0.5, step: 0.1 })).toEqual([0.1, 0.2, 0.3, 0.4, 0.5])
  expect(valuesOf({ from: 0, to: 1, step: 0.4 })).toEqual([0, 0.4, 0.8])
  expect(valuesOf({ from: -1, to: 1, count: 5 })).toEqual([-1, -0.5, 0, 0.5, 1])
  expect(valuesOf({ from: 0.001, to: 100, count: 6, scale: 'log' })).toEqual([
    0.001, 0.01, 0.1, 1, 10, 100,
  ])
})

const RANGES: SweepDesign['parameters'] = {
  wide: { from: -5, to: 5 },
  log: { from: 0.01, to: 100, scale: 'log' },
  listed: ['a', 'b', 'c'],
  stepped: { from: 1, to: 10, step: 1 },
}

for (const sampling of ['random', 'latin-hypercube', 'sobol'] as const) {
  test(`${sampling}: as many different trials as asked for, all within their ranges`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.integer(), (trials, seed) => {
        const plan = planSweep({ parameters: RANGES, sampling, trials, seed })
        expect(new Set(plan.trials.map((row) => JSON.stringify(row))).size).toBe(trials)
        for (const [wide, log, listed, stepped] of plan.trials as [
          number,
          number,
          string,
          number,
        ][]) {
          expect(wide >= -5 && wide <= 5 && log >= 0.01 && log <= 100).toBe(true)
          expect(['a', 'b', 'c']).toContain(listed)
          expect(Number.isInteger(stepped) && stepped >= 1 && stepped <= 10).toBe(true)
        }
        expect(planSweep({ parameters: RANGES, sampling, trials, seed })).toEqual(plan)
      }),
      { numRuns: 30 },
    )
  })

  test(`${sampling}: another seed draws other trials`, () => {
    const of = (seed: number) => planSweep({ parameters: RANGES, sampling, trials: 9, seed }).trials
    expect(of(1)).not.toEqual(of(2))
  })

  test(`${sampling}: never a combination twice, also where there are few`, () => {
    const parameters = { a: [1, 2, 3], b: [4, 5] }
    const { trials } = planSweep({ parameters, sampling, trials: 6 })
    const names = new Set(trials.map((row) => row.join()))
    expect(names.size).toBe(trials.length)
    if (sampling !== 'latin-hypercube') expect(trials).toHaveLength(6)
  })
}

test('a Latin hypercube has one trial in each part of each axis', () => {
  const parameters = { a: { from: 0, to: 50 }, b: { from: 0, to: 50 } }
  const { trials } = planSweep({ parameters, sampling: 'latin-hypercube', trials: 50 })
  for (const axis of [0, 1]) {
    const parts = trials.map((row) => Math.floor(Number(row[axis])))
    expect(parts.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, k) => k))
  }
})

const problemsOf = (design: SweepDesign) =>
  designProblems(design).map(({ keys, problem }) => `${keys.join('.')}: ${problem}`)

test('everything that is wrong with a design is told at once', () => {
  expect(
    problemsOf({
      parameters: {
        a: [],
        b: [1, 2, 1],
        c: { from: 2, to: 1, step: 0 },
        d: { from: 0, to: 1, count: 1, scale: 'log' },
        e: { from: 0, to: 1 },
        f: { from: 0, to: 1, count: 3, step: 1 },
        latency: ['1ms'],
        'latency.entry': ['1ms'],
        g: [Number.NaN],
      },
      halving: { keep: 0.5, start: 0.001 },
      slices: 1.5,
    }),
  ).toEqual([
    'parameters.a: expected at least one value: this grid is empty',
    'parameters.b: expected different values, 1 is there twice',
    'parameters.c: expected from below to, found 2 and 1',
    'parameters.c: expected a step above 0, found 0',
    'parameters.d: expected from above 0 on a log scale, found 0',
    'parameters.d: expected a whole count of at least 2, found 1',
    'parameters.e: expected a step or a count: a grid cannot try every number of a range',
    'parameters.f: expected step or count, not both',
    'parameters.latency.entry: expected no key inside latency, which varies as a whole',
    'parameters.g: expected finite numbers, found NaN',
    'slices: expected a whole number from 2 to 100,000',
    'halving.start: expected a first share of at least 2 of the 1.5 slices, found 0.001 of them: ' +
      'a ratio needs two',
  ])
})

const hundreds = Object.fromEntries(
  'abcdef'.split('').map((key) => [key, { from: 1, to: 100, step: 1 }]),
)

test('a number of combinations that nobody can wait for is told, with what to do', () => {
  expect(problemsOf({ parameters: hundreds })).toEqual([
    'parameters: expected at most 208,333 trials, this grid has 100 x 100 x 100 x 100 x 100 x 100 = ' +
      '1,000,000,000,000: try fewer values, or draw some of them with sampling: sobol and trials: 1000',
  ])
  const vast = {
    ...hundreds,
    ...Object.fromEntries(Object.entries(hundreds).map(([k, v]) => [`${k}2`, v])),
  }
  expect(problemsOf({ parameters: vast })[0]).toContain('1.00 x 10^24')
  expect(planSweep({ parameters: vast, sampling: 'sobol', trials: 10 }).trials).toHaveLength(10)
})

test('what does not go with a sampling is said', () => {
  const parameters = { a: [1, 2] }
  const drawn: SweepSampling = 'random'
  expect(problemsOf({ parameters: {} })[0]).toContain('this grid is empty')
  expect(problemsOf({ parameters, trials: 5 })[0]).toContain('expected none with sampling: grid')
  expect(problemsOf({ parameters, sampling: drawn })[0]).toContain('expected a number of trials')
  expect(problemsOf({ parameters, sampling: drawn, trials: 3 })[0]).toContain(
    'no more combinations',
  )
  expect(problemsOf({ parameters, sampling: drawn, trials: 0 })[0]).toContain('at least 1')
  const many = Object.fromEntries(Array.from({ length: 41 }, (_, k) => [`k${k}`, [1, 2]]))
  expect(problemsOf({ parameters: many, sampling: 'sobol', trials: 3 })[0]).toContain(
    'at most 40 keys',
  )
  expect(() => planSweep({ parameters: {} })).toThrow(
    'sweep: parameters: expected at least one key',
  )
})

test('the data of a round grow as its trials become fewer, and the last sees everything', () => {
  expect(roundsOf(undefined, 240).slicesSeen).toEqual([240])
  const rounds = roundsOf({ keep: 1 / 3, start: 0.1 }, 240)
  expect(rounds.slicesSeen).toEqual([24, 72, 240])
  expect(workOf(rounds, 90)).toBeCloseTo(9 + 9 + 10)
  for (const keep of [0.1, 0.5, 0.9]) {
    const { slicesSeen } = roundsOf({ keep, start: 0.05 }, 100)
    expect(slicesSeen).toEqual([...new Set(slicesSeen)].sort((a, b) => a - b))
    expect(slicesSeen.at(-1)).toBe(100)
  }
})

const outcome = (index: number, fees: number, problem: string | null = null) => {
  const failed = failedOutcome({ index, round: 0, values: [] }, '')
  return { ...failed, problem, metrics: { ...failed.metrics, fees } }
}

test('the better ones go on, of equals the first; what failed does not', () => {
  const outcomes = [
    outcome(0, 5),
    outcome(1, Number.NaN),
    outcome(2, 7),
    outcome(3, 7),
    outcome(4, 9, 'broken'),
    outcome(5, 1),
  ]
  const rounds = { slicesSeen: [1, 2], keep: 1 / 3 }
  expect(survivors(outcomes, rounds, { metric: 'fees', isMinimised: false })).toEqual([2, 3])
  expect(survivors(outcomes, rounds, { metric: 'fees', isMinimised: true })).toEqual([0, 5])
  expect(survivors(outcomes.slice(1, 2), rounds, { metric: 'fees', isMinimised: true })).toEqual([])
})
