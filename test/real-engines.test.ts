/**
 * Quoting strategies over recorded days in both engines: the same without queues, close with them.
 */
import { expect, test } from 'vitest'
import {
  type BacktestOptions,
  type CompareSettings,
  compareEngines,
  type EngineComparison,
  surveyFeed,
} from '../src/backtest/index.ts'
import { millis } from '../src/core/index.ts'
import { openFeed } from '../src/io/index.ts'
import { skewQuoter, spreadThreshold } from '../src/strategy/index.ts'
import { sharedFile } from './shared-data.ts'

const LIMITS = {
  positionLotsMax: 1_000_000,
  orderLotsMax: 1_000_000,
  orderValueMax: 1e6,
  priceCollarBps: 100,
  ordersPerSecondMax: 1000,
  ordersBurstMax: 100,
  dailyLossMax: 1e6,
}

const SKEW = { strategy: skewQuoter, params: { halfSpreadBps: 0.5, skewBps: 0.5 } }
const SPREAD = {
  strategy: spreadThreshold,
  params: { openTicks: 2, closeTicks: 1, sizeLots: 10, inventoryLimitLots: 1000 },
}

const relative = (comparison: EngineComparison, name: string): number =>
  comparison.figures.find((figure) => figure.name === name)!.relative

const FEES = { makerRate: -0.00005, takerRate: 0.0007 }

/** Runs both engines over captures with a latency each way, in milliseconds. */
async function comparisons(files: readonly string[]) {
  const feed = await openFeed({ files })
  const surveyed = await surveyFeed(feed)
  return (
    chosen: Pick<BacktestOptions, 'strategy' | 'params'>,
    [entry, response]: readonly [number, number],
    settings: CompareSettings = {},
  ) => {
    const latency = { entry: millis(entry), response: millis(response) }
    const options = { ...chosen, feed, limits: LIMITS, fees: FEES, latency } as BacktestOptions
    return compareEngines(options, surveyed, settings)
  }
}

function expectExplained(comparison: EngineComparison): void {
  const { unqueued, isExplained, accelerated, divergence } = comparison
  expect(unqueued.divergence).toBeUndefined()
  expect(isExplained).toBe(true)
  expect(unqueued.decisions).toBe(accelerated.rowsSeen)
  expect(unqueued.fills).toBeGreaterThan(50)
  expect(['queue fill', 'partial fill', 'response latency']).toContain(divergence?.cause)
}

const captured = (name: string) => sharedFile(`data/crypto/binance/${name}.log.zst`)
const linear = captured('usdm/btcusdt_20240808')
const inverse = captured('cm/btcusd_perp_20240808')
const skipped = (file: string | undefined) =>
  file === undefined ? ' (skipped: the recorded data are not here)' : ''

test.skipIf(linear === undefined)(
  `a linear contract: the same without queues, close with them${skipped(linear)}`,
  async () => {
    const compare = await comparisons([linear!])
    const near = await compare(SKEW, [4, 3])
    expectExplained(near)
    expect(Math.abs(relative(near, 'traded value'))).toBeLessThan(0.02)
    expect(Math.abs(relative(near, 'return over trade'))).toBeLessThan(0.1)
    const late = await compare(SKEW, [20, 20], { extras: { hasResponse: true } })
    expectExplained(late)
    expect(late.divergence?.cause).toBe('partial fill')
    expect(Math.abs(relative(late, 'traded value'))).toBeLessThan(0.001)
    expect(Math.abs(relative(late, 'return over trade'))).toBeLessThan(0.01)
  },
  120_000,
)

test.skipIf(inverse === undefined)(
  `an inverse contract, with requests that travel longer than an interval${skipped(inverse)}`,
  async () => {
    const compare = await comparisons([inverse!])
    const far = await compare(SPREAD, [150, 100], { intervalNanos: millis(50) })
    expectExplained(far)
    expect(far.accelerated.rowsSeen).toBeLessThan(far.rows)
  },
  120_000,
)
