/** From a record to a fill: a strategy, its desk and a replayed venue, and who stops whom. */
import { expect, test } from 'vitest'
import { BUY, lots, SELL, ticks } from '../core/index.ts'
import { defineStrategy } from '../strategy/index.ts'
import { level, ReplayedRun, traded } from './replayed-run.suite.ts'

const open = [level(1, BUY, 99, 5), level(1, SELL, 101, 5)]

test('a quote rests, is traded with, and is wanted again', () => {
  const strategy = defineStrategy({
    name: 'bidder',
    params: {},
    onBook: (book, { quotes }) => {
      if (book.isTwoSided) quotes.set(BUY, ticks(100), lots(2))
    },
  })
  const rows = [...open, traded(50, SELL, 100, 2), level(90, BUY, 99, 6)]
  const run = new ReplayedRun({ strategy, rows, entry: 10, response: 10 })
  expect(run.toEnd()).toEqual([
    '1 enter order 1: 2 at 100',
    '21 accepted 1',
    '60 filled 1',
    '60 enter order 2: 2 at 100',
    '80 accepted 2',
  ])
  expect(run.portfolio.position).toBe(2)
})

test('a post-only quote that meets a market it could not see lapses once, not for ever', () => {
  const strategy = defineStrategy({
    name: 'late',
    params: {},
    onBook: (book, { quotes }) => {
      if (book.isTwoSided) quotes.set(BUY, ticks(100), lots(1))
    },
  })
  // The ask falls to 100 at instant 10; here that is known at 500 only. Nothing takes any time else.
  const rows = [
    level(1, BUY, 99, 5, 20),
    level(1, SELL, 101, 5, 20),
    level(10, SELL, 100, 5, 500),
    level(30, BUY, 98, 5, 40),
  ]
  const run = new ReplayedRun({ strategy, rows })
  expect(run.toEnd()).toEqual([
    '20 enter order 1: 1 at 100',
    '20 accepted 1',
    '20 expired 1',
    '40 enter order 2: 1 at 100',
    '40 accepted 2',
    '40 expired 2',
    '500 enter order 3: 1 at 100',
    '500 accepted 3',
    '500 expired 3',
  ])
})

test('a switch that anybody trips withdraws what works at the next message', () => {
  const strategy = defineStrategy({
    name: 'timer only',
    params: {},
    timerNanos: () => 10,
    onTimer: ({ orders, now }) => {
      if (now < 40) orders.enter(BUY, ticks(98), lots(1))
    },
  })
  const rows = [...open, level(45, SELL, 102, 1), level(60, SELL, 103, 1), level(200, SELL, 104, 1)]
  const run = new ReplayedRun({ strategy, rows })
  run.simulation.run(3)
  expect(run.desk.count).toBe(3)
  run.killSwitch.trip('from outside', 55)
  run.trace.length = 0
  run.toEnd()
  expect(run.trace).toEqual([
    '60 cancel order 1: 1 at 98',
    '60 cancel order 2: 1 at 98',
    '60 cancel order 3: 1 at 98',
    '60 canceled 1',
    '60 canceled 2',
    '60 canceled 3',
  ])
})

test('an order that was on its way when trading stopped is withdrawn as soon as it is accepted', () => {
  const strategy = defineStrategy({
    name: 'once',
    params: {},
    onBook: (book, { orders }) => {
      if (book.isTwoSided && orders.count === 0) orders.enter(BUY, ticks(98), lots(1))
    },
  })
  const rows = [...open, level(10, SELL, 102, 1), level(500, SELL, 103, 1)]
  const run = new ReplayedRun({ strategy, rows, entry: 50, response: 50 })
  run.simulation.run(2)
  run.simulation.stop('operator')
  expect(run.toEnd()).toEqual([
    '1 enter order 1: 1 at 98',
    '101 accepted 1',
    '101 cancel order 1: 1 at 98',
    '201 canceled 1',
    'refused: kill switch is on',
  ])
  expect(run.killSwitch.record?.reason).toBe('operator')
})

