/** Strategies that take time: what waits, in which order it is handled, and when requests leave. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  InputError,
  lots,
  millis,
  type Nanos,
  nanos,
  SELL,
  TRADE,
  ticks,
} from '../core/index.ts'
import type { LatencyPlan } from '../simulation/index.ts'
import { type AnyStrategy, defineStrategy } from '../strategy/index.ts'
import { type BacktestRun, backtest, prepareBacktest } from './backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from './series-feed.suite.ts'

const bid = (at: number, size = 10): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side: BUY,
  at,
  price: 99,
  size,
})
const ask = (at: number, size = 10): DrawnRecord => ({ ...bid(at, size), side: SELL, price: 101 })
const trade = (at: number): DrawnRecord => ({ kind: TRADE, side: BUY, at, price: 101, size: 1 })

function run(
  records: readonly DrawnRecord[],
  strategy: AnyStrategy,
  latency: LatencyPlan,
): Promise<BacktestRun> {
  return backtest({ feed: feedOf(records), strategy, limits: WIDE_LIMITS, latency })
}

/** Writes down the instant of every call. */
function listener(log: string[], everyNanos = Number.POSITIVE_INFINITY) {
  return defineStrategy({
    name: 'listener',
    params: {},
    onBook: (book, { now }) => log.push(`${now} book ${book.sizeAt(BUY, book.best(BUY))}`),
    onTrade: (_, { now }) => log.push(`${now} trade`),
    onTimer: ({ now }) => log.push(`${now} timer`),
    onOrder: (order, { now }) => log.push(`${now} ${order.status}`),
    timerNanos: () => everyNanos,
  })
}

test('what arrives while the strategy computes waits its turn, and is seen as it was', async () => {
  const log: string[] = []
  const market = [bid(0, 10), bid(10, 11), trade(20), bid(30, 12), bid(300, 13)]
  await run(market, listener(log), { compute: nanos(25) })
  expect(log).toEqual(['0 book 10', '25 book 11', '50 trade', '75 book 12', '300 book 13'])
})

test('each call is one computation, also when two come from the same message', async () => {
  const log: string[] = []
  const market = [{ ...bid(0), flags: 0 }, { ...trade(0), flags: 1 }, bid(5, 12)]
  await run(market, listener(log), { compute: nanos(100) })
  expect(log).toEqual(['0 trade', '100 book 10', '200 book 12'])
})

test('requests leave when the computation is done, and carry that instant', async () => {
  for (const compute of [0, 7]) {
    const log: string[] = []
    const strategy = defineStrategy<Record<never, never>, { isDone: boolean }>({
      name: 'one',
      params: {},
      setup: () => ({ isDone: false }),
      onBook(book, { state, orders, now }) {
        if (state.isDone || !book.isTwoSided) return
        state.isDone = true
        orders.enter(BUY, ticks(90), lots(1))
        log.push(`${now} enter`)
      },
      onOrder: (order, { now }) => log.push(`${now} ${order.status}`),
    })
    const plan = { entry: nanos(100), response: nanos(20), compute: nanos(compute) }
    await run([bid(0), ask(50), bid(1000, 12)], strategy, plan)
    expect(log).toEqual(['50 enter', `${50 + compute + 120} working`])
  }
})

test('reports, market data and timers that waited are handled in the order of arrival', async () => {
  const log: string[] = []
  const strategy = defineStrategy<Record<never, never>, { isDone: boolean }>({
    ...(listener(log, 40) as object),
    name: 'busy',
    params: {},
    setup: () => ({ isDone: false }),
    onBook(book, { state, orders, now }) {
      log.push(`${now} book ${book.sizeAt(BUY, book.best(BUY))}`)
      if (!state.isDone) orders.enter(BUY, ticks(90), lots(1))
      state.isDone = true
    },
  })
  // Entered at 30, accepted at 32, heard at 37, between the two messages and before the timer of 40.
  const market = [bid(0, 1), bid(31, 2), bid(38, 3), bid(500, 4)]
  await run(market, strategy, { entry: nanos(2), response: nanos(5), compute: nanos(30) })
  expect(log.slice(0, 5)).toEqual(['0 book 1', '31 book 2', '61 working', '91 book 3', '121 timer'])
})

test('timers keep to their grid; points that pass meanwhile are left out', async () => {
  const log: string[] = []
  await run([bid(0), bid(400, 11)], listener(log, 40), { compute: nanos(100) })
  expect(log).toEqual([
    '0 book 10',
    '100 timer', // due at 40
    '200 timer', // due at 120
    '300 timer', // due at 240
    '400 timer', // due at 320, before the message of 400
    '500 book 11',
  ])
})

