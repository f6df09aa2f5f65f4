/** Vectorised runs against the event engine: the same trades, refusals and money, to the last bit. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InputError, micros, millis, nanos, RandomStream, TICK } from '../../core/index.ts'
import { SyntheticFeed } from '../../market-data/index.ts'
import { beyond, cross, ewma, PRICE } from '../../models/index.ts'
import { defineStrategy, touchQuoter, zScoreReversion } from '../../strategy/index.ts'
import { type BacktestOptions, type BacktestRun, backtest } from '../backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import {
  backtestVectorised,
  compareVectorised,
  readTickColumns,
  runVectorised,
  type VectorisedRun,
} from './index.ts'

const HOUR = 3600e9

/** A series on a grid or off it, with stretches that stand still and rows without a trade. */
function seriesFeed(options: {
  readonly seed: number
  readonly rows: number
  readonly quoteShare?: number
  readonly isContinuous?: boolean
  readonly contract?: 'linear' | 'inverse'
  readonly gapNanos?: number
}) {
  const { seed, rows, quoteShare = 0, gapNanos = 10e6 } = options
  const random = RandomStream.named(seed, 'series')
  const records: DrawnRecord[] = []
  let price = 100
  let at = 0
  for (let row = 0; row < rows; row++) {
    at += random.integer(1, 3) * gapNanos
    if (random.uniform() < 0.7) price *= 1 + random.normal() * 0.002
    if (options.isContinuous !== true) price = Math.round(price * 100) / 100
    const size = random.uniform() < quoteShare ? 0 : random.integer(1, 9)
    const [a, b] = [price * (1 - 0.00025), price * (1 + 0.00025)]
    records.push({ kind: TICK, at, price: Math.round(price * 100), size, order: price, a, b })
  }
  const { isContinuous = false, contract = 'linear' } = options
  return feedOf(records, {
    tick: '0.01',
    lot: '0.1',
    contractSize: 3,
    contract,
    isContinuous,
    batchRecords: 700,
  })
}

function expectSame(event: BacktestRun, run: VectorisedRun): void {
  expect([...run.fills]).toEqual([...event.fills])
  const summary = event.summary()
  const { totals } = run
  for (const name of [
    ...(['pnlAfterFees', 'pnlBeforeFees', 'fees', 'finalCash', 'finalEquity'] as const),
    ...(['finalInventory', 'maxDrawdown', 'fills', 'tradedLots', 'tradedValue'] as const),
    ...([
      'ordersEntered',
      'cancels',
      'fillRatio',
      'orderToTradeRatio',
      'firstNanos',
      'lastNanos',
    ] as const),
  ]) {
    expect({ [name]: totals[name] }).toEqual({ [name]: summary[name] })
  }
  expect(totals.refusals).toEqual(summary.refusals)
  expect(run.warnings).toEqual(summary.warnings)
  expect(totals.killSwitch).toEqual(summary.killSwitch)
  const ratios = [
    [totals.sharpePerSample, summary.sharpe.perSample],
    [totals.sortinoPerSample, summary.sortino.perSample],
  ] as const
  for (const [ours, theirs] of ratios) {
    if (Number.isNaN(theirs)) expect(ours).toBeNaN()
    else expect(Math.abs(ours - theirs)).toBeLessThan(1e-9 * Math.max(1, Math.abs(theirs)))
  }
  if (event.slices !== undefined) {
    const { slices } = event.slices
    expect(run.slices?.pnl(slices)).toEqual(event.slices.pnl(slices))
  }
}

async function bothWays(options: BacktestOptions): Promise<VectorisedRun> {
  const event = await backtest(options)
  const { feed } = options as { feed: BacktestRun['markets'][number]['options']['feed'] }
  const run = runVectorised(options, await readTickColumns(feed))
  expectSame(event, run)
  const streamed = await backtestVectorised(options)
  expect(streamed.runHash).toBe(run.runHash)
  expect(streamed.totals).toEqual(run.totals)
  return run
}

