import { beforeAll, describe, expect, test } from 'vitest'
import { SyntheticFeed } from '../../market-data/index.ts'
import { defineStrategy, zScoreReversion } from '../../strategy/index.ts'
import { FingerprintedFeed } from '../analytics/index.ts'
import { optionsFor } from '../analytics/random-market.suite.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import { feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { compareRecords } from './comparison.ts'
import { brokenMarkup, oddNumbers, outsideReferences, shownText } from './page-check.suite.ts'
import { reportPage } from './report-page.ts'
import { type ConfigurationEntry, type RunRecord, recordOf } from './run-record.ts'

const MARKET = {
  seed: 11,
  messages: 400,
  contract: 'linear',
  instrument: { tick: '0.1', lot: '0.001' },
  entryNanos: 1e6,
  responseNanos: 1e6,
  isReference: false,
  hasFunding: true,
} as const

async function recorded(
  options: BacktestOptions,
  configuration: readonly ConfigurationEntry[] = [],
): Promise<RunRecord> {
  const run = await backtest({ ...options, analytics: true })
  const about = { product: '1.2.3', command: 't2t backtest run.yaml', configuration }
  return recordOf(run, { ...about, fingerprints: [{ records: 7, hash: '0123456789abcdef' }] })
}

let record: RunRecord
let faster: RunRecord
beforeAll(async () => {
  record = await recorded(optionsFor(MARKET))
  faster = await recorded(optionsFor({ ...MARKET, entryNanos: 0, responseNanos: 0 }))
})

test('a page is whole, asks for nothing, and is the same each time', async () => {
  const page = reportPage(record)
  expect(brokenMarkup(page)).toEqual([])
  expect(outsideReferences(page)).toEqual([])
  expect(reportPage(await recorded(optionsFor(MARKET))) === page).toBe(true)
})

test('two runs on one page are as whole', () => {
  const page = reportPage(record, faster)
  expect(brokenMarkup(page)).toEqual([])
  expect(outsideReferences(page)).toEqual([])
  const text = shownText(page)
  expect(text.includes('Side by side')).toBe(true)
  expect(text.includes('The first fill that differs')).toBe(true)
  expect(reportPage(record, record).includes('The runs are the same')).toBe(true)
})

test('a band that was asked for stands on the page with its interval', () => {
  const interval = { pessimistic: 2, chosen: 1, optimistic: 5, isOutside: true }
  const edges = { pessimistic: 'conservative', chosen: 'log-2', optimistic: 'optimistic' }
  const band = {
    models: edges,
    runHashes: edges,
    pnlAfterFees: interval,
    pnlBeforeFees: interval,
    fees: interval,
    maxDrawdown: interval,
    fills: interval,
    tradedLots: interval,
    fillRatio: interval,
  }
  const page = reportPage({ ...record, band })
  expect(brokenMarkup(page)).toEqual([])
  expect(shownText(page)).toContain('Queue-model band')
  // A chosen figure beyond both edges widens the interval instead of lying outside it.
  expect(shownText(page)).toContain('1.00 to 5.00')
  expect(reportPage(record)).not.toContain('Queue-model band')
})

test('what a reader looks for is there', () => {
  const text = shownText(reportPage(record))
  for (const wanted of [
    'Equity',
    'Drawdown',
    'Price and fills',
    'Inventory',
    'Markouts',
    'Where the profit came from',
    'Queue ahead',
    'Latency',
    'Time by inventory',
    'dice-roller on TEST',
    record.summary.runHash,
    '0123456789abcdef',
    't2t backtest run.yaml',
    'made by tick-to-trade 1.2.3',
  ]) {
    expect([wanted, text.replace(/\s+/g, ' ').includes(wanted)]).toEqual([wanted, true])
  }
})

const HOSTILE = `</script><script>alert("1")</script><img src=x onerror=alert('2')>&amp;\`\u2028`

test('hostile names stay text, wherever they come in', async () => {
  const feed = feedOf([...(await recordsOf())], { symbol: HOSTILE })
  const named = { ...feed, info: { ...feed.info, name: HOSTILE } }
  const options = {
    ...optionsFor(MARKET),
    feed: { ...named, notices: new Map([[HOSTILE, { count: 1, first: HOSTILE }]]) },
    strategy: defineStrategy({ name: HOSTILE, params: {} }),
    params: {},
  } as BacktestOptions
  const hostile = await recorded(options, [{ key: HOSTILE, value: HOSTILE, isGiven: true }])
  for (const page of [
    reportPage(hostile),
    reportPage(hostile, record),
    reportPage(record, hostile),
  ]) {
    expect(brokenMarkup(page)).toEqual([])
    expect(outsideReferences(page)).toEqual([])
    expect(page.match(/<script/g)).toHaveLength(2)
    expect(page.includes('<img')).toBe(false)
    expect(shownText(page).includes(HOSTILE)).toBe(true)
  }
})

