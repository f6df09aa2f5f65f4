/** The demo's exchange: who lives on it, what trading there costs, and how far away it is. */
import { millis, nanos, seconds } from '../core/index.ts'
import type { FeeSchedule } from '../exchange/index.ts'
import type { AccountLimits, RiskLimits } from '../risk/index.ts'
import type { LatencyPlan, LivingMarketOptions } from '../simulation/index.ts'
import type { StrategyParams } from '../strategy/index.ts'

export const EXCHANGE_SYMBOL = 'SIM-USD'
/** Twenty looks a second: what eyes can follow. */
export const EXCHANGE_TICK_SECONDS = 0.05
export const INITIAL_BALANCE = 10_000
export const EXCHANGE_WARM_UP_NANOS = seconds(60)

/**
 * Orders that excite each other, about 75 events a second over some forty levels, and a middle that
 * moves four times a second, by some twenty ticks in a hundred: the book is as deep after a day as
 * after a minute.
 */
export const EXCHANGE_MARKET: Omit<LivingMarketOptions, 'seed' | 'span'> = {
  population: 'hawkes',
  parameters: {
    marketOrdersPerSecond: 2.2,
    limitOrdersPerSecond: 18,
    cancelsPerSecond: 0.25,
    fartherProbability: 0.88,
    sizeDeviation: 1,
  },
  warmUp: EXCHANGE_WARM_UP_NANOS,
}

export const EXCHANGE_LATENCY: LatencyPlan = {
  feed: millis(1),
  entry: millis(2),
  response: nanos(1e6),
}
/** One basis point for takers; makers pay nothing. */
export const EXCHANGE_FEES: FeeSchedule = { makerRate: 0, takerRate: 0.0001 }

/** What a person may ask for lies within the hard limits. */
export const POSITION_LIMIT_LOTS_MAX = 500
export const SIZE_LOTS_MAX = 50
export const EXCHANGE_LIMITS: RiskLimits = {
  positionLotsMax: POSITION_LIMIT_LOTS_MAX + SIZE_LOTS_MAX,
  orderLotsMax: SIZE_LOTS_MAX,
  orderValueMax: 100_000,
  priceCollarBps: 1_000,
  ordersPerSecondMax: 200,
  ordersBurstMax: 200,
  dailyLossMax: 1_000,
}

/** Five times what the strategy does in a lively minute. */
export const EXCHANGE_ACCOUNT: AccountLimits = {
  executionsMax: 600,
  executionsWindowNanos: 60e9,
}

/** A small order a side at the touch, looked after twenty times a second. */
export const EXCHANGE_PARAMS: StrategyParams = {
  offsetTicks: 0,
  sizeLots: 2,
  positionLimitLots: 20,
  stepNanos: 50_000_000,
}
