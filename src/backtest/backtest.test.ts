/** Runs as wholes: several markets, funding, chunking, the kill switch, and the run hash. */
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  FLAG_LAST,
  InputError,
  lots,
  millis,
  ORDER_ADD,
  SELL,
  TICK,
  TRADE,
  ticks,
} from '../core/index.ts'
import { NO_FEES } from '../exchange/index.ts'
import { ConstantLatency } from '../simulation/index.ts'
import { defineStrategy } from '../strategy/index.ts'
import { backtest } from './backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from './series-feed.suite.ts'

const level = (at: number, side: number, price: number, size: number): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side,
  at,
  price,
  size,
  flags: FLAG_LAST,
})
const trade = (at: number, side: number, price: number, size: number): DrawnRecord => ({
  kind: TRADE,
  side,
  at,
  price,
  size,
})

/** A market of 99 to 101 that stays where it is, from `start` on. */
const still = (start = 0): DrawnRecord[] => [level(start, BUY, 99, 10), level(start, SELL, 101, 10)]

const buyOnce = defineStrategy<{ sizeLots: 3 }, { isDone: boolean }>({
  name: 'buy-once',
  params: { sizeLots: 3 },
  setup: () => ({ isDone: false }),
  onBook(book, { state, orders, params }) {
    if (state.isDone || !book.isTwoSided) return
    state.isDone = true
    orders.market(BUY, lots(params.sizeLots))
  },
})

test('a market order takes at the ask, pays the taker fee and is marked at the mid', async () => {
  const run = await backtest({
    feed: feedOf([...still(), level(1e9, BUY, 99, 11)]),
    strategy: buyOnce,
    limits: WIDE_LIMITS,
    fees: { makerRate: 0, takerRate: 0.01 },
    cash: 1000,
  })
  const summary = run.summary()
  expect([...run.fills].map((fill) => [fill.price, fill.size, fill.fee])).toEqual([
    [101, 3, 101 * 3 * 0.01],
  ])
  expect(summary.fees).toBeCloseTo(3.03, 12)
  expect(summary.finalEquity).toBeCloseTo(1000 - 3 - 3.03, 9)
  expect(summary.pnlBeforeFees).toBeCloseTo(-3, 9)
})

test('the order meets the book of its arrival, not of its decision', async () => {
  const run = await backtest({
    feed: feedOf([
      ...still(),
      level(5e6, SELL, 101, 0),
      level(5e6, SELL, 105, 10),
      level(1e9, BUY, 98, 1),
    ]),
    strategy: buyOnce,
    limits: WIDE_LIMITS,
    latency: new ConstantLatency({ entry: millis(10), response: millis(10) }),
  })
  expect([...run.fills].map((fill) => [fill.at, fill.price])).toEqual([[10e6, 105]])
})

test('batches of any size give the same run', async () => {
  const records: DrawnRecord[] = [...still()]
  for (let k = 1; k < 200; k++)
    records.push(trade(k * 1e6, k % 2 ? BUY : SELL, k % 2 ? 101 : 99, k % 7))
  const hashes = new Set<string>()
  for (const batchRecords of [1, 2, 3, 50, 1000]) {
    const run = await backtest({
      feed: feedOf(records, { batchRecords }),
      strategy: buyOnce,
      limits: WIDE_LIMITS,
    })
    hashes.add(run.digest())
  }
  expect(hashes.size).toBe(1)
})

test('one more lot in the strategy is another hash', async () => {
  const hashes = await Promise.all(
    [2, 3].map(async (sizeLots) => {
      const options = { feed: feedOf(still()), strategy: buyOnce, limits: WIDE_LIMITS }
      return (await backtest({ ...options, params: { sizeLots } })).digest()
    }),
  )
  expect(hashes[0]).not.toBe(hashes[1])
})

test('two markets share a clock: what happens first is seen first, and ties go by market', async () => {
  const seen: string[] = []
  const listener = defineStrategy({
    name: 'listener',
    params: {},
    onTrade: (_trade, { now, instrument }) => void seen.push(`${now} ${instrument.symbol}`),
  })
  await backtest({
    strategy: listener,
    markets: [
      {
        feed: feedOf([...still(), trade(10, BUY, 101, 1), trade(30, BUY, 101, 1)], { symbol: 'A' }),
        limits: WIDE_LIMITS,
      },
      {
        feed: feedOf([...still(), trade(10, BUY, 101, 1), trade(20, BUY, 101, 1)], {
          symbol: 'B',
          batchRecords: 1,
        }),
        limits: WIDE_LIMITS,
      },
    ],
  })
  expect(seen).toEqual(['10 A', '10 B', '20 B', '30 A'])
})

test('a strategy reaches from one market into another, at the same instant', async () => {
  const hedger = defineStrategy({
    name: 'hedger',
    params: {},
    onFill(fill, { instrument, markets }) {
      if (instrument.symbol === 'A') markets[1]!.orders.market(SELL, fill.size)
    },
    onBook(book, { instrument, orders, position }) {
      if (instrument.symbol === 'A' && book.isTwoSided && position === 0)
        orders.market(BUY, lots(2))
    },
  })
  const run = await backtest({
    strategy: hedger,
    markets: ['A', 'B'].map((symbol) => ({
      feed: feedOf(still(symbol === 'A' ? 1000 : 0), { symbol }),
      limits: WIDE_LIMITS,
      fees: NO_FEES,
    })),
  })
  expect(run.markets.map((market) => market.portfolio.position)).toEqual([2, -2])
  expect([...run.fills].map((fill) => [fill.at, fill.instrument, fill.price])).toEqual([
    [1000, 0, 101],
    [1000, 1, 99],
  ])
  expect(run.summary().pnlAfterFees).toBeCloseTo(-4, 12)
})

