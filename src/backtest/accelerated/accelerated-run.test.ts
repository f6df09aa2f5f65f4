/** Single steps of an accelerated run, on markets drawn for one question each. */
import { describe, expect, test } from 'vitest'
import { DepthSums } from '../../book/index.ts'
import {
  BUY,
  DEPTH_LEVEL,
  type InputError,
  lots,
  nanos,
  opposite,
  SELL,
  type Side,
  TRADE,
  ticks,
} from '../../core/index.ts'
import { type AnyStrategy, defineStrategy, touchQuoter } from '../../strategy/index.ts'
import type { BacktestOptions } from '../backtest.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { surveyFeed } from '../survey.ts'
import type { AcceleratedExtras } from './accelerated-result.ts'
import { runAccelerated } from './accelerated-run.ts'
import { pacedPair } from './paced-pair.ts'
import { prepareAccelerated, prepareSurveyed } from './prepared-market.ts'

const level = (at: number, side: Side, price: number, size: number): DrawnRecord => ({
  ...{ kind: DEPTH_LEVEL, at, side, price, size },
})
const trade = (at: number, side: Side, price: number, size: number): DrawnRecord => ({
  ...{ kind: TRADE, at, side, price, size },
})

/** 98 bid, 102 offered, from 0 on; something happens at the end so that there is one. */
const QUIET = [level(0, BUY, 98, 5), level(0, SELL, 102, 5)]
const END = level(1000, BUY, 50, 1)

/** Wants what it is told at each row, counting from 0; nothing else. */
function script(wishes: Readonly<Record<number, (quotes: Wishes) => void>>): AnyStrategy {
  return defineStrategy<{ stepNanos: 100 }, { row: number }>({
    name: 'script',
    params: { stepNanos: 100 },
    timerNanos: () => 100,
    setup: () => ({ row: 0 }),
    onFill: (fill, { quotes }) => quotes.clear(fill.side),
    onTimer: ({ state, quotes }) =>
      wishes[state.row++]?.({
        want: (side, price, size) => quotes.set(side, ticks(price), lots(size)),
        clear: (side) => quotes.clear(side),
      }),
  })
}
interface Wishes {
  want(side: Side, price: number, size: number): void
  clear(side: Side): void
}

async function runOver(
  records: readonly DrawnRecord[],
  strategy: AnyStrategy,
  more: Partial<BacktestOptions> & { extras?: AcceleratedExtras } = {},
) {
  const { extras = {}, ...options } = more
  const run = {
    ...{ feed: feedOf(records), strategy, limits: WIDE_LIMITS },
    latency: { entry: nanos(30) },
    ...options,
  } as BacktestOptions & { feed: ReturnType<typeof feedOf>; limits: typeof WIDE_LIMITS }
  const prepared = await prepareAccelerated(run)
  return runAccelerated(run, prepared, extras)
}

const fillsOf = (run: Awaited<ReturnType<typeof runOver>>) =>
  [...run.fills].map(({ at, side, priceTicks, size }) => ({ at, side, priceTicks, size }))

