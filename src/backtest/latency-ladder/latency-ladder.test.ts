import { expect, test } from 'vitest'
import {
  BUY,
  DEPTH_LEVEL,
  GTC,
  lots,
  millis,
  RandomStream,
  SELL,
  TICK,
  TRADE,
  ticks,
} from '../../core/index.ts'
import type { Feed } from '../../market-data/index.ts'
import { defineStrategy } from '../../strategy/index.ts'
import { backtest } from '../backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { atLatency, latencyLadder } from './latency-ladder.ts'
import { breakEvenSentence, pricesOfSlowness, slownessSentence } from './price-of-slowness.ts'

const MS = 1e6

/** A quoted price, one currency unit from bid to ask. */
const quoted = (at: number, bid: number): DrawnRecord => ({
  kind: TICK,
  at,
  price: bid,
  order: bid + 0.5,
  a: bid,
  b: bid + 1,
})

/** Buys five lots at the first sight of the market. */
const eager = defineStrategy<Record<string, never>, { isDone: boolean }>({
  name: 'eager',
  params: {},
  setup: () => ({ isDone: false }),
  onBook(_, { state, orders }) {
    if (!state.isDone) orders.market(BUY, lots(5))
    state.isDone = true
  },
})

/** The bid rises by one every 10 ms for a second, and stays there. */
const rising = () => [
  ...Array.from({ length: 101 }, (_, k) => quoted(k * 10 * MS, 1000 + k)),
  quoted(10_000 * MS, 1100),
]

test('in a market that rises by one every 10 ms, five lots cost five more for every 10 ms of R', async () => {
  const rungs = [0, 9, 10, 25, 100, 170, 2_000]
  const ladder = await latencyLadder(
    { feed: feedOf(rising()), strategy: eager, limits: WIDE_LIMITS, cash: 1e5 },
    { rungsNanos: rungs.map((ms) => ms * MS) },
  )
  const late = [0, 0, 1, 2, 10, 17, 100]
  const costs = late.map((steps) => 5 * steps)
  const prices = pricesOfSlowness(ladder)
  expect(prices.map(({ overData }) => overData)).toEqual(costs)
  const perDay = 86_400 / 10
  expect(prices.map((price) => price.perDay)).toEqual(costs.map((cost) => cost * perDay))
  // Bought at 1001 and above, valued at 1100.5 in the end.
  for (const [k, rung] of ladder.rungs.entries()) {
    const paid = 1001 + late[k]!
    expect([rung.pnlAfterFees, rung.fills]).toEqual([5 * (1100.5 - paid), 1])
    const million = (1e6 * (1100.5 - 1001)) / 1001 - (1e6 * (1100.5 - paid)) / paid
    expect(prices[k]!.perMillion).toBeCloseTo(million, 6)
  }
  expect(slownessSentence(ladder)).toMatch(
    /^The price of being slow: 2 s comes out 500\.00 worse than zero latency over 10 s, which is 4,320,000\.00 a day; for every million traded, 99,854\.73 worse\.$/,
  )
  expect(breakEvenSentence(ladder)).toBe('It earns up to 170 ms, and no more at 2 s.')
})

test('fees are paid at every latency alike, and do not hide in the price of being slow', async () => {
  const fees = { makerRate: 0, takerRate: 0.001 }
  const ladder = await latencyLadder(
    { feed: feedOf(rising()), strategy: eager, limits: WIDE_LIMITS, fees },
    { rungsNanos: [0, 25 * MS] },
  )
  const [fast, slow] = ladder.rungs
  expect(fast!.fees).toBeCloseTo(5 * 1001 * 0.001, 9)
  expect(slow!.fees).toBeCloseTo(5 * 1003 * 0.001, 9)
  expect(fast!.pnlBeforeFees - slow!.pnlBeforeFees).toBeCloseTo(10, 9)
  expect(pricesOfSlowness(ladder)[1]!.overData).toBeCloseTo(10 + 0.01, 9)
})

/** Rests a bid, and withdraws it when the ask shrinks to seven lots. */
const timid = defineStrategy<Record<string, never>, { id: number }>({
  name: 'timid',
  params: {},
  setup: () => ({ id: 0 }),
  onBook(book, { state, orders }) {
    if (!book.isTwoSided) return
    if (state.id === 0) state.id = orders.enter(BUY, ticks(99), lots(3), GTC)
    else if (book.bestSize(SELL) === 7) orders.cancel(state.id)
  },
})

