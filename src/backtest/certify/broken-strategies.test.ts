/** Strategies that are broken each in one way, and the check that catches it. */
import { expect, test } from 'vitest'
import type { BookView } from '../../book/index.ts'
import { BUY, IOC, lots, NO_PRICE, SELL, ticks } from '../../core/index.ts'
import { type AnyStrategy, defineStrategy, touchQuoter } from '../../strategy/index.ts'
import type { BacktestOptions } from '../backtest.ts'
import { LIMITS, reckless, verdicts } from './certified.suite.ts'

test('whoever goes on asking while trading is halted does not heed the stop', async () => {
  for (const name of ['house-halt', 'kill-switch']) {
    const found = await verdicts(name, reckless)
    expect(found.get('the strategy heeds a stop')).toBe('did not hold')
    // The gate has let nothing through all the same.
    expect(found.get('nothing leaves while stopped')).toBe('held')
    const heedful = await verdicts(name, touchQuoter)
    expect(heedful.get('the strategy heeds a stop')).toBe('held')
  }
})

test('whoever answers a refusal by the same order floods a venue that refuses', async () => {
  const resender = defineStrategy({
    name: 'resender',
    params: {},
    timerNanos: () => 1e9,
    onTimer: ({ orders }) => orders.cancelAll(),
    onBook(book, { orders }) {
      if (book.isTwoSided && orders.count === 0)
        orders.enter(BUY, ticks(book.best(BUY) - 9), lots(1))
    },
    onOrder(order, { orders }) {
      if (order.status === 'rejected') orders.enter(order.side, order.price, order.size)
    },
  })
  for (const name of ['reject-storm', 'venue-halt']) {
    expect((await verdicts(name, resender)).get('no flood of requests')).toBe('did not hold')
    expect((await verdicts(name, touchQuoter)).get('no flood of requests')).toBe('held')
  }
})

test('whoever gives up where nothing answers does not come back from a lost line', async () => {
  const quitter = defineStrategy<Record<string, never>, { isOver: boolean }>({
    name: 'quitter',
    params: {},
    setup: () => ({ isOver: false }),
    timerNanos: () => 1e9,
    onTimer({ orders, state }) {
      if (orders.count > 0 && orders.at(0).isRequestPending) state.isOver = true
      orders.cancelAll()
    },
    onBook(book, { orders, state }) {
      if (state.isOver || !book.isTwoSided || orders.count > 0) return
      orders.enter(BUY, book.best(BUY), lots(1))
    },
  })
  const found = await verdicts('disconnect', quitter)
  expect(found.get('the strategy comes back')).toBe('did not hold')
  expect(found.get('no order twice, none forgotten')).toBe('held')
  expect((await verdicts('disconnect', touchQuoter)).get('the strategy comes back')).toBe('held')
})

test('whoever falls over in a locked book is said to crash', async () => {
  const brittle = defineStrategy({
    name: 'brittle',
    params: {},
    onBook(book) {
      if (book.isTwoSided && book.spreadTicks <= 0) throw new RangeError('no spread to divide by')
    },
  })
  const found = await verdicts('locked-market', brittle)
  expect(found.get('no crash')).toBe('did not hold')
  expect(found.get('position limit, in flight included')).toBeUndefined()
})

test('whoever remembers an earlier run is not the same once more', async () => {
  let runs = 0
  const haunted = defineStrategy<Record<string, never>, { size: number }>({
    name: 'haunted',
    params: {},
    setup: () => ({ size: ++runs }),
    onBook(book, { orders, state }) {
      if (book.isTwoSided && orders.count === 0) orders.enter(BUY, book.best(BUY), lots(state.size))
    },
  })
  expect((await verdicts('clock-step', haunted)).get('the same once more')).toBe('did not hold')
})

test('whoever sends on data that are lost is caught where the limit of their age is', async () => {
  const blind = defineStrategy({
    name: 'blind',
    params: {},
    timerNanos: () => 1e8,
    onTimer({ book, orders }) {
      if (book.isTwoSided) orders.enter(SELL, ticks(book.best(SELL) + 5), lots(1))
    },
  })
  const check = 'nothing sent on stale data'
  expect((await verdicts('data-gap', blind)).get(check)).toBe('not applicable')
  const limits = { ...LIMITS, staleAfterNanos: 3e9 }
  expect((await verdicts('data-gap', blind, { limits } as never)).get(check)).toBe('held')
})

/** Of a stressed market, names of what did not hold. */
const brokenBy = async (name: string, strategy: AnyStrategy, more: Partial<BacktestOptions> = {}) =>
  [...(await verdicts(name, strategy, more))]
    .filter(([, verdict]) => verdict === 'did not hold')
    .map(([check]) => check)