test('without compute time timers come at every point, after everything of the instant', async () => {
  const log: string[] = []
  await run([bid(0), bid(80, 11), bid(100, 12)], listener(log, 40), {})
  expect(log).toEqual(['0 book 10', '40 timer', '80 book 11', '80 timer', '100 book 12'])
})

test('instruments of one strategy share its time, first come, first served', async () => {
  const log: string[] = []
  const strategy = defineStrategy({
    name: 'two',
    params: {},
    onBook: (_, { now, instrument }) => log.push(`${now} ${instrument.symbol}`),
  })
  const latency = { compute: nanos(50) }
  const common = { limits: WIDE_LIMITS, latency }
  await backtest({
    strategy,
    markets: [
      { ...common, feed: feedOf([bid(0), bid(20, 11), bid(200, 12)], { symbol: 'A' }) },
      { ...common, feed: feedOf([bid(10), bid(30, 11), bid(200, 12)], { symbol: 'B' }) },
    ],
  })
  expect(log).toEqual(['0 A', '50 B', '100 A', '150 B', '200 A', '250 B'])
})

test('the start of every call follows from arrivals and computations, for any of them', async () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 80 })
  await fc.assert(
    fc.asyncProperty(gaps, fc.integer({ min: 0, max: 40 }), async (steps, compute) => {
      let at = 0
      const arrivals = steps.map((gap) => {
        at += gap
        return at
      })
      const starts: Nanos[] = []
      const strategy = defineStrategy({
        name: 'starts',
        params: {},
        onBook: (_, { now }) => starts.push(now),
      })
      await run(
        arrivals.map((arrival, k) => bid(arrival, k + 1)),
        strategy,
        { compute: nanos(compute) },
      )
      let free = 0
      const expected = arrivals.map((arrival) => {
        const start = Math.max(arrival, free)
        free = start + compute
        return start
      })
      expect(starts).toEqual(expected)
    }),
  )
})

test('a computation of no length is the same run as none', async () => {
  const market = [bid(0), ask(1), ...Array.from({ length: 50 }, (_, k) => bid(2 + 3 * k, 1 + k))]
  const strategy = defineStrategy({
    name: 'quoter',
    params: {},
    timerNanos: () => 7,
    onTimer: ({ quotes, now }) =>
      void (now < 150 && quotes.set(BUY, ticks(90 + (now % 5)), lots(1))),
    onBook: (_, { quotes, now }) => quotes.set(SELL, ticks(110 + (now % 3)), lots(1)),
    onOrder: () => undefined,
  })
  const plan = { entry: nanos(4), response: nanos(3) }
  const digests = [await run(market, strategy, plan)]
  digests.push(await run(market, strategy, { ...plan, compute: nanos(0) }))
  expect(digests[0]!.digest()).toBe(digests[1]!.digest())
  expect(digests[0]!.digest()).not.toBe(
    (await run(market, strategy, { ...plan, compute: nanos(2) })).digest(),
  )
})

test('a busy strategy is stopped when it is free, and nothing of it overtakes', async () => {
  const log: string[] = []
  const strategy = defineStrategy({
    name: 'stopped',
    params: {},
    onBook: (_, { orders }) => void orders.enter(BUY, ticks(90), lots(1)),
    onOrder: (order, { now }) => log.push(`${now} ${order.status}`),
  })
  const prepared = await prepareBacktest({
    feed: feedOf([bid(0), bid(500, 11)]),
    strategy,
    limits: WIDE_LIMITS,
    latency: { entry: { new: nanos(50), cancel: nanos(1), replace: nanos(1) }, compute: nanos(30) },
  })
  await prepared.markets[0]!.feedNext()
  prepared.simulation.run(1)
  prepared.simulation.stop('operator')
  await prepared.toEnd()
  // Entered at 30, there at 80; the withdrawal waits for the order to be answered.
  expect(log[0]).toBe('80 working')
  expect(log[1]).toMatch(/canceled$/)
})

test('a strategy that cannot keep up is a mistake in its configuration, and said so', async () => {
  const market = Array.from({ length: 100 }, (_, k) => bid(k * 1e9, 1 + k))
  const slow = run(market, listener([]), { compute: millis(5000) })
  await expect(slow).rejects.toThrow(InputError)
  await expect(slow).rejects.toThrow('fallen 60 s behind the market')
})
