import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUY, lots, micros, millis, ticks } from '../../core/index.ts'
import { SyntheticFeed } from '../../market-data/index.ts'
import type { LatencyPlan } from '../../simulation/index.ts'
import { builtInStrategies, defineStrategy } from '../../strategy/index.ts'
import { diceRoller, randomRecords } from '../analytics/random-market.suite.ts'
import type { BacktestOptions } from '../backtest.ts'
import { feedOf, WIDE_LIMITS } from '../series-feed.suite.ts'
import { checkLookAhead } from './check-look-ahead.ts'
import { decisionText } from './decision.ts'
import { HONEST, PLANTED } from './planted.suite.ts'

const PLANS: Readonly<Record<string, LatencyPlan>> = {
  none: {},
  constant: { entry: millis(20), response: millis(5) },
  drawn: {
    seed: 7,
    feed: { model: 'lognormal', median: millis(4), sigma: 1 },
    entry: { model: 'gamma', shape: 2, scale: millis(3) },
    response: { model: 'proportional', factor: 2 },
    spikes: { above: 2, window: millis(50), add: millis(30) },
    compute: micros(300),
  },
}

const random = (seed: number, messages = 150, latency: LatencyPlan = {}) => ({
  feed: feedOf(randomRecords(seed, messages), { batchRecords: 64 }),
  strategy: diceRoller,
  limits: WIDE_LIMITS,
  latency,
})

const synthetic = (seed: number, ticks = 200) => ({
  feed: new SyntheticFeed({ seed, ticks, volatility: 0.01, spreadCost: 0.0005, tickSeconds: 1 }),
  strategy: builtInStrategies.get('z-score-reversion')!,
  params: { lookbackWindow: 20 },
  limits: WIDE_LIMITS,
})

for (const [fault, strategyFrom] of Object.entries(PLANTED)) {
  test(`caught: a strategy that ${fault}`, async () => {
    const kinds: BacktestOptions[] = fault.includes('sizes')
      ? [random(3)]
      : [random(3), { ...synthetic(3), params: {} }]
    for (const options of kinds) {
      for (const latency of Object.values(PLANS)) {
        const report = await checkLookAhead({ ...options, latency }, { strategyFrom })
        expect(report.isClean).toBe(false)
        expect(report.isRepeatable).toBe(true)
        for (const { cutNanos, order } of report.findings) {
          const { atNanos, was, became } = order!
          expect(atNanos).toBeLessThan(cutNanos)
          expect(was ?? became).toBeDefined()
          expect(was).not.toEqual(became)
        }
      }
    }
  })
}

test('what was and what became are told in words', async () => {
  const { findings, instruments } = await checkLookAhead(
    { ...synthetic(3), params: {} },
    {
      strategyFrom: PLANTED['closes over the price at the end']!,
    },
  )
  const changed = findings.map(({ order }) => order!).find(({ became, was }) => became && was)!
  const [was, became] = [changed.was!, changed.became!].map((each) =>
    decisionText(each, instruments[0]!),
  )
  expect(was).toMatch(/^enter (BUY|SELL) 1 lot at the market, order \d+ \(market, IOC\)$/)
  expect(became).toBe(was!.replace(/BUY|SELL/, (side) => (side === 'BUY' ? 'SELL' : 'BUY')))
})

test('honest strategies made from the same data pass, on every market and with every latency', async () => {
  for (const strategyFrom of Object.values(HONEST)) {
    for (const latency of Object.values(PLANS)) {
      for (const options of [random(3), { ...synthetic(3), params: {} }]) {
        const report = await checkLookAhead({ ...options, latency }, { strategyFrom })
        expect(report.findings).toEqual([])
        expect(report.orders).toBeGreaterThan(10)
      }
    }
  }
})

test('no false alarm: whatever dice and built-ins do on random markets is found clean', async () => {
  const strategies = [diceRoller, ...builtInStrategies.values()]
  let decisions = 0
  await fc.assert(
    fc.asyncProperty(
      fc.nat(1e6),
      fc.nat(1e6),
      fc.constantFrom(...strategies),
      fc.constantFrom(...Object.values(PLANS)),
      async (seed, cutSeed, strategy, latency) => {
        const options = { ...random(seed, 60, latency), strategy }
        const report = await checkLookAhead(options, { cuts: 3, seed: cutSeed })
        expect(report.findings).toEqual([])
        decisions += report.orders + report.gaugeChanges
      },
    ),
    { numRuns: 40 },
  )
  expect(decisions).toBeGreaterThan(1000)
})

test('no false alarm in a run over two markets that reaches from one to the other', async () => {
  const strategy = defineStrategy({
    name: 'two-handed',
    params: {},
    onBook(book, { markets }) {
      const other = markets[1]!
      if (!book.isTwoSided || !other.book.isTwoSided) return
      other.quotes.set(BUY, ticks(Math.min(book.best(BUY), other.book.best(BUY))), lots(1))
    },
  })
  const markets = [random(1), random(2)].map(({ strategy: _, ...market }) => market)
  const report = await checkLookAhead({ strategy, markets }, { cuts: 4 })
  expect(report.findings).toEqual([])
  expect(report.orders).toBeGreaterThan(10)
})

test('a strategy that remembers earlier runs cannot be judged, and is told so', async () => {
  let calls = 0
  const strategy = defineStrategy({
    name: 'forgetful',
    params: {},
    onBook: () => void calls++,
    gauges: () => ({ calls }),
  })
  const report = await checkLookAhead({ ...synthetic(1, 20), params: {}, strategy })
  expect([report.isRepeatable, report.isClean, report.reruns]).toEqual([false, false, 1])
  const [finding] = report.findings
  expect(finding).toMatchObject({
    future: 'same data',
    gauge: { was: { name: 'calls', value: 1 }, became: { name: 'calls', value: 21 } },
  })
})

test('a gauge that knows the future is caught where no order betrays it', async () => {
  const report = await checkLookAhead(
    { ...synthetic(5), params: {} },
    {
      strategyFrom: ([market]) =>
        defineStrategy<Record<string, never>, { row: number }>({
          name: 'watcher',
          params: {},
          setup: () => ({ row: -1 }),
          onBook: (_, { state }) => void state.row++,
          gauges: ({ row }) => ({ next: market!.mid[row + 1] ?? Number.NaN }),
        }),
    },
  )
  expect(report.isClean).toBe(false)
  const [finding] = report.findings
  expect(finding!.order).toBeUndefined()
  expect(finding!.gauge!.beforeCutNanos).toBe(1)
})
