/** Latency in whole runs: what leaves when, what is lost, what nobody may know yet. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  lots,
  micros,
  millis,
  SELL,
  ticks,
} from '../core/index.ts'
import type { LatencyPlan } from '../simulation/index.ts'
import { defineStrategy } from '../strategy/index.ts'
import { backtest } from './backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from './series-feed.suite.ts'

const MS = 1e6

const bid = (at: number, local = at, size = 10, flags = FLAG_LAST): DrawnRecord => ({
  kind: DEPTH_LEVEL,
  side: BUY,
  at,
  local,
  price: 99,
  size,
  flags,
})
const ask = (at: number, local = at): DrawnRecord => ({ ...bid(at, local), side: SELL, price: 101 })

interface Step {
  readonly at: number
  readonly act: 'enter' | 'cancel' | 'replace'
}

/** Does one thing at each of these instants, to order 1 where it exists; logs what it hears. */
function scripted(steps: readonly Step[], log: string[]) {
  return defineStrategy<{ stepNanos: number }, { next: number }>({
    name: 'scripted',
    params: { stepNanos: MS },
    setup: () => ({ next: 0 }),
    timerNanos: ({ stepNanos }) => stepNanos,
    onTimer({ state, now, orders }) {
      const step = steps[state.next]
      if (step === undefined || now < step.at) return
      state.next++
      const wasSent =
        step.act === 'enter'
          ? orders.enter(BUY, ticks(90), lots(1), undefined, state.next) > 0
          : step.act === 'cancel'
            ? orders.cancel(1)
            : orders.replace(1, ticks(91), lots(2))
      log.push(`${now / MS} ${step.act}${wasSent ? '' : ' refused'}`)
    },
    onOrder(order, { now }) {
      log.push(`${now / MS} order ${order.id} ${order.status} at ${order.price}`)
    },
  })
}

async function script(steps: readonly Step[], latency: LatencyPlan): Promise<string[]> {
  const log: string[] = []
  await backtest({
    feed: feedOf([bid(0), ask(0), bid(500 * MS)]),
    strategy: scripted(steps, log),
    limits: WIDE_LIMITS,
    latency,
  })
  return log
}

test('each kind of request takes its own time, and answers take theirs', async () => {
  const steps = [
    { at: 10 * MS, act: 'enter' },
    { at: 100 * MS, act: 'replace' },
    { at: 200 * MS, act: 'cancel' },
  ] as const
  const entry = { new: millis(10), cancel: millis(3), replace: millis(20) }
  expect(await script(steps, { entry, response: millis(5) })).toEqual([
    '10 enter',
    '25 order 1 working at 90',
    '100 replace',
    '125 order 1 working at 91',
    '200 cancel',
    '208 order 1 canceled at 91',
  ])
})

test('a quick cancel does not overtake the slow order it is about', async () => {
  const log: string[] = []
  const strategy = defineStrategy<{ stepNanos: number }, { isDone: boolean }>({
    name: 'enter-two',
    params: { stepNanos: MS },
    setup: () => ({ isDone: false }),
    timerNanos: () => MS,
    onTimer({ state, orders, now }) {
      if (now === 10 * MS) orders.enter(BUY, ticks(90), lots(1), undefined, 1)
      if (now === 30 * MS) {
        orders.enter(BUY, ticks(90), lots(1), undefined, 2)
        state.isDone = orders.cancel(1)
      }
    },
    onOrder: (order, { now }) => log.push(`${now / MS} ${order.id} ${order.status}`),
  })
  await backtest({
    feed: feedOf([bid(0), ask(0), bid(500 * MS)]),
    strategy,
    limits: WIDE_LIMITS,
    latency: { entry: { new: millis(10), cancel: millis(1), replace: millis(1) } },
  })
  expect(log).toEqual(['20 1 working', '40 2 working', '40 1 canceled'])
})

const lostUntil = (at: number) => ({
  requested: Float64Array.of(0, at, at + 1),
  received: Float64Array.of(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, at + 1 + 2 * MS),
  answered: Float64Array.of(40 * MS, at + 40 * MS, at + 1 + 5 * MS),
})

