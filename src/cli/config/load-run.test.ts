/** Configurations as people write them, right and wrong: what a run becomes, or one clear message. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { marketsOf } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { loadOriginalDictionary, loadRun } from './load-run.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 't2t-config-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const LIMITS = `limits:
  positionLotsMax: 20
  orderLotsMax: 10
  orderValueMax: 10000
  priceCollarBps: 100
  ordersPerSecondMax: 1000
  ordersBurstMax: 100
  dailyLossMax: 1000
`
const RUN = `strategy: touch-quoter
params: { sizeLots: 5 }
feed: { format: synthetic, ticks: 10 }
${LIMITS}`

const ORIGINAL = {
  symbol: 'BTC-USDT',
  tick_rate: 0.01,
  volatility: 0.002,
  spread_cost: 0.0005,
  lookback_window: 50,
  inventory_limit: 10,
  initial_balance: 10_000,
}

async function messageOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt()
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  throw new Error('nothing was wrong with it')
}

const complaint = (text: string, set: string[] = []) =>
  messageOf(() => loadRun(written('run.yaml', text), { set }))

test('a run configuration becomes the options of a run', async () => {
  const { options, columns } = await loadRun(written('run.yaml', RUN), {})
  const [market] = marketsOf(options)
  expect(options.params).toMatchObject({ sizeLots: 5, offsetTicks: 0 })
  expect(market?.limits).toMatchObject({ positionLotsMax: 20, dailyLossMax: 1000 })
  expect(market?.fees).toBeUndefined()
  expect(columns).toBe('full')
})

test('fees are typical unless a file says otherwise; none switches them off', async () => {
  for (const [said, fees] of [
    ['typical', undefined],
    ['none', { makerRate: 0, takerRate: 0 }],
    ['{ makerRate: 0.0001, takerRate: 0.0002 }', { makerRate: 0.0001, takerRate: 0.0002 }],
  ] as const) {
    const { options } = await loadRun(written('run.yaml', RUN), { set: [`fees=${said}`] })
    expect(marketsOf(options)[0]!.fees).toEqual(fees)
  }
})

test('--set changes single values, and reads them as YAML', async () => {
  const set = ['params.sizeLots=7', 'fees={ makerRate: -0.0001, takerRate: 0.001 }', 'cash=5']
  const { options } = await loadRun(written('run.yaml', RUN), { set })
  expect(options.params).toMatchObject({ sizeLots: 7 })
  expect(marketsOf(options)[0]).toMatchObject({ cash: 5, fees: { makerRate: -0.0001 } })
})

test('several markets share what stands at the top and may say otherwise', async () => {
  const text = `strategy: touch-quoter
slippageTicks: 2
${LIMITS}markets:
  - feed: { format: synthetic, ticks: 5, symbol: A }
  - feed: { format: synthetic, ticks: 5, symbol: B }
    slippageTicks: 0
`
  const markets = marketsOf((await loadRun(written('run.yaml', text), {})).options)
  expect(markets.map((market) => market.slippageTicks)).toEqual([2, 0])
  expect(markets.map((market) => market.feed.info.instruments[0]?.symbol)).toEqual(['A', 'B'])
})

test('--set reaches into one of several markets, and not beside them', async () => {
  const text = `strategy: touch-quoter
${LIMITS}markets:
  - feed: { format: synthetic, ticks: 10 }
  - feed: { format: synthetic, ticks: 10 }
`
  const path = written('run.yaml', text)
  const set = ['markets.1.slippageTicks=3', 'markets.0.feed.ticks=20']
  const markets = marketsOf((await loadRun(path, { set })).options)
  expect(markets.map(({ slippageTicks }) => slippageTicks)).toEqual([0, 3])
  for (const key of ['markets.2', 'markets.-1', 'markets.first', 'markets.length']) {
    for (const rest of ['', '.cash']) {
      const complaintOf = await complaint(text, [`${key}${rest}=1`])
      expect(complaintOf).toContain('names no element of markets, a list of 2')
    }
  }
})

test.each([
  [
    'an unknown key, with the one that was meant',
    `${RUN}slipageTicks: 1\n`,
    ['slipageTicks: unknown key (did you mean slippageTicks?)', 'line 12'],
  ],
  ['a missing limit', RUN.replace(/ {2}dailyLossMax.*\n/, ''), ['limits.dailyLossMax: missing']],
  ['a limit of infinity', RUN.replace('1000\n', '.inf\n'), ['limits.', 'found Infinity']],
  [
    'a wrong type',
    RUN.replace('positionLotsMax: 20', 'positionLotsMax: many'),
    ['line 5, limits.positionLotsMax: found "many", expected number'],
  ],
  ['an unknown strategy', RUN.replace('touch-quoter', 'touch'), ['strategy: found "touch"']],
  [
    'a parameter that the strategy lacks',
    RUN.replace('sizeLots', 'sizeLot'),
    ['sizeLot is not a parameter'],
  ],
  ['an impossible parameter', RUN.replace('sizeLots: 5', 'sizeLots: 0'), ['sizeLots is a whole']],
  ['no feed', RUN.replace(/feed.*\n/, ''), ['names no market data', '--feed FILE']],
  ['a switch of another venue', `${RUN}exchange: partial-fill\n`, ['compatibility: hftbacktest']],
  ['a sampling of nothing', `${RUN}sampling: 0\n`, ['sampling: found 0', 'above zero']],
  ['a list', '- a\n', ['holds a list']],
  ['nothing', '', ['is empty']],
  ['no YAML', 'strategy: [\n', ['line', 'is not valid JSON or YAML']],
  ['binary', 'a\u0000b', ['is binary', 'byte 1']],
])('a configuration with %s is refused by name', async (_name, text, parts) => {
  const message = await complaint(text)
  for (const part of parts) expect(message).toContain(part)
  expect(message).not.toMatch(/\n\s+at /)
})

test('all mistakes are told at once', async () => {
  const text = RUN.replace('touch-quoter', 'none').replace('orderLotsMax: 10', 'orderLotsMax: -1')
  const message = await complaint(`${text}seeds: 4\n`)
  expect(message).toContain('3 problems')
})

test.each(['nothing', '=4', 'a..b=1', '__proto__.x=1', 'strategy.name=1'])(
  '--set %s is refused',
  async (set) => {
    expect(await complaint(RUN, [set])).toContain('--set')
  },
)

test('the original dictionary is understood as it stands, in JSON and in YAML', async () => {
  const json = written('original.json', JSON.stringify(ORIGINAL))
  const yaml = Object.entries(ORIGINAL).map(([key, value]) => `${key}: ${value}\n`)
  for (const path of [json, written('original.yaml', yaml.join(''))]) {
    const { options, isOriginal, columns } = await loadRun(path, { ticks: 5 })
    expect([isOriginal, columns]).toEqual([true, 'original'])
    expect(options.params).toMatchObject({ lookbackWindow: 50, inventoryLimitLots: 10 })
    expect(marketsOf(options)[0]).toMatchObject({ cash: 10_000 })
    expect(loadOriginalDictionary(path)).toEqual(ORIGINAL)
  }
})

test('without clipping there is room for one overshoot, and no more', async () => {
  const limitOf = async (more: object) => {
    const path = written('original.json', JSON.stringify({ ...ORIGINAL, ...more }))
    return marketsOf((await loadRun(path, {})).options)[0]?.limits.positionLotsMax
  }
  expect(await limitOf({})).toBe(10)
  expect(await limitOf({ clipToLimit: false, sizing: 'fixed' })).toBe(10)
  // Of 50 samples, |z| is at most 7: sizes up to 14, one lot below the limit of 10 already held.
  expect(await limitOf({ clipToLimit: false })).toBeGreaterThanOrEqual(9 + 14)
})

test.each([
  ['lookback_window', 1],
  ['inventory_limit', 0.5],
  ['volatility', -1],
  ['sizing', 'large'],
  ['threshold', '1.5'],
])('an original dictionary with %s = %s is refused', async (key, value) => {
  const path = written('original.json', JSON.stringify({ ...ORIGINAL, [key]: value }))
  expect(await messageOf(() => loadRun(path, {}))).toContain(key)
})

test('a length for recorded data is refused, not ignored', async () => {
  const ticks = written('ticks.csv', 'timestamp,price,bid,ask,volume\n1,100,99,101,1\n')
  const path = written('original.json', JSON.stringify(ORIGINAL))
  expect(await messageOf(() => loadRun(path, { feed: [ticks], ticks: 5 }))).toContain('--ticks')
})

test('a missing file, a folder and a file that is too large are told apart', async () => {
  const cases: [string, string][] = [
    [join(folder, 'none.yaml'), 'no such file'],
    [folder, 'is a folder'],
    [written('large.yaml', '#'.repeat(2 * 1024 * 1024)), 'too large'],
  ]
  for (const [path, problem] of cases) {
    expect(await messageOf(() => loadRun(path, {}))).toContain(problem)
  }
})
