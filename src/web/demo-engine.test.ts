/** The engine of the demo: the same run however it is portioned, and a history that tells it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backtest, originalParams } from '../backtest/index.ts'
import { SyntheticFeed } from '../market-data/index.ts'
import { KillSwitch } from '../risk/index.ts'
import { zScoreReversion } from '../strategy/index.ts'
import {
  BUCKET_FIELDS,
  BUY_LOTS,
  BUY_PRICE,
  EQUITY,
  POSITION,
  PRICE,
  SELL_LOTS,
  SELL_PRICE,
  Z,
} from './bucket.ts'
import { DEMO_DICTIONARY, demoLimits } from './demo-market.ts'
import { SeriesEngine } from './series-engine.ts'

const market = { volatility: 0.002, spreadCost: 0.0005 }
const params = originalParams(DEMO_DICTIONARY)

function engineOf(options: { seed?: number; ticks?: number } = {}): SeriesEngine {
  const { seed = 1, ticks } = options
  const killSwitch = new KillSwitch()
  const tuning = { market, params }
  return new SeriesEngine(DEMO_DICTIONARY, { seed, ticks, tuning, killSwitch, accountLimits: {} })
}

test('however the ticks are portioned, the run is the same', () => {
  const whole = engineOf({ seed: 7 })
  whole.advance(1_500)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 30 }), (portions) => {
      const engine = engineOf({ seed: 7 })
      for (const ticks of portions) engine.advance(Math.min(ticks, 1_500 - engine.ticks))
      engine.advance(1_500 - engine.ticks)
      expect(engine.ticks).toBe(1_500)
      expect(engine.run.digest()).toBe(whole.run.digest())
    }),
    { numRuns: 25 },
  )
})

test('another seed is another run', () => {
  const [one, other] = [engineOf({ seed: 1 }), engineOf({ seed: 2 })]
  one.advance(500)
  other.advance(500)
  expect(one.run.digest()).not.toBe(other.run.digest())
})

test('it trades what a backtest of the same series trades', async () => {
  const ticks = 3_000
  const engine = engineOf({ seed: 3 })
  engine.advance(ticks)
  const run = await backtest({
    feed: new SyntheticFeed({ seed: 3, tickSeconds: 0.01, ticks, ...market }),
    strategy: zScoreReversion,
    params,
    limits: demoLimits(DEMO_DICTIONARY),
    cash: DEMO_DICTIONARY.initial_balance,
  })
  const summary = engine.run.summary()
  const { fills, finalCash, finalInventory, finalEquity, maxDrawdown, sharpe } = run.summary()
  expect(fills).toBeGreaterThan(100)
  expect(summary).toMatchObject({ fills, finalCash, finalInventory, finalEquity, maxDrawdown })
  expect(summary.sharpe).toEqual(sharpe)
  expect(summary).toMatchObject({ records: ticks, firstNanos: 1e7, lastNanos: 30e9 })
  expect(engine.drawdownMax).toBe(maxDrawdown)
})

test('the history holds each tick as it was, and adds up to the position', () => {
  const engine = engineOf()
  engine.advance(2_000)
  const rows = new Float64Array(2_000 * BUCKET_FIELDS)
  expect(engine.history.readInto(rows, 0, 0)).toBe(2_000)
  let position = 0
  for (let tick = 0; tick < 2_000; tick++) {
    const row = rows.subarray(tick * BUCKET_FIELDS, (tick + 1) * BUCKET_FIELDS)
    position += row[BUY_LOTS]! - row[SELL_LOTS]!
    expect(row[POSITION]).toBe(position)
    expect(Number.isNaN(row[Z]!)).toBe(tick < 49)
    // A buy is at the ask and a sell at the bid: half the spread from the price.
    const half = (row[PRICE]! * market.spreadCost) / 2
    if (row[BUY_LOTS]! > 0) expect(row[BUY_PRICE]).toBeCloseTo(row[PRICE]! + half, 9)
    else expect(row[BUY_PRICE]).toBeNaN()
    if (row[SELL_LOTS]! > 0) expect(row[SELL_PRICE]).toBeCloseTo(row[PRICE]! - half, 9)
  }
  expect(position).toBe(engine.run.portfolio.position)
  expect(rows.at(-BUCKET_FIELDS + EQUITY)).toBe(engine.run.summary().finalEquity)
})

test('fills are kept in small number only', () => {
  const engine = engineOf()
  engine.advance(5_000)
  const { fills } = engine.run.portfolio
  expect(fills).toBeGreaterThan(200)
  expect([...engine.run.fills]).toEqual([])
  expect(engine.recentFills.rows).toHaveLength(40)
  expect(engine.recentFills.rows[0]!.tick).toBeGreaterThan(engine.recentFills.rows[39]!.tick)
})

test('a change of the market shows from the tick after the next', () => {
  const [calm, changed] = [engineOf(), engineOf()]
  calm.advance(100)
  changed.advance(100)
  changed.feed.volatility = 0.02
  const prices = (engine: SeriesEngine) => {
    engine.advance(1)
    return engine.run.trader.options.mark.price
  }
  expect(prices(changed)).toBe(prices(calm))
  expect(prices(changed)).not.toBe(prices(calm))
})

test('a series that ends runs to its last tick and stops', () => {
  for (const portion of [1, 7, 1_000]) {
    const engine = engineOf({ ticks: 100 })
    let run = 0
    while (!engine.isOver) run += engine.advance(portion)
    expect([run, engine.ticks, engine.history.ticks]).toEqual([100, 100, 100])
    expect(engine.advance(5)).toBe(0)
  }
})