test('a lost order is told as rejected after as long as answers took, and never traded', async () => {
  const steps = [
    { at: 10 * MS, act: 'enter' },
    { at: 200 * MS, act: 'enter' },
  ] as const
  const log = await script(steps, { recorded: { rows: lostUntil(100 * MS) } })
  expect(log).toEqual([
    '10 enter',
    '50 order 1 rejected at 90',
    '200 enter',
    '205 order 2 working at 90',
  ])
})

test('a lost cancel or replace leaves the order working as it was', async () => {
  for (const act of ['cancel', 'replace'] as const) {
    const steps = [
      { at: 10 * MS, act: 'enter' },
      { at: 100 * MS, act },
      { at: 110 * MS, act },
      { at: 150 * MS, act },
    ] as const
    const rows = {
      requested: Float64Array.of(0, 50 * MS, 50 * MS + 1, 120 * MS, 120 * MS + 1),
      received: Float64Array.of(2 * MS, 52 * MS, -1 / 0, -1 / 0, 122 * MS + 1),
      answered: Float64Array.of(4 * MS, 54 * MS, 90 * MS + 1, 160 * MS, 124 * MS + 1),
    }
    expect(await script(steps, { recorded: { rows } })).toEqual([
      '10 enter',
      '14 order 1 working at 90',
      `100 ${act}`,
      `110 ${act} refused`,
      '140 order 1 working at 90',
      `150 ${act}`,
      `154 order 1 ${act === 'cancel' ? 'canceled at 90' : 'working at 91'}`,
    ])
  }
})

test('a modelled feed replaces the times of the data, a shift is added to them', async () => {
  const heard = async (latency: LatencyPlan, feedLatencyNanos = 0) => {
    const at: number[] = []
    await backtest({
      feed: feedOf([bid(0, 3), ask(100, 103), bid(200, 203)]),
      strategy: defineStrategy({ name: 'ear', params: {}, onBook: (_, { now }) => at.push(now) }),
      limits: WIDE_LIMITS,
      latency,
      feedLatencyNanos,
    })
    return at
  }
  expect(await heard({})).toEqual([3, 103, 203])
  expect(await heard({}, 7)).toEqual([10, 110, 210])
  expect(await heard({ feed: micros(1) })).toEqual([1000, 1100, 1200])
  expect(await heard({ feed: micros(1) }, 7)).toEqual([1000, 1100, 1200])
})

test('latency follows the newest record that has arrived; a snapshot tells nothing', async () => {
  const log: string[] = []
  // Feed latency 2 ms, from 60 ms on 5 ms; the snapshot of 80 ms is a second old.
  const feed = feedOf([
    bid(0, 0),
    ask(1 * MS, 3 * MS),
    bid(60 * MS, 65 * MS),
    bid(80 * MS, 1080 * MS, 11, FLAG_LAST | FLAG_SNAPSHOT),
    bid(2000 * MS),
  ])
  const steps = [
    { at: 10 * MS, act: 'enter' },
    { at: 64 * MS, act: 'enter' },
    { at: 70 * MS, act: 'enter' },
    { at: 1100 * MS, act: 'enter' },
  ] as const
  await backtest({
    feed,
    strategy: scripted(steps, log),
    limits: WIDE_LIMITS,
    latency: {
      entry: { model: 'proportional', factor: 4 },
      response: { model: 'proportional', factor: 3, offset: millis(1) },
    },
  })
  expect(log).toEqual([
    '10 enter',
    '25 order 1 working at 90',
    '64 enter',
    '70 enter',
    // Left with 4 x 2 ms; the answer was given after the slower record had come.
    '88 order 2 working at 90',
    '106 order 3 working at 90',
    '1100 enter',
    '1136 order 4 working at 90',
  ])
})

test('a spike at the venue delays what leaves during it, and only that', async () => {
  const burst = Array.from({ length: 20 }, (_, k) => bid(100 * MS + k, 100 * MS + k, 10 + k))
  const log: string[] = []
  const steps = [50, 101, 200].map((at) => ({ at: at * MS, act: 'enter' }) as const)
  await backtest({
    feed: feedOf([bid(0), ask(0), ...burst, bid(500 * MS)]),
    strategy: scripted(steps, log),
    limits: WIDE_LIMITS,
    latency: { entry: millis(1), spikes: { above: 10, window: millis(10), add: millis(40) } },
  })
  expect(log).toEqual([
    '50 enter',
    '51 order 1 working at 90',
    '101 enter',
    '142 order 2 working at 90',
    '200 enter',
    '201 order 3 working at 90',
  ])
})

