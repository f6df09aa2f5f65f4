/** What the kill switch is tested on where no configuration is at hand: a synthetic market, a quoter. */
import type { BacktestOptions } from '../../backtest/index.ts'
import { nanos } from '../../core/index.ts'
import { SyntheticFeed } from '../../market-data/index.ts'
import { ConstantLatency } from '../../simulation/index.ts'
import { touchQuoter } from '../../strategy/index.ts'

const TICKS = 5_000

/** New every time: a feed keeps its place. */
export const TEST_CONFIGURATION = (): BacktestOptions => ({
  feed: new SyntheticFeed({
    seed: 1,
    volatility: 0.002,
    spreadCost: 0.0005,
    tickSeconds: 0.01,
    ticks: TICKS,
  }),
  strategy: touchQuoter,
  latency: new ConstantLatency({ entry: nanos(5e6), response: nanos(5e6) }),
  cash: 10_000,
  limits: {
    positionLotsMax: 200,
    orderLotsMax: 100,
    orderValueMax: 1e6,
    priceCollarBps: 1_000,
    ordersPerSecondMax: 1_000,
    ordersBurstMax: 1_000,
    dailyLossMax: 1e6,
  },
})
