/** Surveillance of the built-in strategies on recorded days: nothing is found but what is so. */
import { expect, test } from 'vitest'
import { backtest, watchedJournal } from '../src/backtest/index.ts'
import { MARKET_TOUCH, millis } from '../src/core/index.ts'
import { openFeed } from '../src/io/index.ts'
import { ConstantLatency } from '../src/simulation/index.ts'
import { type AnyStrategy, builtInStrategies, type StrategyParams } from '../src/strategy/index.ts'
import { sharedFile } from './shared-data.ts'

const LIMITS = {
  positionLotsMax: 1_000_000,
  orderLotsMax: 1_000_000,
  orderValueMax: 1e9,
  priceCollarBps: 500,
  ordersPerSecondMax: 1_000,
  ordersBurstMax: 1_000,
  dailyLossMax: 1e9,
}

/** Where a hundredth of a second is no step for a day of quotes. */
const PARAMS: Readonly<Record<string, StrategyParams>> = {
  'touch-quoter': { stepNanos: 1_000_000_000 },
}

/** A quoter whose default distance is far too wide for a currency pair moves its quotes and never trades. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'skew-quoter on data/ticks/fxcm_eurusd_20140501.csv.zst': [
    'order-to-trade: 10002 orders of 360275266 lots counted and nothing traded',
  ],
}

const DAYS = [
  'data/crypto/binance/usdm/btcusdt_20240718.log.zst',
  'data/ticks/fxcm_eurusd_20140501.csv.zst',
]

async function alertsOf(file: string, strategy: AnyStrategy, params: StrategyParams) {
  const { journal, run } = watchedJournal(() => ({}), MARKET_TOUCH)
  await backtest({
    feed: await openFeed({ files: [file] }),
    strategy,
    params,
    limits: LIMITS,
    latency: new ConstantLatency({ entry: millis(5), response: millis(5) }),
    cash: 1e9,
    journal,
  })
  const { alerts, counts } = run.watched!.surveillance
  return { counts, told: alerts.map(({ rule, text }) => `${rule}: ${text}`) }
}

for (const day of DAYS) {
  const file = sharedFile(day)
  for (const [name, strategy] of builtInStrategies) {
    test.skipIf(file === undefined)(
      `${name} on ${day.split('/').at(-1)} raises nothing that it does not do`,
      async () => {
        const { told, counts } = await alertsOf(file!, strategy, PARAMS[name] ?? {})
        expect(told).toEqual(KNOWN[`${name} on ${day}`] ?? [])
        expect(counts.market).toBeGreaterThan(1_000)
        expect(counts.own).toBeGreaterThan(0)
      },
    )
  }
}