const lognormal = { model: 'lognormal', median: millis(2), sigma: 1 } as const

test('nothing overtakes: requests are answered in the order in which they left', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const sent: number[] = []
      const heard: { id: number; at: number }[] = []
      const strategy = defineStrategy({
        name: 'many',
        params: {},
        timerNanos: () => MS,
        onTimer({ orders, now }) {
          if (now > 100 * MS) return
          const id = sent.length + 1
          sent.push(orders.enter(BUY, ticks(90), lots(1), undefined, id))
        },
        onOrder: (order, { now }) => heard.push({ id: order.id, at: now }),
      })
      await backtest({
        feed: feedOf([bid(0), ask(0), bid(500 * MS)]),
        strategy,
        limits: WIDE_LIMITS,
        latency: { seed, entry: lognormal, response: lognormal },
      })
      expect(heard.map(({ id }) => id)).toEqual(sent)
      expect(heard.every(({ at }, k) => k === 0 || at >= heard[k - 1]!.at)).toBe(true)
      expect(new Set(heard.map(({ at }, k) => at - k * MS)).size).toBeGreaterThan(10)
    }),
    { numRuns: 20 },
  )
})

test('what has not happened yet changes nothing: a run sees only its past', async () => {
  const plans: LatencyPlan[] = [
    {
      entry: { model: 'proportional', factor: 0.2 },
      response: { model: 'proportional', factor: 0.1 },
    },
    { feed: lognormal, entry: lognormal, response: lognormal },
    {
      entry: lognormal,
      response: millis(1),
      compute: micros(900),
      spikes: { above: 3, window: millis(20), multiply: 3 },
    },
  ]
  const gaps = fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 25, maxLength: 40 })
  const late = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 40, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(gaps, late, late, fc.nat(), async (steps, before, after, seed) => {
      const cut = 20
      const outcome = async (plan: LatencyPlan, future: readonly number[]) => {
        let at = 0
        const records = steps.map((gap, k) => {
          at += gap * MS
          const delay = (k < cut ? before : future)[k]! * MS
          return { ...bid(at, at + delay, 10 + k), side: k % 2 === 0 ? BUY : SELL, price: 99 + k }
        })
        // Without this the correction of the clock, which is of the whole recording, would differ.
        const feed = feedOf([bid(0), ask(0), ...records])
        const log: string[] = []
        const horizon = records[cut]!.at
        const strategy = defineStrategy({
          name: 'quoter',
          params: {},
          onBook(book, { quotes, now }) {
            if (now < horizon) log.push(`${now} ${book.best(BUY)} ${book.best(SELL)}`)
            quotes.set(BUY, ticks(50 + (book.best(BUY) % 7)), lots(1))
          },
          onOrder(order, { now }) {
            if (now < horizon) log.push(`${now} ${order.id} ${order.status} ${order.price}`)
          },
        })
        await backtest({ feed, strategy, limits: WIDE_LIMITS, latency: { ...plan, seed } })
        expect(log.length).toBeGreaterThan(0)
        return log
      }
      for (const plan of plans) {
        expect(await outcome(plan, after)).toEqual(await outcome(plan, before))
      }
    }),
    { numRuns: 60 },
  )
})

test('options can be used again: each run builds its own models', async () => {
  const options = {
    feed: feedOf([bid(0), ask(0), bid(20 * MS, 21 * MS), bid(500 * MS)]),
    strategy: scripted([{ at: 10 * MS, act: 'enter' }], []),
    limits: WIDE_LIMITS,
    latency: { seed: 5, feed: lognormal, entry: lognormal, response: lognormal },
  }
  const digests = [await backtest(options), await backtest(options)].map((run) => run.digest())
  expect(digests[0]).toBe(digests[1])
})