const usual = { strategy: zScoreReversion, limits: WIDE_LIMITS, cash: 1000, slices: 7 }
const TAKER_FEES = { makerRate: 0, takerRate: 0.0007 }

const CASES: Readonly<Record<string, Partial<BacktestOptions> & object>> = {
  'nothing special': {},
  'fees, slippage': { fees: TAKER_FEES, slippageTicks: 3 },
  'unclipped, of fixed size': { params: { clipToLimit: false, sizing: 'fixed' } },
  'a short window': { params: { lookbackWindow: 4, threshold: 1.2 } },
  'mid prices': { params: { priceSource: 'mid', lookbackWindow: 11 } },
  'latency both ways': { latency: { entry: millis(25), response: millis(15) } },
  'latency that ends with the rows': { latency: { entry: millis(20), response: millis(10) } },
  'a response only': { latency: { response: millis(70) } },
  'drawn latencies': {
    latency: {
      seed: 3,
      entry: { model: 'lognormal', median: millis(20), sigma: 1 },
      response: { model: 'lognormal', median: millis(9), sigma: 0.5 },
    },
    limits: { ...WIDE_LIMITS, positionLotsMax: 30 },
  },
  'feed latency': { feedLatencyNanos: 33e6, latency: { entry: millis(12), response: millis(7) } },
  'feed latency alone': { latency: { feed: micros(12_345) } },
  'tight limits': {
    limits: {
      ...WIDE_LIMITS,
      ...{ orderLotsMax: 4, positionLotsMax: 9, ordersPerSecondMax: 3, ordersBurstMax: 4 },
      ...{ orderValueMax: 115, priceCollarBps: 3 },
    },
  },
  'a daily loss': { limits: { ...WIDE_LIMITS, dailyLossMax: 4 }, fees: TAKER_FEES },
}

for (const [name, extra] of Object.entries(CASES)) {
  test(`the same trades and money as event by event: ${name}`, async () => {
    for (const [seed, shape] of [
      {},
      { isContinuous: true },
      { quoteShare: 0.3 },
      { contract: 'inverse' as const, quoteShare: 0.1 },
    ].entries()) {
      const feed = seriesFeed({ seed, rows: 2500, ...shape })
      const run = await bothWays({ ...usual, ...extra, feed } as BacktestOptions)
      const wants = run.totals.fills + Object.keys(run.totals.refusals).length
      expect(wants).toBeGreaterThan(0)
    }
  })
}

test('a loss limit counts anew every midnight', async () => {
  const limits = { ...WIDE_LIMITS, dailyLossMax: 25 }
  const tripped: boolean[] = []
  for (const seed of [1, 2, 3, 4]) {
    const feed = seriesFeed({ seed, rows: 3000, gapNanos: HOUR / 40, isContinuous: true })
    const run = await bothWays({ ...usual, feed, limits, fees: TAKER_FEES })
    tripped.push(run.totals.killSwitch !== null)
  }
  expect(new Set(tripped).size).toBe(2)
})

test('quotes alone are sampled at their middle, and the last price of quotes never', async () => {
  const feed = seriesFeed({ seed: 5, rows: 3000, quoteShare: 1 })
  expect((await bothWays({ ...usual, feed })).totals.fills).toBeGreaterThan(50)
  const params = { priceSource: 'last' }
  expect((await bothWays({ ...usual, feed, params })).totals.fills).toBe(0)
})

test('property: any parameters, latencies and limits give the trades of the event engine', async () => {
  const latency = fc.integer({ min: 0, max: 60 }).map((count) => nanos(count * 5e6))
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        lookbackWindow: fc.integer({ min: 2, max: 30 }),
        threshold: fc.constantFrom(0.5, 1, 1.5, 2),
        inventoryLimitLots: fc.integer({ min: 1, max: 12 }),
        sizing: fc.constantFrom('deviation', 'fixed'),
        clipToLimit: fc.boolean(),
        priceSource: fc.constantFrom('auto', 'last', 'mid'),
      }),
      fc.record({ entry: latency, response: latency }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 0, max: 1000 }),
      async (params, lines, positionLotsMax, seed) => {
        const feed = seriesFeed({ seed, rows: 400, quoteShare: (seed % 4) * 0.2 })
        const limits = { ...WIDE_LIMITS, positionLotsMax, dailyLossMax: 2 + (seed % 9) }
        await bothWays({ ...usual, feed, params, latency: lines, limits, fees: TAKER_FEES })
      },
    ),
    { numRuns: 80, seed: 11 },
  )
})

