/** Six fills by hand: every sum is a whole number that can be checked with a pencil. */
import { expect, test } from 'vitest'
import { BUY, DEPTH_LEVEL, GTC, lots, SELL, type Side, TRADE, ticks } from '../../core/index.ts'
import { defineStrategy, type StrategyContext } from '../../strategy/index.ts'
import { backtest } from '../backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { MARKOUT_HORIZONS, type MarkoutGroup } from './markouts.ts'

const SECOND = 1e9

/** One message of the venue: levels as side, price, size. */
const book = (second: number, ...levels: readonly [Side, number, number][]): DrawnRecord[] =>
  levels.map(([side, price, size], k) => ({
    kind: DEPTH_LEVEL,
    side,
    at: second * SECOND,
    price,
    size,
    flags: k === levels.length - 1 ? 1 : 0,
  }))
const trade = (second: number, side: Side, price: number, size: number): DrawnRecord[] => [
  { kind: TRADE, side, at: second * SECOND, price, size },
]

/**
 * | s  | mid  | what happens                                          |
 * |----|------|-------------------------------------------------------|
 * | 0  | 1000 | 900 x 10 bid, 1100 x 10 ask, 1160 behind              |
 * | 1  |      | we bid 900 for 2                                      |
 * | 2  |      | somebody sells at 880: traded through, +2 at 900      |
 * | 3  |  980 |                                                       |
 * | 4  |      | we sell 3 at market: -3 at 880                        |
 * | 5  |  960 | 1060 x 10 ask, 1100 x 5 behind                        |
 * | 6  |      | we buy 12 at market: +10 at 1060, +2 at 1100          |
 * | 7  |      | we offer 10 at 1060, behind 10                        |
 * | 8  |      | 15 are bought at 1060: queue exhausted, -5 at 1060    |
 * | 9  | 1110 | the bid jumps to 1060: best crossed, -5 at 1060       |
 * | 10 |      | we bid 1000 for 7                                     |
 * | 20 | 1200 |                                                       |
 * | 21 |      | we withdraw that bid                                  |
 * | 80 | 1200 | the end                                               |
 */
const RECORDS: DrawnRecord[] = [
  ...book(0, [BUY, 900, 10], [SELL, 1100, 10], [SELL, 1160, 20]),
  ...book(1, [BUY, 900, 11]),
  ...trade(2, SELL, 880, 5),
  ...book(3, [BUY, 900, 0], [BUY, 880, 10], [SELL, 1080, 10]),
  ...book(4, [BUY, 880, 11]),
  ...book(5, [BUY, 880, 0], [BUY, 860, 10], [SELL, 1080, 0], [SELL, 1060, 10], [SELL, 1100, 5]),
  ...book(6, [BUY, 860, 11]),
  ...book(7, [BUY, 860, 12]),
  ...trade(8, BUY, 1060, 15),
  ...book(9, [SELL, 1060, 0], [SELL, 1100, 0], [BUY, 1060, 3]),
  ...book(10, [BUY, 1060, 4]),
  ...book(20, [SELL, 1160, 0], [BUY, 1140, 1], [SELL, 1260, 5]),
  ...book(21, [BUY, 1140, 2]),
  ...book(80, [BUY, 1140, 3]),
]

type Act = (context: StrategyContext<object, Set<number>>) => void

const SCRIPT: ReadonlyMap<number, Act> = new Map<number, Act>([
  [1, ({ orders }) => orders.enter(BUY, ticks(900), lots(2), GTC, 1)],
  [4, ({ orders }) => orders.market(SELL, lots(3))],
  [6, ({ orders }) => orders.market(BUY, lots(12))],
  [7, ({ orders }) => orders.enter(SELL, ticks(1060), lots(10), GTC, 70)],
  [10, ({ orders }) => orders.enter(BUY, ticks(1000), lots(7), GTC, 100)],
  [21, ({ orders }) => orders.cancel(100)],
])

const scripted = defineStrategy<object & Record<string, never>, Set<number>>({
  name: 'scripted',
  params: {},
  setup: () => new Set<number>(),
  onBook(_book, context) {
    const second = context.now / SECOND
    if (context.state.has(second)) return
    context.state.add(second)
    SCRIPT.get(second)?.(context as never)
  },
})

const run = await backtest({
  feed: feedOf(RECORDS),
  strategy: scripted,
  limits: WIDE_LIMITS,
  fees: { makerRate: -0.01, takerRate: 0.025 },
  cash: 100_000,
  analytics: true,
})
const summary = run.summary()
const market = summary.analytics!.markets[0]!

test('the fills are the six of the drawing', () => {
  expect([...run.fills].map((fill) => [fill.side * fill.size, fill.price])).toEqual([
    [2, 900],
    [-3, 880],
    [10, 1060],
    [2, 1100],
    [-5, 1060],
    [-5, 1060],
  ])
  expect(market.causes.map(({ cause, fills, lots: size }) => [cause, fills, size])).toEqual([
    ['traded through', 1, 2],
    ['best crossed', 1, 5],
    ['queue exhausted', 1, 5],
    ['taker', 3, 15],
  ])
})

