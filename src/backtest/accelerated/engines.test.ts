/**
 * Both engines over random markets: without queues they make the same decisions and the same fills;
 * with queues they part only for the reasons that are known.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nanos } from '../../core/index.ts'
import { spreadThreshold } from '../../strategy/index.ts'
import type { BacktestOptions } from '../backtest.ts'
import { WIDE_LIMITS } from '../series-feed.suite.ts'
import { surveyFeed } from '../survey.ts'
import type { AcceleratedExtras } from './accelerated-result.ts'
import { equalDecisions, firstDivergence } from './divergence.ts'
import { pacedPair } from './paced-pair.ts'
import { prepareSurveyed } from './prepared-market.ts'
import { diceQuoter, randomFeed } from './random-levels.suite.ts'

const FEES = { makerRate: -0.0001, takerRate: 0.0003 }

const market = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  stepNanos: fc.integer({ min: 7, max: 120 }),
  entryNanos: fc.constantFrom(0, 1, 10, 70, 133, 400),
  responseNanos: fc.constantFrom(0, 10, 90, 250),
  positionLotsMax: fc.constantFrom(3, 8, 1_000_000),
  ordersPerSecondMax: fc.constantFrom(1e6, 1e9),
  isDice: fc.boolean(),
})
type Drawn = typeof market extends fc.Arbitrary<infer Value> ? Value : never

function optionsFor(drawn: Drawn): BacktestOptions {
  const { seed, stepNanos, isDice, positionLotsMax, ordersPerSecondMax } = drawn
  return {
    feed: randomFeed(seed, 150),
    strategy: isDice ? diceQuoter : spreadThreshold,
    params: isDice ? { seed, stepNanos } : { openTicks: 3, closeTicks: 2, sizeLots: 3 },
    limits: { ...WIDE_LIMITS, positionLotsMax, ordersPerSecondMax, ordersBurstMax: 3 },
    cash: 1000,
    fees: FEES,
    latency: { entry: nanos(drawn.entryNanos), response: nanos(drawn.responseNanos) },
  }
}

async function pairOf(drawn: Drawn, kind: 'own' | 'none', extras: AcceleratedExtras = {}) {
  const options = optionsFor(drawn)
  const surveyed = await surveyFeed((options as { feed: ReturnType<typeof randomFeed> }).feed)
  const settings = drawn.isDice ? {} : { intervalNanos: drawn.stepNanos }
  const prepared = await prepareSurveyed(options, surveyed, settings)
  return pacedPair(options, surveyed, prepared, { market: kind, extras })
}

async function expectSame(drawn: Drawn, extras: AcceleratedExtras = {}): Promise<number> {
  const pair = await pairOf(drawn, 'none', extras)
  const { accelerated, event, decisions } = pair
  expect(firstDivergence(pair)).toBeUndefined()
  expect(equalDecisions(pair)).toBe(decisions.length)
  expect(decisions.length).toBe(accelerated.rowsSeen)
  const summary = event.summary()
  const { metrics } = accelerated
  expect(accelerated.finalInventory).toBe(summary.finalInventory)
  expect(accelerated.finalCash).toBe(summary.finalCash)
  for (const name of ['fills', 'fees', 'tradedValue', 'pnlAfterFees', 'pnlBeforeFees'] as const) {
    expect({ name, value: metrics[name] }).toEqual({ name, value: summary[name] })
  }
  expect(event.portfolio.makerFills).toBe(event.portfolio.fills)
  return accelerated.fills.length
}

test('without queues and late answers both engines decide and trade the same', async () => {
  let fills = 0
  await fc.assert(
    fc.asyncProperty(market, async (drawn) => {
      fills += await expectSame(drawn)
    }),
    { numRuns: 60 },
  )
  expect(fills).toBeGreaterThan(100)
})

test('with late answers in both they still do', async () => {
  await fc.assert(
    fc.asyncProperty(market, async (drawn) => {
      await expectSame(drawn, { hasResponse: true })
    }),
    { numRuns: 60 },
  )
})

test('with queues they part only for what the accelerated engine gives up', async () => {
  const causes = new Set<string>()
  await fc.assert(
    fc.asyncProperty(market, async (drawn) => {
      const divergence = firstDivergence(await pairOf(drawn, 'own'))
      if (divergence !== undefined) causes.add(divergence.cause)
      expect(divergence?.cause).not.toBe('unexplained')
    }),
    { numRuns: 60 },
  )
  expect([...causes]).toEqual(expect.arrayContaining(['queue fill', 'response latency']))
})