describe.each<Side>([BUY, SELL])('side %i', (side) => {
  const own = 100 - side
  const touch = 100 - 2 * side

  test('a trade at the own price fills nothing, one beyond it fills all', async () => {
    const at = (price: number) => [...QUIET, trade(250, opposite(side), price, 1), END]
    const strategy = script({ 0: ({ want }) => want(side, own, 3) })
    expect(fillsOf(await runOver(at(own), strategy))).toEqual([])
    expect(fillsOf(await runOver(at(own - side), strategy))).toEqual([
      { at: 250, side, priceTicks: own, size: 3 },
    ])
  })

  test('the other touch reaching the own price fills it', async () => {
    const records = [...QUIET, level(250, opposite(side), own, 1), END]
    const run = await runOver(records, script({ 0: ({ want }) => want(side, own, 3) }))
    expect(fillsOf(run)).toEqual([{ at: 250, side, priceTicks: own, size: 3 }])
  })

  test('an order is not there before its request arrives', async () => {
    // Sent at 100, arrives at 130.
    for (const [at, count] of [
      [129, 0],
      [130, 0],
      [131, 1],
    ] as const) {
      const records = [...QUIET, trade(at, opposite(side), own - side, 1), END]
      const run = await runOver(records, script({ 0: ({ want }) => want(side, own, 3) }))
      expect(run.fills.length).toBe(count)
    }
  })

  test('what would take is refused, and not asked for again until it is wanted anew', async () => {
    const records = [...QUIET, END]
    const crossing = 100 + 2 * side
    const run = await runOver(records, script({ 0: ({ want }) => want(side, crossing, 3) }))
    expect(run).toMatchObject({ rejectedByVenue: 1, ordersEntered: 1 })
    expect(run.fills.length).toBe(0)
  })

  test('an old order may fill while its replace travels, and the replace finds nothing', async () => {
    const strategy = script({
      0: ({ want }) => want(side, own, 3),
      1: ({ want }) => want(side, touch, 4),
    })
    // The second request leaves at 200 and arrives at 230.
    const records = [
      ...QUIET,
      trade(210, opposite(side), own - side, 1),
      trade(280, opposite(side), touch - side, 1),
      END,
    ]
    const old = { at: 210, side, priceTicks: own, size: 3 }
    expect(fillsOf(await runOver(records, strategy))).toEqual([old])
    const renewed = await runOver(records, strategy, { extras: { style: 'renew' } })
    expect(fillsOf(renewed)).toEqual([old, { at: 280, side, priceTicks: touch, size: 4 }])
  })

  test('with a cap no more fills than was traded through the order', async () => {
    const records = [
      ...QUIET,
      trade(250, opposite(side), own - side, 1),
      trade(260, opposite(side), own - 2 * side, 1),
      END,
    ]
    const strategy = script({ 0: ({ want }) => want(side, own, 3) })
    const run = await runOver(records, strategy, { extras: { capacity: 'traded' } })
    expect(fillsOf(run)).toEqual([
      { at: 250, side, priceTicks: own, size: 1 },
      { at: 260, side, priceTicks: own, size: 1 },
    ])
    expect([...run.fills].map(({ leaves }) => leaves)).toEqual([2, 1])
  })

  test('the position limit counts what is open, and a refused quote does not leave', async () => {
    const limits = { ...WIDE_LIMITS, positionLotsMax: 4 }
    const records = [...QUIET, trade(150, opposite(side), own - side, 1), END]
    const strategy = script({
      0: ({ want }) => want(side, own, 3),
      1: ({ want }) => want(side, own, 2),
      2: ({ want }) => want(side, own, 1),
    })
    const run = await runOver(records, strategy, { limits } as Partial<BacktestOptions>)
    expect(run).toMatchObject({ ordersEntered: 2, refusals: { 'position limit': 1 } })
  })

  test('a loss beyond the limit trips the switch and takes everything out', async () => {
    const limits = { ...WIDE_LIMITS, dailyLossMax: 5 }
    const fallen = 100 - 20 * side
    const records = [
      ...QUIET,
      trade(150, opposite(side), own - side, 1),
      level(240, side, touch, 0),
      level(240, side, fallen, 1),
      level(240, opposite(side), fallen + side, 1),
      trade(500, opposite(side), fallen - 9 * side, 1),
      END,
    ]
    const strategy = script({
      0: ({ want }) => want(side, own, 3),
      3: ({ want }) => want(side, fallen - 3 * side, 3),
    })
    const run = await runOver(records, strategy, { limits } as Partial<BacktestOptions>)
    expect(run.killSwitch).toEqual({ reason: 'maximum daily loss', atNanos: 300 })
    expect(run.fills.length).toBe(1)
  })
})

