/** `venue: matching` as a user meets it: results of each and together, files, refusals, sweeps. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readRunFile } from './run-file.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-living-'))
afterAll(() => rmSync(folder, { recursive: true }))

const LIMITS = `limits:
  { positionLotsMax: 50, orderLotsMax: 10, orderValueMax: 1e5, priceCollarBps: 500,
    ordersPerSecondMax: 100, ordersBurstMax: 100, dailyLossMax: 1000 }
`
const MARKET = '{ population: hawkes, duration: 3min, warmUp: 30s, seed: 5 }'

function written(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const one = written(
  'one.yaml',
  `venue: { matching: ${MARKET} }\nstrategy: touch-quoter\nparams: { sizeLots: 1 }\n${LIMITS}`,
)
const two = written(
  'two.yaml',
  `venue: { matching: ${MARKET} }
strategies:
  - { name: maker, strategy: touch-quoter, params: { sizeLots: 1 }, latency: { entry: 1ms } }
  - { name: taker, strategy: z-score-reversion, params: { lookbackWindow: 50, threshold: 1 } }
cash: 1000
${LIMITS}`,
)

test('a strategy among agents: summary, fills, equity, report, run file, the same hash again', async () => {
  const [fills, equity, report, save] = ['fills.csv', 'equity.csv', 'run.html', 'run.json'].map(
    (name) => join(folder, name),
  )
  const files = ['--fills', fills!, '--equity', equity!, '--report', report!, '--save', save!]
  const { code, text, errors } = await t2t('backtest', one, '--impact', ...files)
  expect([code, errors]).toEqual([0, ''])
  expect(text).toContain('touch-quoter on SIM')
  expect(text).toContain('Impact: the same market with and without')
  expect(text).toMatch(/queue exhausted 100\.0 %/)
  expect(text).not.toContain('a real market would have moved')
  const lines = readFileSync(fills!, 'utf8').trim().split('\n')
  expect(lines.length).toBeGreaterThan(5)
  expect(readFileSync(equity!, 'utf8').split('\n').length).toBeGreaterThan(140)
  expect(readFileSync(report!, 'utf8')).toContain('Implementation shortfall')
  const record = readRunFile(save!)
  expect(record.summary.fills).toBe(lines.length - 1)
  expect(record.impact!.shortfalls).toHaveLength(1)
  const again = JSON.parse((await t2t('backtest', one, '--json')).text)
  expect(again.runHash).toBe(record.summary.runHash)
  expect((await t2t('compare', save!, one)).code).toBe(0)
  const explained = await t2t('explain', save!, '--fill', '1')
  expect(explained.code).toBe(0)
  expect(explained.text).toContain('queue exhausted')
  const market = ['--set', 'venue.matching.seed=6']
  const elsewhere = JSON.parse((await t2t('backtest', one, '--json', ...market)).text)
  expect(elsewhere.runHash).not.toBe(record.summary.runHash)
  const other = JSON.parse((await t2t('backtest', one, '--json', '--seed', '6')).text)
  expect(other.runHash).toBe(elsewhere.runHash)
}, 30_000)

test('a strategy inside the spread does not chase its own quotes, and surveillance is quiet', async () => {
  const wide = written(
    'wide.yaml',
    `venue: { matching: ${MARKET} }\nstrategy: spread-threshold\nsurveillance: {}\n${LIMITS}`,
  )
  for (const population of ['hawkes', 'santa-fe']) {
    const market = ['--set', `venue.matching.population=${population}`]
    const { ordersEntered, fills, surveillance } = JSON.parse(
      (await t2t('backtest', wide, '--json', ...market)).text,
    )
    expect(ordersEntered).toBeGreaterThan(0)
    expect(ordersEntered).toBeLessThan(20 + 3 * fills)
    expect(surveillance.alerts).toBe(0)
  }
})

test('several strategies: a result for each, and one together', async () => {
  const { text } = await t2t('backtest', two)
  expect(text).toContain('maker (touch-quoter), taker (z-score-reversion)')
  expect(text).toMatch(/of it maker .*fills/)
  const summary = JSON.parse((await t2t('backtest', two, '--json')).text)
  const [maker, taker] = summary.markets
  expect([maker.symbol, taker.symbol]).toEqual(['SIM:maker', 'SIM:taker'])
  expect(maker.fills).toBeGreaterThan(0)
  expect(taker.fills).toBeGreaterThan(0)
  expect(maker.pnlAfterFees + taker.pnlAfterFees).toBeCloseTo(summary.pnlAfterFees, 9)
  expect(summary.finalEquity).toBeCloseTo(2000 + summary.pnlAfterFees, 9)
}, 30_000)

test('what belongs to recorded data is refused by name', async () => {
  const refused = async (...words: string[]) => {
    const { code, errors } = await t2t(...words)
    expect(code).toBe(2)
    return errors
  }
  expect(await refused('backtest', one, '--band')).toContain('--band: asks how queues were')
  expect(await refused('backtest', one, '--engine', 'vectorised')).toContain('needs recorded data')
  expect(await refused('backtest', one, '--feed', 'x.log')).toContain('--feed: says something')
  const named = await refused('backtest', two, '--strategy', 'touch-quoter')
  expect(named).toContain('--strategy: names one strategy')
  expect(await refused('check-lookahead', one)).toContain('needs recorded data')
  expect(await refused('calibrate', one)).toContain('needs recorded data')
  expect(await refused('compare-engines', one)).toContain('needs recorded data')
  const recorded = written(
    'recorded.yaml',
    `strategy: touch-quoter\nfeed: { format: synthetic, ticks: 100 }\n${LIMITS}`,
  )
  expect(await refused('backtest', recorded, '--impact')).toContain('a recorded one cannot')
})

test('all that is wrong is told at once, each with its line', async () => {
  const wrong = written(
    'wrong.yaml',
    `venue: { matching: { population: hawkez, duration: -3s, seeds: 2 } }
queue: fifo
account: { openOrdersMax: 3 }
strategies:
  - { name: a, strategy: touch-quoter }
  - { name: a, strategy: nobody }
${LIMITS}`,
  )
  const { code, errors } = await t2t('backtest', wrong)
  expect(code).toBe(2)
  for (const problem of [
    'line 1, venue.matching.population: found "hawkez"',
    'line 1, venue.matching.duration: found "-3s"',
    'line 1, venue.matching.seeds: unknown key (did you mean seed?)',
    'line 2, queue: belongs to recorded data',
    'line 3, account: unknown key',
    'line 6, strategies.1.strategy: found "nobody"',
    "line 6, strategies.1.name: is another's, too",
  ]) {
    expect(errors).toContain(problem)
  }
  const lone = written('lone.yaml', `strategies: []\n${LIMITS}`)
  expect((await t2t('backtest', lone)).errors).toContain('venue: missing')
})

test('a sweep over agents varies parameters and the seed of the market, and nothing else of it', async () => {
  const swept = (parameters: string, more = '') =>
    `venue: { matching: ${MARKET} }\nstrategy: touch-quoter\nsweep: { parameters: ${parameters}${more} }\n${LIMITS}`
  const refusals: [string, string][] = [
    [swept('{ venue.matching.duration: [1min, 2min] }'), 'only its seed can vary'],
    [swept('{ params.sizeLots: [1, 2] }', ', halving: { keep: 0.5 }'), 'sweep.halving: needs'],
    [swept('{ params.sizeLots: [1, 2] }', ', engine: accelerated'), 'sweep.engine: expected event'],
  ]
  for (const [text, problem] of refusals) {
    const path = written('swept.yaml', text)
    expect((await t2t('sweep', path, '--out', join(folder, 'none'))).errors).toContain(problem)
  }
})