test('a loss that a fill makes real stops trading, though nothing is held any more', () => {
  let step = 0
  const strategy = defineStrategy({
    name: 'loser',
    params: {},
    onBook: (book, { orders }) => {
      if (!book.isTwoSided) return
      step++
      if (step === 1) {
        orders.enter(BUY, ticks(50), lots(1))
        orders.market(BUY, lots(5))
      }
      // Between this and the fill the market falls: what is sold brings far less than it seemed.
      if (step === 2) orders.market(SELL, lots(5))
    },
  })
  const rows = [
    ...open,
    level(10, BUY, 98, 5),
    level(12, BUY, 99, 0, 500),
    level(12, BUY, 98, 0, 500),
    level(12, BUY, 60, 50, 500),
    level(900, SELL, 105, 1),
  ]
  const run = new ReplayedRun({
    strategy,
    rows,
    entry: 5,
    response: 5,
    limits: { dailyLossMax: 50 },
  })
  run.toEnd()
  expect(run.portfolio.position).toBe(0)
  expect(run.killSwitch.record).toEqual({ reason: 'maximum daily loss', atNanos: 20 })
  expect(run.trace.filter((line) => line.includes('cancel order'))).toEqual([
    '20 cancel order 1: 1 at 50',
  ])
})

test('a loss found while a quote is judged withdraws the other quote in the same instant', () => {
  let equityAtRisk = false
  const strategy = defineStrategy({
    name: 'two quotes',
    params: {},
    onBook: (book, { quotes, orders }) => {
      if (!book.isTwoSided) return
      quotes.set(BUY, ticks(equityAtRisk ? 97 : 98), lots(1))
      quotes.set(SELL, ticks(110), lots(1))
      if (orders.count === 0) orders.market(BUY, lots(5))
    },
  })
  const rows = [...open, level(10, BUY, 98, 9), level(20, BUY, 99, 0), level(30, SELL, 101, 9)]
  const run = new ReplayedRun({ strategy, rows, limits: { dailyLossMax: 6 } })
  run.simulation.run(3)
  equityAtRisk = true
  run.toEnd()
  expect(run.killSwitch.isTripped).toBe(true)
  expect(run.desk.count).toBe(0)
})

test('a timer that would never come to the next instant is refused', () => {
  for (const every of [0, -1, 0.5, Number.NaN]) {
    const strategy = defineStrategy({
      name: 'spinner',
      params: {},
      timerNanos: () => every,
      onTimer: () => {},
    })
    const run = new ReplayedRun({ strategy, rows: open })
    expect(() => run.toEnd()).toThrow(/spinner.*timer/)
  }
})

test('callbacks hear of trades, fills and orders with their figures', () => {
  const heard: unknown[] = []
  const strategy = defineStrategy({
    name: 'listener',
    params: {},
    onBook: (book, { orders }) => {
      if (book.isTwoSided && orders.count === 0 && heard.length === 0)
        orders.enter(BUY, ticks(100), lots(4))
    },
    onTrade: ({ price, size, aggressor }) => heard.push({ price, size, aggressor }),
    onFill: ({ orderId, side, price, size, isMaker }, { position }) =>
      heard.push({ orderId, side, price, size, isMaker, position }),
    onOrder: ({ id, status, leaves }) => heard.push({ id, status, leaves }),
  })
  const rows = [...open, traded(50, SELL, 100, 3)]
  new ReplayedRun({ strategy, rows }).toEnd()
  expect(heard).toEqual([
    { id: 1, status: 'working', leaves: 4 },
    { price: 100, size: 3, aggressor: SELL },
    { orderId: 1, side: BUY, price: 100, size: 3, isMaker: true, position: 3 },
    { id: 1, status: 'partially filled', leaves: 1 },
  ])
})
