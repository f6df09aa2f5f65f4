/** What a run is warned of, and that costs are on unless somebody switches them off. */
import { expect, test } from 'vitest'
import { BUY, DEPTH_LEVEL, nanos, TICK } from '../core/index.ts'
import { NO_FEES, OptimisticQueue, TYPICAL_FEES } from '../exchange/index.ts'
import { ConstantLatency } from '../simulation/index.ts'
import type { MarketOptions } from './market.ts'
import { feesOf, runWarnings } from './run-warnings.ts'
import { feedOf, WIDE_LIMITS } from './series-feed.suite.ts'
import { surveyFeed } from './survey.ts'

const feed = feedOf([])
const careful: MarketOptions = { feed, limits: WIDE_LIMITS, latency: { entry: nanos(1) } }
const onBook = (options: Partial<MarketOptions>) =>
  runWarnings([{ options: { ...careful, ...options }, survey: { content: 'levels' } }])
const onSeries = (options: Partial<MarketOptions>, hasSpread = true) =>
  runWarnings([{ options: { ...careful, ...options }, survey: { content: 'series', hasSpread } }])

test('a book charges typical fees where nothing is said, a series its spread alone', () => {
  for (const content of ['levels', 'orders'] as const) {
    expect(feesOf({}, content)).toBe(TYPICAL_FEES)
  }
  expect(feesOf({}, 'series')).toBe(NO_FEES)
  const own = { makerRate: 0.001, takerRate: 0.002 }
  for (const content of ['levels', 'orders', 'series'] as const) {
    expect(feesOf({ fees: own }, content)).toBe(own)
  }
})

test('a careful run has no warnings', () => {
  expect(onBook({})).toEqual([])
  expect(onSeries({})).toEqual([])
})

test('costs that are off are told', () => {
  expect(onBook({ fees: NO_FEES })).toEqual(['costs are off: no fill pays a fee'])
  expect(onBook({ fees: { makerRate: -0.0001, takerRate: 0 } })).toHaveLength(1)
  expect(onBook({ fees: { makerRate: -0.0001, takerRate: 0.0001 } })).toEqual([])
  expect(onSeries({ fees: NO_FEES })).toEqual([])
  expect(onSeries({}, false)).toEqual(['costs are off: no fill pays a fee or a spread'])
  expect(onSeries({ fees: TYPICAL_FEES }, false)).toEqual([])
})

test('latency is off when neither orders nor answers take time', () => {
  const zero = nanos(0)
  const some = nanos(5)
  const off = ['latency is off: orders and their answers take no time']
  for (const latency of [
    {},
    { entry: zero, response: zero },
    { entry: { new: zero, cancel: zero, replace: zero } },
    { response: { model: 'constant', latency: zero } as const },
    { compute: some },
  ]) {
    expect(onBook({ latency })).toEqual(off)
  }
  const { latency: _latency, ...silent } = careful
  expect(runWarnings([{ options: silent, survey: { content: 'levels' } }])).toEqual(off)
  for (const latency of [
    { response: some },
    { entry: { new: zero, cancel: some, replace: zero } },
    { entry: { model: 'lognormal', median: some, sigma: 0.1 } as const },
    new ConstantLatency({ entry: some, response: some }),
  ]) {
    expect(onBook({ latency })).toEqual([])
  }
})

test('guesses that favour us are told where there is a queue, or a size, to guess', () => {
  const queueModel = new OptimisticQueue()
  expect(onBook({ queueModel, liquidity: 'unlimited' })).toEqual([
    'the queue is optimistic: every order stands before all others at its price',
    'liquidity is unlimited: an order of any size fills at one price',
  ])
  expect(onSeries({ queueModel, liquidity: 'unlimited' })).toEqual([])
})

test('of several markets each warning names those it is true of', () => {
  const market = (symbol: string, fees: MarketOptions['fees'] = NO_FEES) => ({
    options: { ...careful, feed: feedOf([], { symbol }), fees },
    survey: { content: 'levels' as const },
  })
  expect(runWarnings([market('A'), market('B', TYPICAL_FEES), market('C')])).toEqual([
    'A, C: costs are off: no fill pays a fee',
  ])
})

test('a survey tells a series with a spread from one without', async () => {
  const spreads = async (...rows: (readonly [number, number])[]) => {
    const records = rows.map(([a, b], at) => ({ kind: TICK, at, price: a, size: 1, a, b }))
    return (await surveyFeed(feedOf(records))).survey.hasSpread
  }
  expect(await spreads([99, 101])).toBe(true)
  expect(await spreads([100, 100], [100, 100])).toBe(false)
  expect(await spreads([100, 100], [99, 100])).toBe(true)
  const level = { kind: DEPTH_LEVEL, at: 1, side: BUY, price: 100, size: 1 }
  expect((await surveyFeed(feedOf([level]))).survey.hasSpread).toBeUndefined()
})