/** Buys when a fast average crosses above a slow one; its callbacks and its columns say the same. */
const trend = defineStrategy<
  { fast: number; slow: number },
  { fast: number; slow: number; stood: number }
>({
  name: 'trend',
  params: { fast: 4, slow: 12 },
  setup: () => ({ fast: Number.NaN, slow: Number.NaN, stood: 0 }),
  onTrade({ price }, { params, state, position, orders }) {
    const isFirst = Number.isNaN(state.fast)
    state.fast = isFirst ? price : state.fast + (2 / (params.fast + 1)) * (price - state.fast)
    state.slow = isFirst ? price : state.slow + (2 / (params.slow + 1)) * (price - state.slow)
    const stands = Math.sign(state.fast - state.slow)
    const side = stands !== 0 && stands === -state.stood ? stands : 0
    if (stands !== 0) state.stood = stands
    if (side > 0 && position < 3) orders.market(1, 1 as never)
    if (side < 0 && position > -3) orders.market(-1, 1 as never)
  },
  vectorised: ({ fast, slow }) => ({
    samples: 'trades',
    signal: cross(ewma(PRICE, { spanSamples: fast }), ewma(PRICE, { spanSamples: slow })),
    sizeLots: 1,
    inventoryLimitLots: 3,
    clipToLimit: true,
  }),
})

test("a user's own strategy runs in both engines, and a form that says something else is found out", async () => {
  const feed = seriesFeed({ seed: 8, rows: 3000, isContinuous: true })
  const options = { ...usual, strategy: trend, feed }
  expect((await bothWays(options)).totals.fills).toBeGreaterThan(50)
  const agreed = await compareVectorised(options)
  expect(agreed.isSame).toBe(true)
  expect(agreed.firstDifference).toBeUndefined()

  const other = {
    ...trend,
    vectorised: () => ({ ...trend.vectorised!(trend.params, { hasTrades: true }), sizeLots: 2 }),
  }
  const found = await compareVectorised({ ...options, strategy: other })
  expect(found.isSame).toBe(false)
  expect(found.firstDifference).toMatchObject({ number: 1, differing: ['size', 'fee'].slice(0, 1) })
  expect(found.firstDifference?.event?.size).toBe(1)
  expect(found.firstDifference?.vectorised?.size).toBe(2)
})

test('an engine that trades less is told by the trade that it has not', async () => {
  const feed = seriesFeed({ seed: 8, rows: 1000, isContinuous: true })
  const silent = {
    ...trend,
    vectorised: () => ({ ...trend.vectorised!(trend.params, { hasTrades: true }), signal: 0 }),
  }
  const found = await compareVectorised({ ...usual, strategy: silent, feed })
  expect(found.vectorisedTrades).toBe(0)
  expect(found.firstDifference?.vectorised).toBeUndefined()
  expect(found.firstDifference?.event).toBeDefined()
})

test('columns are plain data in shared memory, and runs leave them as they were', async () => {
  const feed = new SyntheticFeed({
    seed: 1,
    volatility: 0.002,
    spreadCost: 0.0005,
    tickSeconds: 1,
    ticks: 5000,
  })
  const columns = await readTickColumns(feed)
  for (const column of [columns.timeNanos, columns.price, columns.bid, columns.ask]) {
    expect(column.buffer).toBeInstanceOf(SharedArrayBuffer)
  }
  expect(structuredClone(columns).price.buffer).toStrictEqual(columns.price.buffer)
  const price = Float64Array.from(columns.price)
  const runs = [1, 2].map(() => runVectorised({ ...usual, feed }, columns).runHash)
  expect(runs[0]).toBe(runs[1])
  expect(columns.price.subarray(0, price.length)).toEqual(columns.price)
  expect(Float64Array.from(columns.price)).toEqual(price)
})

