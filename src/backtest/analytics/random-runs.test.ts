import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SyntheticFeed } from '../../market-data/index.ts'
import { zScoreReversion } from '../../strategy/index.ts'
import { type BacktestOptions, backtest } from '../backtest.ts'
import { WIDE_LIMITS } from '../series-feed.suite.ts'
import { optionsFor, type RandomMarket } from './random-market.suite.ts'

const market: fc.Arbitrary<RandomMarket> = fc.record({
  seed: fc.nat(1e6),
  messages: fc.integer({ min: 1, max: 250 }),
  contract: fc.constantFrom('linear' as const, 'inverse' as const),
  instrument: fc.constantFrom(
    { tick: '1', lot: '1' },
    { tick: '0.1', lot: '0.001' },
    { tick: '0.25', lot: '10' },
  ),
  entryNanos: fc.constantFrom(0, 1e6, 3e8),
  responseNanos: fc.constantFrom(0, 5e6, 7e8),
  isReference: fc.boolean(),
  hasFunding: fc.boolean(),
})

/** Of every run, about so much has to hold: the sums of doubles are in no fixed order. */
const near = (a: number, b: number, size: number) =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-9 * (size + 1))

test('split, cash and counts of any run add up, and watching it changes nothing', async () => {
  let fills = 0
  await fc.assert(
    fc.asyncProperty(market, async (drawn) => {
      const watched = await backtest({ ...optionsFor(drawn), analytics: true })
      const bare = await backtest(optionsFor(drawn))
      expect(watched.digest()).toBe(bare.digest())

      const { portfolio, instrument } = watched
      const { contract, contractSize } = instrument
      let cash = 1_000_000
      let fees = 0
      let position = 0
      for (const fill of watched.fills) {
        const quantity = Number.isNaN(fill.quantity)
          ? instrument.quantity(fill.size)
          : fill.quantity
        const value = contract === 'linear' ? fill.price * quantity : quantity / fill.price
        cash -= fill.side * (contract === 'linear' ? 1 : -1) * value * contractSize
        fees += fill.fee
        position += fill.side * fill.size
        fills++
      }
      expect(position).toBe(portfolio.position)
      near(cash - portfolio.funding, portfolio.cash, 1_000_000 + portfolio.tradedValue)
      near(fees, portfolio.fees, portfolio.tradedValue)

      const summary = watched.summary()
      const { pnl, causes, markouts, unpricedFills, queue, spreads } =
        summary.analytics!.markets[0]!
      const size = portfolio.tradedValue + 1_000_000
      near(pnl.spread + pnl.inventory - pnl.fees - pnl.funding, pnl.total, size)
      if (!Number.isNaN(summary.pnlAfterFees)) near(pnl.total, summary.pnlAfterFees, size)
      if (contract === 'linear') {
        expect(pnl.isExact).toBe(true)
        near(pnl.adverseSelection + pnl.carry, pnl.inventory, size)
      }

      expect(causes.reduce((sum, each) => sum + each.fills, 0)).toBe(portfolio.fills)
      expect(causes.reduce((sum, each) => sum + each.lots, 0)).toBe(portfolio.tradedLots)
      expect(queue.filledAfter.count).toBe(portfolio.makerFills)
      for (const { groups, dropped } of markouts) {
        expect(groups.all.fills + dropped + unpricedFills).toBe(portfolio.fills)
        expect(groups.buy.fills + groups.sell.fills).toBe(groups.all.fills)
        expect(groups.maker.fills + groups.taker.fills).toBe(groups.all.fills)
      }
      for (const { effectiveBps, realisedBps, impactBps, fills: measured } of spreads) {
        if (measured > 0) near(effectiveBps, realisedBps + impactBps, 1e4)
      }
    }),
    { numRuns: 80 },
  )
  // The dice must have been rolled: a market without fills proves nothing.
  expect(fills).toBeGreaterThan(1_000)
})

test('in a price series the last price is the reference, and the parts add up', async () => {
  const options: BacktestOptions = {
    feed: new SyntheticFeed({
      seed: 5,
      volatility: 0.01,
      spreadCost: 0.001,
      tickSeconds: 1,
      ticks: 5_000,
    }),
    strategy: zScoreReversion,
    limits: WIDE_LIMITS,
    cash: 10_000,
  }
  const run = await backtest({ ...options, analytics: true })
  const summary = run.summary()
  const market = summary.analytics!.markets[0]!
  expect(summary.fills).toBeGreaterThan(100)
  expect(run.digest()).toBe((await backtest(options)).digest())
  near(market.pnl.total, summary.pnlAfterFees, run.portfolio.tradedValue)
  // Half of the relative spread is paid by every taker.
  expect(market.spreads.find(({ role }) => role === 'taker')?.effectiveBps).toBeCloseTo(5, 6)
  expect(market.pnl.isExact).toBe(false)
  expect(market.volume.takenShare).toBeNaN()
})

test('markets of one run are split each for itself and add up in the account', async () => {
  const shared = { seed: 3, messages: 200, instrument: { tick: '1', lot: '1' } } as const
  const lines = { entryNanos: 1e6, responseNanos: 1e6, isReference: false, hasFunding: false }
  const markets = [1, 2].map((seed) => {
    const {
      strategy: _,
      params: __,
      ...market
    } = optionsFor({ ...shared, ...lines, seed, contract: 'linear' })
    return market as Exclude<BacktestOptions, { markets: unknown }>
  })
  const { strategy, params } = optionsFor({ ...shared, ...lines, contract: 'linear' })
  const run = await backtest({ strategy, params: params!, markets, analytics: true })
  const summary = run.summary()
  const parts = summary.analytics!.markets
  expect(parts.map(({ causes }) => causes.some(({ fills }) => fills > 0))).toEqual([true, true])
  const total = parts.reduce((sum, { pnl }) => sum + pnl.total, 0)
  near(total, summary.pnlAfterFees, summary.tradedValue + 2_000_000)
})
