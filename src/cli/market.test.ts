/** `t2t market` as it is typed: what it prints, what it refuses, what it leaves behind. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { POPULATION_NAMES } from '../simulation/index.ts'
import { LIVING_MARKET_KEYS } from './config/living-market-config.ts'
import { EXIT_OK, EXIT_USAGE } from './exit.ts'
import { t2t } from './spoken-command.suite.ts'

const folder = mkdtempSync(join(tmpdir(), 't2t-market-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

function configure(name: string, text: string): string {
  writeFileSync(at(name), text)
  return at(name)
}

const QUIET = configure('quiet.yaml', 'population: cont-stoikov-talreja\nduration: 2min\n')

test('a market prints its facts with bands, its price, its book and its hash', async () => {
  const { code, text } = await t2t('market', QUIET)
  expect(code).toBe(EXIT_OK)
  for (const part of [
    'stylised facts',
    'mid, ticks',
    'book at the end',
    'above 0.3',
    'ask ',
    'bid ',
  ]) {
    expect(text).toContain(part)
  }
  expect(text).toMatch(/hash [0-9a-f]{16}\n$/)
  const again = await t2t('market', QUIET)
  expect(again.text).toBe(text)
  const other = await t2t('market', QUIET, '--seed', '2')
  expect(other.text).not.toBe(text)
})

test('as JSON it is the same run, with everything that was measured', async () => {
  const plain = await t2t('market', QUIET)
  const { code, text } = await t2t('market', QUIET, '--json')
  expect(code).toBe(EXIT_OK)
  const result = JSON.parse(text)
  expect(plain.text).toContain(`hash ${result.hash}`)
  expect(result.facts).toHaveLength(13)
  expect(result.statistics.spreadShares[0]).toBeGreaterThan(0.5)
  expect(result.counts.orders).toBeGreaterThan(1_000)
})

test('options stand above the file', async () => {
  const { text } = await t2t(
    'market',
    QUIET,
    '--duration',
    '90s',
    '--set',
    'parameters.marketOrdersPerSecond=0',
    '--json',
  )
  const result = JSON.parse(text)
  expect(result.spanNanos).toBe(90e9)
  expect(result.counts.executions).toBe(0)
})

test('saved events are a book that the other commands read', async () => {
  const { text } = await t2t('market', QUIET, '--save', at('events.csv'), '--json')
  const { book } = JSON.parse(text) as {
    book: { side: number; price: number; lots: number }[]
  }
  const shown = await t2t('book', at('events.csv'), '--levels', '10', '--out', 'csv')
  expect(shown.code).toBe(EXIT_OK)
  // Ask price, ask size, bid price, bid size, level by level, in dollars times 10,000.
  const row = shown.text.trim().split('\n').at(-1)!.split(',').map(Number)
  const asks = book.filter(({ side }) => side === -1)
  const bids = book.filter(({ side }) => side === 1)
  for (let level = 0; level < Math.min(asks.length, bids.length); level++) {
    const [ask, bid] = [asks[level]!, bids[level]!]
    expect(row.slice(4 * level, 4 * level + 4)).toEqual([
      ask.price * 100,
      ask.lots,
      bid.price * 100,
      bid.lots,
    ])
  }
  const inspected = await t2t('inspect', at('events.csv'))
  expect(inspected.text).toContain('verdict: fit')
})

test('scenarios of every kind are taken, and show in the counts', async () => {
  const stormy = configure(
    'stormy.yaml',
    `population: hawkes
duration: 3min
scenarios:
  - { kind: news-jump, at: 20s, ticks: 30 }
  - { kind: fat-finger, at: 40s, side: sell, lots: 20 }
  - { kind: liquidity-withdrawal, at: 60s, for: 10s, share: 0.9 }
  - { kind: flash-crash, at: 80s, for: 5s, lots: 50 }
  - { kind: quote-stuffing, at: 100s, for: 1s, ordersPerSecond: 1000 }
  - { kind: venue-outage, at: 120s, for: 20s }
`,
  )
  const { code, text } = await t2t('market', stormy, '--json')
  expect(code).toBe(EXIT_OK)
  const { counts, highestMidTicks } = JSON.parse(text)
  expect(counts.refused).toBeGreaterThan(10)
  expect(counts.canceled).toBeGreaterThan(1_000)
  expect(highestMidTicks).toBeGreaterThan(10_015)
})

test('all mistakes of a file are told at once, with line, key and remedy', async () => {
  const wrong = configure(
    'wrong.yaml',
    `population: hawkes
parameters: { sameSide: 2, sameside: 1 }
duration: 10min
warmUp: 9min
scenarios:
  - { kind: crash }
  - { kind: news-jump, at: 20min, ticks: 0 }
`,
  )
  const { code, text, errors } = await t2t('market', wrong)
  expect(code).toBe(EXIT_USAGE)
  expect(text).toBe('')
  for (const part of [
    '6 problems',
    'line 2, parameters.sameSide: found 2, expected a number of at most 1',
    'parameters.sameside: unknown key (did you mean sameSide?)',
    'line 4, warmUp: expected at most half of the duration',
    'line 6, scenarios.0.kind: found "crash", expected one of flash-crash',
    'line 7, scenarios.1.ticks: found 0, expected a jump other than 0',
    'line 7, scenarios.1.at: the market ends before, at 10.0 min',
    't2t market --help',
  ]) {
    expect(errors).toContain(part)
  }
})

test('what cannot run is refused in words, and leaves no file behind', async () => {
  const hawkes = configure('hawkes.yaml', 'population: hawkes\n')
  const none = '{ noiseAgents: 0, valueAgents: 0, momentumAgents: 0, marketMakers: 0 }'
  const nobody = configure('nobody.yaml', `population: rmsc04\nparameters: ${none}\n`)
  const before = readdirSync(folder)
  const cases: readonly (readonly [readonly string[], string])[] = [
    [['market'], 'needs a configuration, or --all'],
    [['market', QUIET, '--all'], 'runs every population with its defaults'],
    [['market', at('missing.yaml')], 'no such file'],
    [['market', QUIET, '--duration', 'long'], 'duration: found "long"'],
    [['market', QUIET, '--duration', '20000min'], 'at most a week'],
    [['market', QUIET, '--set', 'population=bees'], 'expected one of'],
    [
      ['market', hawkes, '--set', 'parameters.refill=90', '--save', at('no.csv')],
      'limitOrdersPerSecond',
    ],
    [
      ['market', hawkes, '--set', 'parameters.decays=[1]', 'seed=[]'],
      'parameters.decayShares: missing, expected one share for each of decays, together 1',
    ],
    [['market', nobody], 'expected at least one agent'],
    [['market', QUIET, '--save', folder], 'is a folder'],
  ]
  for (const [words, part] of cases) {
    const { code, errors, text } = await t2t(...words)
    expect([words, code, text]).toEqual([words, EXIT_USAGE, ''])
    expect(errors).toContain(part)
    expect(errors).not.toMatch(/\n\s+at /)
  }
  expect(readdirSync(folder)).toEqual(before)
})

test('a matrix of all populations says which passes what', async () => {
  const { code, text } = await t2t('market', '--all', '--duration', '60s')
  expect(code).toBe(EXIT_OK)
  for (const name of POPULATION_NAMES) expect(text).toContain(name)
  expect(text).toMatch(/fat tails that thin out +(pass|fail|unclear)/)
  const { text: json } = await t2t('market', '--all', '--duration', '30s', '--json')
  expect(JSON.parse(json)).toHaveLength(POPULATION_NAMES.length)
})

test('every key of a market configuration is on its page, and every sample is right', async () => {
  const page = readFileSync('docs/market-simulation.md', 'utf8')
  const missing = LIVING_MARKET_KEYS.filter((key) => !page.includes(`\`${key}\``))
  expect(missing).toEqual([])
  const samples = readdirSync('examples/markets').filter((name) => name.endsWith('.yaml'))
  expect(samples.length).toBeGreaterThanOrEqual(POPULATION_NAMES.length)
  for (const name of samples) {
    const path = join('examples/markets', name)
    // Short, but not so short that a scenario would begin after the end.
    const hasScenarios = readFileSync(path, 'utf8').includes('scenarios')
    const { code, errors } = await t2t(
      'market',
      path,
      ...(hasScenarios ? [] : ['--duration', '5s']),
    )
    expect([name, code, errors]).toEqual([name, EXIT_OK, ''])
  }
  expect(existsSync('docs/market-simulation.md')).toBe(true)
})