test('a part of the rows is a run over those rows', async () => {
  const make = (ticks: number) =>
    new SyntheticFeed({ seed: 2, volatility: 0.002, spreadCost: 0.0005, tickSeconds: 1, ticks })
  const whole = await readTickColumns(make(5000))
  const part = await readTickColumns(make(2000))
  const options = { ...usual, feed: make(5000) }
  const first = runVectorised(options, whole, { rowsEnd: 2000 })
  expect(first.runHash).toBe(runVectorised(options, part).runHash)
  expect(first.totals.rows).toBe(2000)
})

test('what it cannot run it refuses, all of it at once, with the way out', async () => {
  const feed = seriesFeed({ seed: 1, rows: 10 })
  const options = {
    ...usual,
    feed,
    strategy: touchQuoter,
    sampling: 1e9,
    funding: [],
    liquidity: 'displayed' as const,
    latency: { compute: micros(2), feed: { model: 'normal' as const, mean: 10, deviation: 1 } },
  } as unknown as BacktestOptions
  const columns = await readTickColumns(feed)
  for (const words of [
    'touch-quoter, which declares no vectorised form',
    'a sampling interval',
    'funding',
    'displayed liquidity',
    'a strategy that takes time',
    'feed latencies that vary',
    'event engine',
  ]) {
    expect(() => runVectorised(options, columns)).toThrow(InputError)
    expect(() => runVectorised(options, columns)).toThrow(words)
  }
  const market = { feed, limits: WIDE_LIMITS }
  const several = { strategy: zScoreReversion, markets: [market, market] }
  expect(() => runVectorised(several, columns)).toThrow('several markets')
})

test('a form that is none is told, whatever it is', async () => {
  const feed = seriesFeed({ seed: 1, rows: 10 })
  const columns = await readTickColumns(feed)
  const form = trend.vectorised!(trend.params, { hasTrades: true })
  for (const [found, problem] of [
    [null, 'is no object'],
    [{ ...form, samples: 'rows' }, 'samples'],
    [{ ...form, signal: 'buy' }, 'no column: buy'],
    [{ ...form, signal: undefined }, 'no column'],
    [{ ...form, sizeLots: beyond(PRICE, 1) }, 'their column is a zscore'],
    [{ ...form, inventoryLimitLots: 0 }, 'inventoryLimitLots'],
    [{ ...form, inventoryLimitLots: '3' }, 'inventoryLimitLots'],
    [{ ...form, clipToLimit: 'yes' }, 'clipToLimit'],
  ] as const) {
    const strategy = { ...trend, vectorised: () => found as never }
    expect(() => runVectorised({ ...usual, strategy, feed }, columns)).toThrow(InputError)
    expect(() => runVectorised({ ...usual, strategy, feed }, columns)).toThrow(problem)
  }
})

test('feeds that are no price series, empty ones and arrivals of their own are refused', async () => {
  const depth = feedOf([{ kind: 1, side: 1, at: 1, price: 1, size: 1 }])
  await expect(readTickColumns(depth)).rejects.toThrow('no price series')
  await expect(backtestVectorised({ ...usual, feed: depth })).rejects.toThrow(InputError)
  const late = feedOf([{ kind: TICK, at: 1, local: 2, price: 1, size: 1, order: 1, a: 1, b: 1 }])
  await expect(readTickColumns(late)).rejects.toThrow('arrival times of its own')
  const empty = { ...depth, open: () => [] }
  await expect(readTickColumns(empty)).rejects.toThrow('holds no market data')
  await expect(backtestVectorised({ ...usual, feed: empty })).rejects.toThrow('no market data')
})
