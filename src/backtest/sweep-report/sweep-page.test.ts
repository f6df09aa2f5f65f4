import { describe, expect, test } from 'vitest'
import {
  brokenMarkup,
  oddNumbers,
  outsideReferences,
  shownText,
} from '../report/page-check.suite.ts'
import type { SweepRecord, Trial } from '../sweep/index.ts'
import { deflationOf, sweepSignificance } from '../validation/index.ts'
import { pageColumns } from './page-columns.ts'
import {
  drawn,
  HOSTILE,
  hostileSweep,
  listed,
  oddSweeps,
  randomSweep,
} from './random-sweep.suite.ts'
import { sweepPage } from './sweep-page.ts'

/** Sampled, so that the tests are quick. */
const LITTLE_WORK = { workMax: 20_000 }
const pageOf = (record: SweepRecord) => sweepPage(record, sweepSignificance(record, LITTLE_WORK))
const textOf = (page: string) => shownText(page).replace(/\s+/g, ' ')

const EXAMPLE = randomSweep({ trials: 80, edge: 0.3, failedShare: 0.1, haltedShare: 0.1 })

test('a page is whole, asks for nothing, and is the same each time', () => {
  const page = pageOf(EXAMPLE)
  expect(brokenMarkup(page)).toEqual([])
  expect(outsideReferences(page)).toEqual([])
  expect(pageOf(structuredClone(EXAMPLE)) === page).toBe(true)
})

test('what a reader looks for is there', () => {
  const warning = 'costs are off'
  const text = textOf(pageOf({ ...EXAMPLE, warnings: [warning] }))
  for (const wanted of [
    'Sweep of z-score-reversion on TEST',
    '80 trials over 4 parameters, grid, event engine, highest sharpe wanted',
    'Deflated Sharpe (DSR)',
    'Probabilistic Sharpe (PSR)',
    'Overfitting (PBO)',
    'Minimum backtest length',
    'Luck alone gives the best',
    warning,
    'Two parameters',
    'Equity of the chosen',
    'All parameters at once',
    'params.halfLife drawn from 0.1 to 100, on a logarithmic scale',
    '0123456789abcdef',
    't2t sweep sweep.yaml',
    'tick-to-trade 1.2.3',
  ]) {
    expect([wanted, text.includes(wanted)]).toEqual([wanted, true])
  }
})

test('noise is called noise, and an edge an edge', () => {
  const noise = textOf(pageOf(randomSweep({ trials: 90, slices: 240, skill: 0 })))
  expect(noise).toContain('Noise')
  const edge = textOf(pageOf(randomSweep({ trials: 90, slices: 240, edge: 1.5 })))
  expect(edge).toContain('An edge, as far as this data can tell')
})

test('every Sharpe ratio in words has its deflated value and the number of trials beside it', () => {
  for (const objective of ['sharpe', 'fees'] as const) {
    const text = textOf(pageOf({ ...EXAMPLE, objective }))
    const ratios = [
      ...text.matchAll(
        /(?:Sharpe per slice of the best|best, #\d+:|that of trial #\d+:) (\S+)(.{0,45})/g,
      ),
    ]
    expect(ratios.length).toBeGreaterThanOrEqual(3)
    for (const [, , after] of ratios) expect(after).toMatch(/deflated 0\.\d+ after 80 trials/)
  }
})

test('hostile text stays text, wherever it comes in', () => {
  const page = pageOf(hostileSweep())
  expect(brokenMarkup(page)).toEqual([])
  expect(outsideReferences(page)).toEqual([])
  expect(page.match(/<script/g)).toHaveLength(2)
  expect(page).not.toContain('<img')
  expect(shownText(page)).toContain(HOSTILE)
})

describe.each(Object.entries(oddSweeps()))('a sweep with %s', (_, record) => {
  test('has a whole page without an odd number', () => {
    const page = pageOf(record)
    expect(brokenMarkup(page)).toEqual([])
    expect(oddNumbers(shownText(page))).toEqual([])
  })
})

test('ten thousand trials of 240 slices fit in 5 MB', () => {
  const page = pageOf(randomSweep({ trials: 10_000, slices: 240 }))
  expect(page.length).toBeLessThan(5e6)
  expect(brokenMarkup(page)).toEqual([])
})

test('values that read alike but differ in kind are different places of an axis', () => {
  const [first] = EXAMPLE.trials
  const trial = (value: Trial['values'][number]): Trial => ({ ...first!, values: [value] })
  const values = [1, '1', true, 'true', 2]
  const record = { ...EXAMPLE, axes: [listed('a', 1, '1')], trials: values.map(trial) }
  const [axis] = pageColumns(record, deflationOf(record.trials))
  expect(axis).toMatchObject({ scale: 'list', texts: ['1', '1', 'true', 'true', '2'] })
  expect([...axis!.numbers]).toEqual([0, 1, 2, 3, 4])
})

test('a range that a word was put into is a list', () => {
  const record = { ...EXAMPLE, axes: [drawn('a', 0, 1)] }
  const scaleWith = (value: number | string) => {
    const trials = [{ ...record.trials[0]!, values: [value] }]
    return pageColumns({ ...record, trials }, deflationOf(trials))[0]!.scale
  }
  expect(scaleWith(0.5)).toBe('linear')
  expect(scaleWith('off')).toBe('list')
})