test('markets of different days are put on one clock', async () => {
  const day = 86_400n * 1_000_000_000n
  const run = await backtest({
    strategy: buyOnce,
    markets: [
      { feed: feedOf(still(), { epochNanos: day }), limits: WIDE_LIMITS },
      { feed: feedOf(still(), { epochNanos: 2n * day }), limits: WIDE_LIMITS },
    ],
  })
  expect([...run.fills].map((fill) => fill.at)).toEqual([0, 86_400e9])
})

test('a dated and an undated market do not run together', async () => {
  const markets = [1n, 0n].map((epochNanos) => ({
    feed: feedOf(still(), { epochNanos }),
    limits: WIDE_LIMITS,
  }))
  await expect(backtest({ strategy: buyOnce, markets })).rejects.toThrow(InputError)
})

for (const [side, rate] of [
  [BUY, 0.01],
  [SELL, -0.01],
] as const) {
  test(`funding of ${rate} is paid by a ${side === BUY ? 'long' : 'short'} position`, async () => {
    const enter = defineStrategy<Record<string, never>, { isDone: boolean }>({
      name: 'enter',
      params: {},
      setup: () => ({ isDone: false }),
      onBook(book, { state, orders }) {
        if (!state.isDone && book.isTwoSided) orders.market(side, lots(2))
        state.isDone ||= book.isTwoSided
      },
    })
    const run = await backtest({
      feed: feedOf([...still(), level(5000, BUY, 99, 12)]),
      strategy: enter,
      limits: WIDE_LIMITS,
      fees: NO_FEES,
      funding: [{ atNanos: 4000, rate }],
    })
    // Two lots at the mid of 100 are worth 200; one per cent of it is 2.
    expect(run.portfolio.funding).toBeCloseTo(2, 12)
    expect(run.summary().pnlAfterFees).toBeCloseTo(-2 - 2, 12)
  })
}

test('an inverse contract settles in the asset', async () => {
  const run = await backtest({
    feed: feedOf([...still(), level(1000, BUY, 99, 1)], { contract: 'inverse', contractSize: 100 }),
    strategy: buyOnce,
    limits: WIDE_LIMITS,
    fees: NO_FEES,
    cash: 5,
  })
  const bought = (3 * 100) / 101
  expect(run.portfolio.cash).toBeCloseTo(5 + bought, 12)
  expect(run.summary().finalEquity).toBeCloseTo(5 + bought - (3 * 100) / 100, 12)
})

test('beside linear markets an inverse one counts with its profit at its price', async () => {
  const run = await backtest({
    strategy: buyOnce,
    markets: [
      { feed: feedOf(still(), { symbol: 'L' }), limits: WIDE_LIMITS, fees: NO_FEES, cash: 1000 },
      {
        feed: feedOf(still(), { symbol: 'I', contract: 'inverse', contractSize: 100 }),
        limits: WIDE_LIMITS,
        fees: NO_FEES,
        cash: 5,
      },
    ],
  })
  const inverseProfit = (300 / 101 - 3) * 100
  expect(run.openingCash).toBe(1000)
  expect(run.summary().pnlAfterFees).toBeCloseTo(-3 + inverseProfit, 9)
})

test('a loss beyond the daily limit stops trading and withdraws what works', async () => {
  const stubborn = defineStrategy({
    name: 'stubborn',
    params: {},
    onBook(book, { orders, quotes, position, isHalted }) {
      if (!book.isTwoSided) return
      if (position === 0 || isHalted) orders.market(BUY, lots(10))
      quotes.set(BUY, ticks(90), lots(1))
    },
  })
  const fall = [
    level(2000, BUY, 99, 0),
    level(2000, BUY, 60, 5),
    level(3000, SELL, 101, 0),
    level(3000, SELL, 62, 5),
  ]
  const run = await backtest({
    feed: feedOf([...still(), ...fall, level(4000, BUY, 60, 6)]),
    strategy: stubborn,
    limits: { ...WIDE_LIMITS, dailyLossMax: 50 },
  })
  const summary = run.summary()
  expect(summary.killSwitch).toMatchObject({ reason: 'maximum daily loss', atNanos: 2000 })
  expect(run.desk.count).toBe(0)
  expect(summary.refusals).toHaveProperty('kill switch is on')
})

test('the reference venue refuses a market of single orders or of rows: it would see nothing of it', async () => {
  for (const kind of [ORDER_ADD, TICK]) {
    const feed = feedOf([{ kind, side: BUY, at: 0, price: 99, size: 10, flags: FLAG_LAST }])
    const attempt = backtest({
      feed,
      strategy: buyOnce,
      limits: WIDE_LIMITS,
      referenceExchange: 'no-partial-fill',
    })
    await expect(attempt).rejects.toThrow(InputError)
    await expect(attempt).rejects.toThrow(/tells no price levels/)
  }
})