test('spread, inventory and fees are whole and sum to the profit', () => {
  const spread = 100 * 2 - 100 * 3 - 100 * 10 - 140 * 2 + 100 * 5 + 100 * 5
  const inventory = 2 * -20 + -1 * -20 + 11 * 0 + 6 * 0 + 1 * (1200 - 960)
  const fees = -18 + 66 + 265 + 55 - 53 - 53
  expect(market.pnl).toMatchObject({ spread, inventory, fees, funding: 0, isExact: true })
  expect([spread, inventory, fees]).toEqual([-380, 220, 262])
  expect(market.pnl.total).toBe(-422)
  expect(summary.pnlAfterFees).toBeCloseTo(-422, 9)
  expect(summary.pnlBeforeFees).toBeCloseTo(-160, 9)
})

test('markouts are what the mid did after each fill, weighted by lots', () => {
  const at = (horizonNanos: number, group: MarkoutGroup) => {
    const { groups } = market.markouts[MARKOUT_HORIZONS.indexOf(horizonNanos)]!
    return groups[group]
  }
  const all = 27
  expect(at(0, 'all').ticks).toBeCloseTo(-380 / all, 12)
  expect(at(1e9, 'all').ticks).toBeCloseTo((160 - 240 - 1000 - 280 - 250 - 250) / all, 12)
  expect(at(6e10, 'all').ticks).toBeCloseTo((600 - 960 + 1400 + 200 - 700 - 700) / all, 12)
  expect(at(1e9, 'buy').ticks).toBeCloseTo((160 - 1000 - 280) / 14, 12)
  expect(at(1e9, 'maker').ticks).toBeCloseTo((160 - 250 - 250) / 12, 12)
  expect(market.markouts.map(({ dropped }) => dropped)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  // Adverse selection is the drift of 1 s: 2 x -20 - 3 x -20 + 12 x 0 - 5 x 150 - 5 x 150.
  expect(market.pnl.adverseSelection).toBe(-40 + 60 - 1500)
  expect(market.pnl.carry).toBe(220 + 1480)
})

test('effective is realised plus impact, for makers and for takers', () => {
  for (const { effectiveBps, realisedBps, impactBps, fills } of market.spreads) {
    expect(fills).toBe(3)
    expect(effectiveBps).toBeCloseTo(realisedBps + impactBps, 9)
  }
  const [maker] = market.spreads.filter(
    ({ role, horizonNanos }) => role === 'maker' && horizonNanos === 1e9,
  )
  expect(maker?.effectiveBps).toBeCloseTo(((2 * 100) / 1000 + (10 * 100) / 960) * (1e4 / 12), 9)
  const [taker] = market.spreads.filter(
    ({ role, horizonNanos }) => role === 'taker' && horizonNanos === 1e9,
  )
  expect(taker?.effectiveBps).toBeCloseTo(((3 * 100) / 980 + 1280 / 960) * (1e4 / 15), 9)
})

test('the shortfall counts what was paid and what ran away', () => {
  expect(market.shortfall).toMatchObject({
    orders: 5,
    filledLots: 27,
    unfilledLots: 7,
    delay: 0,
    trading: -200 + 300 + 1280 - 1000,
    opportunity: (1200 - 1110) * 7,
    total: 380 + 630,
    unpriced: 0,
  })
})

test('the queue remembers who stood ahead and for how long', () => {
  const { queue } = market
  expect([queue.aheadAtEntry.count, queue.aheadAtEntry.lowest, queue.aheadAtEntry.highest]).toEqual(
    [3, 0, 11],
  )
  expect(queue.filledAheadAtEntry.bars.reduce((sum, bar) => sum + bar.count, 0)).toBe(3)
  expect([queue.aheadAtFill.lowest, queue.aheadAtFill.highest]).toEqual([0, 11])
  expect([queue.filledAfter.lowest, queue.filledAfter.highest]).toEqual([1e9, 2e9])
  expect([queue.canceledAfter.count, queue.canceledAfter.highest]).toEqual([1, 11e9])
  const fill = run.fills.at(4)
  expect(fill).toMatchObject({ aheadAtEntryLots: 10, aheadAtFillLots: 0, restedAtNanos: 7e9 })
  expect(run.fills.at(1).restedAtNanos).toBeNaN()
})

test('messages, races, volume and inventory are counted', () => {
  expect(market.races).toEqual({ cancels: 1, lateCancels: 0, replaces: 0, lateReplaces: 0 })
  expect(market.orderToTrade.byNumber).toBe((5 + 1) / 6 - 1)
  expect(market.orderToTrade.byVolume).toBeCloseTo((2 + 3 + 12 + 10 + 7) / 27 - 1, 12)
  expect(market.fillRatio.orders).toBe(4 / 5)
  expect(market.volume).toMatchObject({
    takenLots: 15,
    displayedLots: 11 + 10 + 5,
    passiveLots: 12,
    reachedLots: 20,
    marketLots: 20,
  })
  expect(market.volume.warnings).toHaveLength(2)
  const { inventory } = market
  // From 2 to 4 s two lots, to 6 s one short, to 8 s eleven, to 9 s six, then one until 80 s.
  expect(inventory.meanAbsoluteLots).toBeCloseTo((4 + 2 + 22 + 6 + 71) / 80, 12)
  expect(inventory.shareFlat).toBeCloseTo(2 / 80, 12)
  expect(inventory.bars.reduce((sum, bar) => sum + bar.nanos, 0)).toBe(80e9)
})

test('the same run without analytics has the same hash and no analytics', async () => {
  const bare = await backtest({
    feed: feedOf(RECORDS),
    strategy: scripted,
    limits: WIDE_LIMITS,
    fees: { makerRate: -0.01, takerRate: 0.025 },
    cash: 100_000,
  })
  expect(bare.digest()).toBe(run.digest())
  expect(bare.summary().analytics).toBeUndefined()
})