test('profit by slice adds up to the profit, and slices that are not reached have none', async () => {
  const records = [...QUIET, trade(150, SELL, 90, 1), level(600, SELL, 110, 1), END]
  const strategy = script({ 0: ({ want }) => want(BUY, 99, 3) })
  const slices = { slices: 5 } as Partial<BacktestOptions>
  const whole = await runOver([...records, level(700, SELL, 102, 0)], strategy, slices)
  const sum = whole.slicePnl.reduce((all, pnl) => all + pnl, 0)
  expect(sum).toBeCloseTo(whole.metrics.pnlAfterFees, 9)
  expect(whole.metrics.pnlAfterFees).not.toBe(0)
  const part = await runOver(records, strategy, { ...slices, extras: { untilNanos: 400 } })
  expect([...part.slicePnl].map(Number.isNaN)).toEqual([false, false, true, true, true])
})

test('columns are plain data: a clone runs the same', async () => {
  const strategy = script({ 0: ({ want }) => want(BUY, 99, 3) })
  const feed = feedOf([...QUIET, trade(150, SELL, 90, 1), END])
  const options = { feed, strategy, limits: WIDE_LIMITS, latency: { entry: nanos(30) } }
  const prepared = await prepareAccelerated(options)
  const here = runAccelerated(options, prepared)
  const there = runAccelerated(options, structuredClone(prepared))
  expect(there.runHash).toBe(here.runHash)
  expect(prepared.columns.times.buffer).toBeInstanceOf(SharedArrayBuffer)
})

test('a latency that was not prepared is worked out, and gives the same as one that was', async () => {
  const strategy = script({ 0: ({ want }) => want(BUY, 99, 3) })
  const feed = feedOf([...QUIET, trade(150, SELL, 90, 1), END])
  const options = { feed, strategy, limits: WIDE_LIMITS, latency: { entry: nanos(30) } }
  const late = { ...options, latency: { entry: nanos(60) } }
  const prepared = await prepareAccelerated(options, { latencies: [late.latency] })
  expect(prepared.latencies).toHaveLength(1)
  expect(runAccelerated(options, prepared).fills.length).toBe(1)
  expect(runAccelerated(late, prepared).fills.length).toBe(0)
})

test('precomputed depth is the depth of the book, and other depth is asked for by name', async () => {
  const measure = (range: number, seen: number[]): AnyStrategy =>
    defineStrategy<{ range: number }, DepthSums>({
      name: 'depth reader',
      params: { range },
      timerNanos: () => 100,
      depthRanges: () => [0.03],
      setup: () => new DepthSums(),
      onTimer: ({ book, state }) => {
        seen.push(state.measure(book, range).effectiveVampTicks)
      },
    })
  const records = [...QUIET, level(0, BUY, 97, 7), level(250, SELL, 103, 9), END]
  const feed = feedOf(records)
  const columns: number[] = []
  const options = { feed, strategy: measure(0.03, columns), limits: WIDE_LIMITS }
  const surveyed = await surveyFeed(feed)
  const prepared = await prepareSurveyed(options, surveyed)
  await pacedPair(options, surveyed, prepared, { market: 'none' })
  const rows = prepared.columns.rows
  expect(columns.slice(0, rows)).toEqual(columns.slice(rows))
  expect(new Set(columns).size).toBe(2)
  const other = { ...options, strategy: measure(0.01, []) }
  expect(() => runAccelerated(other, prepared)).toThrow(/depth within 0.01.*\n.*0.03/)
})

