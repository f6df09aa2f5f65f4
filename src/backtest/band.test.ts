/** The band: three runs, one reading, edges that hold what they promise. */
import { expect, test } from 'vitest'
import { BUY, DEPTH_LEVEL, FLAG_LAST, SELL, TRADE } from '../core/index.ts'
import { ConservativeQueue, OptimisticQueue, powerQueue3 } from '../exchange/index.ts'
import { touchQuoter } from '../strategy/index.ts'
import { type BacktestOptions, backtest } from './backtest.ts'
import { type Band, bandAround, bandWarnings } from './band.ts'
import { type DrawnRecord, feedOf, WIDE_LIMITS } from './series-feed.suite.ts'

/** A still market of 99 to 101: orders join behind the first 60 lots, then both sides trade and shrink. */
function churn(): DrawnRecord[] {
  const record = (millis: number, kind: number, side: number, price: number, size: number) => ({
    kind,
    side,
    at: millis * 1e6,
    price,
    size,
    flags: FLAG_LAST,
  })
  const records: DrawnRecord[] = []
  for (const [side, price] of [
    [BUY, 99],
    [SELL, 101],
  ] as const) {
    records.push(record(0, DEPTH_LEVEL, side, price, 60))
    records.push(record(5, DEPTH_LEVEL, side, price, 100))
    for (let round = 1; round <= 24; round++) {
      records.push(record(20 * round, TRADE, -side, price, 2))
      records.push(record(20 * round + 1, DEPTH_LEVEL, side, price, 100 - 4 * round))
    }
  }
  return records.sort((a, b) => a.at - b.at)
}

const options = (more: Partial<BacktestOptions> = {}): BacktestOptions => ({
  feed: feedOf(churn()),
  strategy: touchQuoter,
  params: { sizeLots: 2, stepNanos: 1_000_000 },
  limits: WIDE_LIMITS,
  queueModel: powerQueue3(1),
  fees: { makerRate: 0.001, takerRate: 0.001 },
  ...more,
})

test('the edges are the runs of the two models, to the hash', async () => {
  const run = await backtest(options())
  const band = await bandAround(run)
  const alone = async (queueModel: ConservativeQueue) =>
    (await backtest(options({ queueModel }))).summary()
  const pessimistic = await alone(new ConservativeQueue())
  const optimistic = await alone(new OptimisticQueue())
  expect(band.runHashes).toEqual({
    pessimistic: pessimistic.runHash,
    chosen: run.digest(),
    optimistic: optimistic.runHash,
  })
  expect(band.pnlAfterFees.pessimistic).toBe(pessimistic.pnlAfterFees)
  expect(band.fillRatio.optimistic).toBe(optimistic.fillRatio)
  expect(band.models).toEqual({
    pessimistic: 'conservative',
    chosen: 'power-3 (n = 1)',
    optimistic: 'optimistic',
  })
})

test('more is filled from edge to edge where the strategy cannot react', async () => {
  const { fills, tradedLots } = await bandAround(await backtest(options()))
  expect(fills.pessimistic).toBe(0)
  expect(fills.chosen).toBeGreaterThan(0)
  expect(fills.chosen).toBeLessThan(fills.optimistic)
  expect(tradedLots.isOutside).toBe(false)
})

test('the feed is decoded once, and analytics and samples are of the chosen run alone', async () => {
  const feed = feedOf(churn())
  let opened = 0
  let samples = 0
  const counted = {
    ...feed,
    *open() {
      opened++
      yield* feed.open() as Iterable<never>
    },
  }
  const run = await backtest(options({ feed: counted, analytics: true, onSample: () => samples++ }))
  const samplesOfRun = samples
  const phases = new Set<string>()
  await bandAround(run, ({ phase, fraction }) => {
    phases.add(`${phase} ${fraction > 0.5 ? 'second' : 'first'} half`)
  })
  expect(opened).toBe(1)
  expect(samples).toBe(samplesOfRun)
  expect(phases).toEqual(new Set(['run first half', 'run second half']))
})

test('several markets and the reference venue have their band too', async () => {
  const { feed, limits } = options() as unknown as { feed: never; limits: never }
  const run = await backtest({
    strategy: touchQuoter,
    params: { sizeLots: 2, stepNanos: 1_000_000 },
    markets: [
      { feed, limits, queueModel: powerQueue3(1) },
      { feed, limits, referenceExchange: 'partial-fill', queueModel: powerQueue3(1) },
    ],
  })
  const { fills, models } = await bandAround(run)
  expect(fills.pessimistic).toBeLessThan(fills.optimistic)
  expect(models.chosen).toBe('power-3 (n = 1)')
})

test('a chosen figure beyond the edges is told, and so is an optimistic loss', () => {
  const inside = { pessimistic: 1, chosen: 2, optimistic: 3, isOutside: false }
  const band: Band = {
    models: { pessimistic: '', chosen: '', optimistic: '' },
    runHashes: { pessimistic: '', chosen: '', optimistic: '' },
    pnlAfterFees: inside,
    pnlBeforeFees: inside,
    fees: inside,
    maxDrawdown: inside,
    fills: inside,
    tradedLots: inside,
    fillRatio: inside,
  }
  expect(bandWarnings(band)).toEqual([])
  const outside = { pessimistic: 3, chosen: 4, optimistic: 1, isOutside: true }
  const [first, second] = bandWarnings({ ...band, pnlAfterFees: outside, fees: outside })
  expect(first).toContain('outside the band in PnL after fees, fees')
  expect(second).toContain('the optimistic model earns less')
})