async function recordsOf() {
  const { randomRecords } = await import('../analytics/random-market.suite.ts')
  return randomRecords(1, 30)
}

test('a run without a fill has a page, and so has one without a price', async () => {
  const idle = defineStrategy({ name: 'idle', params: {} })
  const quiet = await recorded({ ...optionsFor(MARKET), strategy: idle, params: {} })
  const oneSided = await recorded({
    feed: feedOf([{ kind: 1, side: 1, at: 5, price: 100, size: 1 }]),
    strategy: idle,
    limits: WIDE_LIMITS,
  })
  for (const each of [quiet, oneSided]) {
    const page = reportPage(each)
    expect(brokenMarkup(page)).toEqual([])
    expect(shownText(page).includes('no fill was measured')).toBe(true)
    expect(oddNumbers(page)).toEqual([])
  }
  expect(brokenMarkup(reportPage(quiet, oneSided))).toEqual([])
})

test('no number of a page is NaN, infinite or undefined', () => {
  for (const page of [reportPage(record), reportPage(record, faster)]) {
    expect(oddNumbers(page)).toEqual([])
  }
})

describe('a run of a million records', () => {
  let long: RunRecord
  beforeAll(async () => {
    const feed = new FingerprintedFeed(
      new SyntheticFeed({
        seed: 1,
        volatility: 0.002,
        spreadCost: 0.0005,
        tickSeconds: 0.01,
        ticks: 1e6,
      }),
    )
    long = await recorded({ feed, strategy: zScoreReversion, limits: WIDE_LIMITS, cash: 1e6 })
    expect(feed.fingerprint).toMatchObject({ records: 1e6 })
  }, 120_000)

  test('has a page below 2 MB, alone and with a second run', () => {
    expect(long.summary.fills).toBeGreaterThan(50_000)
    expect(long.curves.equity.last.length).toBeGreaterThan(1024)
    expect(reportPage(long).length).toBeLessThan(2e6)
    expect(reportPage(long, long).length).toBeLessThan(2e6)
    expect(brokenMarkup(reportPage(long))).toEqual([])
  })
})

describe('comparison', () => {
  test('a run is the same as itself', () => {
    const same = compareRecords(record, record)
    expect(same).toMatchObject({ isSame: true, isSameData: true, firstDifference: undefined })
    expect(same.equalFills).toBe(record.fills.side.length)
    expect(same.metrics.every(({ delta }) => delta === 0 || Number.isNaN(delta))).toBe(true)
  })

  test('the first fill that differs is found, and what differs in it', () => {
    const change = (column: 'price' | 'lots' | 'atNanos', k: number): RunRecord => {
      const values = [...record.fills[column]]
      values[k] = values[k]! + 1
      const summary = { ...record.summary, runHash: 'other' }
      return { ...record, summary, fills: { ...record.fills, [column]: values } }
    }
    for (const column of ['price', 'lots', 'atNanos'] as const) {
      const compared = compareRecords(record, change(column, 3))
      expect(compared.isSame).toBe(false)
      expect(compared.firstDifference).toMatchObject({ number: 4, differing: [column] })
      expect(compared.equalFills).toBe(3)
    }
  })

  test('a run that stops earlier differs where it stops', () => {
    const fills = Object.fromEntries(
      Object.entries(record.fills).map(([name, column]) => [name, column.slice(0, 2)]),
    ) as unknown as RunRecord['fills']
    const compared = compareRecords(record, { ...record, fills })
    expect(compared.firstDifference?.number).toBe(3)
    expect(compared.firstDifference?.second).toBeUndefined()
    expect(compareRecords({ ...record, fills }, record).firstDifference?.first).toBeUndefined()
  })

  test('settings that differ are listed', () => {
    const given = (value: string) => ({
      ...record,
      configuration: [
        { key: 'latency.entry', value, isGiven: true },
        { key: 'cash', value: '1', isGiven: true },
      ],
    })
    const bare = { ...record, configuration: [] }
    expect(compareRecords(given('1ms'), given('2ms')).configuration).toEqual([
      { key: 'latency.entry', first: '1ms', second: '2ms' },
    ])
    expect(compareRecords(given('1ms'), bare).configuration).toHaveLength(2)
  })
})