test('what cannot run on rows is refused with the way out', async () => {
  const feed = feedOf([...QUIET, END])
  const base = { feed, limits: WIDE_LIMITS }
  const strategy = script({})
  const refusal = async (options: object): Promise<string> =>
    prepareAccelerated({ ...base, strategy, ...options } as BacktestOptions).then(
      (prepared) => {
        try {
          runAccelerated(
            { ...base, strategy, ...options } as typeof base & { strategy: AnyStrategy },
            prepared,
          )
          return 'runs'
        } catch (error) {
          return (error as InputError).message
        }
      },
      (error: InputError) => error.message,
    )
  const deep: AnyStrategy = {
    ...strategy,
    setup: () => undefined,
    onTimer: ({ book }) => void book.nextBehind(BUY, ticks(98)),
  }
  expect(await refusal({ strategy: touchQuoter, params: { stepNanos: 100 } })).toMatch(
    /sends single orders/,
  )
  expect(await refusal({ strategy: deep })).toMatch(/asks its book for nextBehind/)
  expect(await refusal({ strategy: { ...strategy, onTrade: () => {} } })).toMatch(/onTrade/)
  expect(await refusal({ strategy: { ...strategy, timerNanos: () => 0.5 } })).toMatch(/0.5 ns/)
  expect(await refusal({ strategy: { ...strategy, timerNanos: () => 5000 } })).toMatch(/no row/)
  const { onTimer: _none, ...timerless } = strategy
  expect(await refusal({ strategy: { ...timerless, onBook: () => {} } })).toMatch(/has no timer/)
  const byKind = { new: nanos(1), cancel: nanos(2), replace: nanos(1) }
  expect(await refusal({ latency: { entry: byKind } })).toMatch(/latency.entry/)
  expect(await refusal({ referenceExchange: 'partial-fill' })).toMatch(/compatibility/)
  expect(
    await refusal({ feed: feedOf([{ kind: 5, at: 1, a: 1, b: 2, price: 1, order: 1 }]) }),
  ).toMatch(/no price levels/)
  const markets = [{ ...base }, { ...base }]
  expect(await refusal({ markets })).toMatch(/has 2/)
})

test('what flatters a run is said beside its result', async () => {
  const records = [...QUIET, END]
  const careful = { latency: { entry: nanos(30) }, fees: { makerRate: 0.0001, takerRate: 0.0003 } }
  const warnings = async (options: object, extras?: AcceleratedExtras) =>
    (await runOver(records, script({}), { ...careful, ...options, ...(extras && { extras }) }))
      .warnings
  expect(await warnings({})).toEqual([])
  expect(await warnings({ fees: { makerRate: 0, takerRate: 0 } })).toEqual([
    'costs are off: no fill pays a fee',
  ])
  const late = { latency: { entry: nanos(30), response: nanos(5) } }
  expect(await warnings(late)).toEqual([expect.stringMatching(/^answers are known at once/)])
  expect(await warnings(late, { hasResponse: true })).toEqual([])
})

test('funding is charged once at the first row after its instant', async () => {
  const records = [...QUIET, trade(150, SELL, 90, 1), END]
  const strategy = script({ 0: ({ want }) => want(BUY, 99, 3) })
  const fees = { makerRate: 0, takerRate: 0 }
  const plain = await runOver(records, strategy, { fees } as Partial<BacktestOptions>)
  const funding = [
    { atNanos: 120, rate: 0.5 },
    { atNanos: 350, rate: 0.01 },
  ]
  const charged = await runOver(records, strategy, { fees, funding } as Partial<BacktestOptions>)
  // Flat at the first instant; three lots at a mid of 100 at the second.
  expect(plain.finalCash - charged.finalCash).toBeCloseTo(3, 9)
})

test('columns of another grid or feed latency are refused', async () => {
  const strategy = script({})
  const options = { feed: feedOf([...QUIET, END]), strategy, limits: WIDE_LIMITS }
  const prepared = await prepareAccelerated(options)
  const slower = { ...strategy, timerNanos: () => 200 }
  expect(() => runAccelerated({ ...options, strategy: slower }, prepared)).toThrow(/grid of 100 ns/)
  expect(() => runAccelerated({ ...options, feedLatencyNanos: 5 }, prepared)).toThrow(
    /latency.feed/,
  )
})