/** Holds one order at a time, and enters another as soon as it may. */
const resting = (
  name: string,
  wanted: (book: BookView) => number | undefined,
  more: Partial<AnyStrategy> = {},
) =>
  defineStrategy({
    name,
    params: {},
    onBook(book, { orders }) {
      const price = wanted(book)
      if (price !== undefined && orders.count === 0) orders.enter(BUY, ticks(price), lots(1))
    },
    timerNanos: () => 1e9,
    onTimer: ({ orders }) => orders.cancelAll(),
    ...more,
  })

const quiet = (book: BookView) => (book.isTwoSided ? book.best(BUY) - 20 : undefined)

test('whoever sees no answer and sends again floods a line that is lost, or slow', async () => {
  const impatient = defineStrategy<Record<string, never>, { step: number }>({
    name: 'impatient',
    params: {},
    setup: () => ({ step: 0 }),
    timerNanos: () => 20e6,
    onTimer({ book, orders, state }) {
      if (!book.isTwoSided) return
      if (++state.step % 50 === 0) orders.cancelAll()
      // Nobody has answered for the last one: it is taken for lost.
      else if (orders.count === 0 || orders.at(orders.count - 1).isRequestPending)
        orders.enter(BUY, ticks(book.best(BUY) - 20), lots(1))
    },
  })
  for (const name of ['disconnect', 'latency-spike']) {
    expect(await brokenBy(name, impatient)).toContain('no flood of requests')
    expect(await brokenBy(name, resting('patient', quiet))).toEqual([])
  }
})

test('whoever quotes through a locked market is told of the quotes that it sent into it', async () => {
  const check = 'no quote into a locked book'
  const blithe = resting('blithe', (book) => (book.isTwoSided ? book.best(BUY) : undefined))
  const heedful = resting('heedful', (book) =>
    book.isTwoSided && !book.isLocked ? book.best(BUY) : undefined,
  )
  const found = await verdicts('locked-market', heedful)
  expect(found.get(check)).toBe('held')
  expect(await brokenBy('locked-market', blithe)).toContain(check)
  expect((await verdicts('house-halt', blithe)).has(check)).toBe(false)
  // What takes at once means to take.
  const taker = defineStrategy({
    name: 'taker',
    params: {},
    timerNanos: () => 1e9,
    onTimer({ book, orders }) {
      if (book.isTwoSided) orders.enter(BUY, book.best(SELL), lots(1), IOC)
    },
  })
  expect((await verdicts('locked-market', taker)).get(check)).toBe('held')
})

test('whoever doubles on a refusal floods by lots, if not by orders', async () => {
  const doubling = defineStrategy<Record<string, never>, { size: number }>({
    name: 'doubling',
    params: {},
    setup: () => ({ size: 1 }),
    timerNanos: () => 250e6,
    onTimer({ book, orders, state }) {
      orders.cancelAll()
      if (!book.isTwoSided || orders.count > 0) return
      orders.enter(BUY, ticks(book.best(BUY) - 20), lots(state.size))
    },
    onOrder(order, { state }) {
      if (order.status === 'rejected') state.size = Math.min(40, state.size * 2)
      else if (order.status === 'working') state.size = 1
    },
  })
  expect(await brokenBy('reject-storm', doubling)).toEqual(['no flood of requests'])
  expect(await brokenBy('reject-storm', resting('patient', quiet))).toEqual([])
})

test('whoever takes a side of the book for granted falls over in a crash', async () => {
  const trusting = resting('trusting', quiet, {
    onBook(book, { orders }) {
      const middle = (book.best(BUY) + book.best(SELL)) / 2
      if (book.best(BUY) === NO_PRICE || book.best(SELL) === NO_PRICE || middle <= 0)
        throw new RangeError(`a middle of ${middle}`)
      if (orders.count === 0) orders.enter(BUY, ticks(Math.floor(middle) - 20), lots(1))
    },
  })
  expect(await brokenBy('flash-crash', trusting)).toEqual(['no crash'])
  expect(await brokenBy('flash-crash', resting('patient', quiet))).toEqual([])
})

test('whoever puts the executions together alone cannot be misled by repetitions', async () => {
  const counting = defineStrategy<Record<string, never>, { position: number }>({
    name: 'counting',
    params: {},
    setup: () => ({ position: 0 }),
    onBook(book, { orders }) {
      if (book.isTwoSided && orders.count === 0) orders.enter(BUY, book.best(SELL), lots(1), IOC)
    },
    onFill(fill, { position, state }) {
      state.position += fill.side * fill.size
      if (state.position !== position) throw new RangeError('counted an execution twice')
    },
  })
  expect(await brokenBy('repeated-fills', counting)).toEqual([])
})
