/** The demo on the exchange: one run however it is portioned, a ladder that tells the book. */
import { expect, test } from 'vitest'
import { BUY, SELL, ticks } from '../core/index.ts'
import { KillSwitch } from '../risk/index.ts'
import { PRICE } from './bucket.ts'
import { DemoSession } from './demo-session.ts'
import { EXCHANGE_SCENE } from './exchange-scene.ts'
import { FILLS_KEPT } from './fill-ring.ts'
import { LADDER_ROWS } from './ladder-view.ts'
import { TRADES_KEPT } from './trade-ring.ts'

const engineOf = (seed: number | string = 1, ticksMax?: number) =>
  EXCHANGE_SCENE.begin({
    seed,
    tuning: EXCHANGE_SCENE.tuning,
    accountLimits: EXCHANGE_SCENE.accountLimits,
    killSwitch: new KillSwitch(),
    ticks: ticksMax,
  })

test('however the ticks are portioned, the run is the same; another seed is another', () => {
  const whole = engineOf(7)
  whole.advance(1_200)
  const portioned = engineOf(7)
  for (const portion of [1, 1, 5, 32, 161, 1_000]) portioned.advance(portion)
  expect(portioned.ticks).toBe(1_200)
  expect(portioned.run.digest()).toBe(whole.run.digest())
  expect(whole.run.portfolio.fills).toBeGreaterThan(10)
  const other = engineOf(8)
  other.advance(1_200)
  expect(other.run.digest()).not.toBe(whole.run.digest())
})

test('the ladder is the book of the exchange, with our orders where they stand', () => {
  const engine = engineOf()
  let rested = 0
  let ownTrades = 0
  for (let look = 0; look < 200; look++) {
    engine.advance(10)
    const { topTicks, bids, asks, orders, trades, lastTicks } = engine.ladder!
    const { book } = engine.run.venue
    expect(bids).toHaveLength(LADDER_ROWS)
    for (let row = 0; row < LADDER_ROWS; row++) {
      expect(bids[row]).toBe(book.sizeAt(BUY, ticks(topTicks - row)))
      expect(asks[row]).toBe(book.sizeAt(SELL, ticks(topTicks - row)))
    }
    // The touch is in the middle part, so that both sides are seen.
    const touch = topTicks - book.midTicks
    expect(touch).toBeGreaterThan(5)
    expect(touch).toBeLessThan(LADDER_ROWS - 6)
    for (const { side, priceTicks, lots, aheadLots } of orders) {
      rested++
      expect(aheadLots).toBeGreaterThanOrEqual(0)
      expect(book.sizeAt(side, ticks(priceTicks))).toBeGreaterThanOrEqual(aheadLots + lots)
    }
    expect(trades.length).toBeLessThanOrEqual(TRADES_KEPT)
    if (trades.length > 0) expect(lastTicks).toBe(trades[0]!.priceTicks)
    for (let k = 1; k < trades.length; k++) {
      expect(trades[k]!.number).toBe(trades[k - 1]!.number - 1)
      expect(trades[k]!.atSeconds).toBeLessThanOrEqual(trades[k - 1]!.atSeconds)
    }
    ownTrades += trades.filter(({ isOwn }) => isOwn).length
  }
  expect(rested).toBeGreaterThan(100)
  expect(ownTrades).toBeGreaterThan(10)
  expect(engine.recentFills.rows.length).toBe(Math.min(FILLS_KEPT, engine.run.portfolio.fills))
  expect(engine.recentFills.rows[0]!.atSeconds).toBeLessThanOrEqual(engine.ticks * 0.05)
})

test('the ladder has no rows before anybody has quoted', () => {
  const engine = engineOf()
  expect(engine.ladder).toMatchObject({ bids: [], asks: [], orders: [], lastTicks: null })
  engine.advance(1)
  expect(engine.ladder!.bids).toHaveLength(LADDER_ROWS)
})

test('rows of the history hold the mid, and a market of some ticks ends there', () => {
  const engine = engineOf(1, 300)
  expect(engine.advance(1_000)).toBe(300)
  expect(engine.isOver).toBe(true)
  expect(engine.advance(10)).toBe(0)
  const rows = new Float64Array(300 * 19)
  expect(engine.history.readInto(rows, 0, 0)).toBe(300)
  for (let row = 0; row < 300; row++) {
    expect(rows[row * 19 + PRICE]).toBeGreaterThan(95)
    expect(rows[row * 19 + PRICE]).toBeLessThan(105)
  }
  expect(engine.run.summary().fills).toBe(engine.run.portfolio.fills)
})

test('a session changes markets by starting anew, and keeps the settings of one market', () => {
  const session = new DemoSession({ feed: 'exchange', seed: 1 })
  session.advance(50)
  expect(session.setup()).toMatchObject({
    feed: 'exchange',
    panes: ['price', 'equity', 'inventory'],
  })
  session.tune({ sizeLots: 5 })
  session.restart(2)
  expect(session.setup().values).toMatchObject({ sizeLots: 5 })
  expect(() => session.tune({ volatility: 0.1 })).toThrow('is not a parameter')
  session.restart(2, 'gbm')
  expect(session.setup()).toMatchObject({ feed: 'gbm', strategy: 'z-score-reversion' })
  expect(session.engine.ladder).toBeUndefined()
  session.tune({ volatility: 0.01 })
  session.restart(2, 'exchange')
  session.advance(50)
  expect(session.engine.ladder!.trades).toBeDefined()
  expect(session.setup().values).toMatchObject({ sizeLots: 2 })
})

test('a kill withdraws what rests, and trading goes on after re-arming', () => {
  const session = new DemoSession({ feed: 'exchange', seed: 1 })
  session.advance(100)
  expect(session.engine.ladder!.orders.length).toBeGreaterThan(0)
  const { fills } = session.status()
  session.kill('test')
  session.advance(200)
  expect(session.status()).toMatchObject({ liveOrders: 0, fills: session.status().fills })
  expect(session.engine.ladder!.orders).toEqual([])
  const stopped = session.status().fills
  session.advance(400)
  expect(session.status().fills).toBe(stopped)
  session.rearm('the test', 'it goes on')
  session.advance(400)
  expect(session.status().fills).toBeGreaterThan(stopped)
  expect(fills).toBeLessThanOrEqual(stopped)
})

test('a live edit takes effect: another size rests from then on', () => {
  const session = new DemoSession({ feed: 'exchange', seed: 3 })
  session.advance(100)
  session.tune({ sizeLots: 7, offsetTicks: 3 })
  session.advance(200)
  const { orders } = session.engine.ladder!
  expect(orders.some(({ lots }) => lots > 2)).toBe(true)
  expect(() => session.tune({ sizeLots: 1_000 })).toThrow('from 1 to 50')
})