test('a cancel wins the race while the round trip is shorter than the warning', async () => {
  const level = (at: number, side: number, price: number, size: number): DrawnRecord => ({
    kind: DEPTH_LEVEL,
    at,
    side,
    price,
    size,
  })
  const records = [
    level(0, BUY, 99, 1),
    level(0, SELL, 101, 10),
    level(5_000 * MS, SELL, 101, 7),
    // Fifteen milliseconds after the warning somebody sells far below our bid.
    { kind: TRADE, side: SELL, at: 5_015 * MS, price: 90, size: 50 },
    level(9_000 * MS, BUY, 89, 1),
  ]
  const ladder = await latencyLadder(
    { feed: feedOf(records), strategy: timid, limits: WIDE_LIMITS },
    { rungsNanos: [0, 10 * MS, 14 * MS, 16 * MS, 170 * MS] },
  )
  const told = ladder.rungs.map(({ fills, lateRequests, requests, fillRatio }) => ({
    fills,
    lost: `${lateRequests} of ${requests}`,
    fillRatio,
  }))
  const won = { fills: 0, lost: '0 of 1', fillRatio: 0 }
  const lost = { fills: 1, lost: '1 of 1', fillRatio: 1 }
  expect(told).toEqual([won, won, won, lost, lost])
})

/** Moves come in streaks: whoever sees one early rides it. */
function streaky(seed: number): DrawnRecord[] {
  const random = RandomStream.named(seed, 'streaks')
  let direction = 1
  let bid = 100_000
  return Array.from({ length: 600 }, (_, k) => {
    if (random.uniform() < 0.06) direction = -direction
    bid += direction * random.integer(0, 4)
    return quoted(k * 10 * MS, bid)
  })
}

/** Follows the last move with all it has. */
const chaser = defineStrategy<Record<string, never>, { bid: number }>({
  name: 'chaser',
  params: {},
  setup: () => ({ bid: Number.NaN }),
  onBook(book, { state, orders, position }) {
    const move = book.bestPrice(BUY) - state.bid
    state.bid = book.bestPrice(BUY)
    if (orders.count > 0) return
    if (move > 0 && position < 5) orders.market(BUY, lots(5 - position))
    if (move < 0 && position > -5) orders.market(SELL, lots(5 + position))
  },
})

test('for a taker who chases moves, slower is dearer: on average over markets, rung by rung', async () => {
  const rungsNanos = [0, 30, 80, 170].map((ms) => ms * MS)
  const means = rungsNanos.map(() => 0)
  const seeds = 30
  for (let seed = 1; seed <= seeds; seed++) {
    const ladder = await latencyLadder(
      { feed: feedOf(streaky(seed)), strategy: chaser, limits: WIDE_LIMITS },
      { rungsNanos },
    )
    for (const [k, { pnlAfterFees }] of ladder.rungs.entries()) means[k]! += pnlAfterFees / seeds
  }
  for (let k = 1; k < means.length; k++) expect(means[k]!).toBeLessThan(means[k - 1]!)
  expect(means[0]!).toBeGreaterThan(0)
})

/** Counts how often it is read. */
function counted(feed: Feed): { feed: Feed; opened: () => number } {
  let count = 0
  const open = () => {
    count++
    return feed.open()
  }
  return { feed: { ...feed, open }, opened: () => count }
}

test('the data are read once, and every rung is the run that its latencies make alone', async () => {
  const { feed, opened } = counted(feedOf(streaky(4)))
  const market = { feed, limits: WIDE_LIMITS, latency: { seed: 9, compute: millis(1) } }
  const rungsNanos = [0, 1, 25 * MS + 1]
  const fractions: number[] = []
  const ladder = await latencyLadder(
    { ...market, strategy: chaser },
    {
      rungsNanos,
      onProgress: ({ phase, fraction }) => void (phase === 'run' && fractions.push(fraction)),
    },
  )
  expect(opened()).toBe(1)
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
  expect(fractions.at(-1)).toBe(1)
  for (const [k, roundTripNanos] of rungsNanos.entries()) {
    const there = Math.floor(roundTripNanos / 2)
    const back = roundTripNanos - there
    const latency = {
      ...market.latency,
      entry: there as never,
      response: back as never,
      feed: { model: 'constant' as const, latency: back as never },
    }
    const run = await backtest({ ...market, latency, strategy: chaser })
    expect(ladder.rungs[k]!.runHash).toBe(run.summary().runHash)
  }
})

test('the feed stays as it was where that is asked for, and ready models are replaced', () => {
  const feed = feedOf(streaky(1))
  const given = { feed, limits: WIDE_LIMITS, latency: { feed: millis(7), entry: millis(99) } }
  expect(atLatency(given, millis(10), true).latency).toMatchObject({
    feed: millis(7),
    entry: millis(5),
    response: millis(5),
  })
  const model = { entry: () => 1, response: () => 1 } as never
  expect(atLatency({ ...given, latency: model }, millis(3), false).latency).toEqual({
    entry: 1.5 * MS,
    response: 1.5 * MS,
    feed: { model: 'constant', latency: 1.5 * MS },
    recorded: undefined,
  })
})

test('a strategy that is made from the data is made anew for every rung', async () => {
  const firstRows: number[] = []
  await latencyLadder(
    { feed: feedOf(rising()), strategy: eager, limits: WIDE_LIMITS },
    {
      rungsNanos: [0, 20 * MS],
      strategyFrom: ([market]) => {
        firstRows.push(market!.atNanos[0]!)
        return eager
      },
    },
  )
  expect(firstRows).toEqual([0, 10 * MS])
})
