/**
 * The original configuration dictionary, as it was written before this project had formats of its
 * own: seven keys, accepted as they stand.
 *
 * The dictionary knows no risk limits. A run here must have them, so they are derived: the position
 * limit and the order size are the dictionary's own (with room for the one overshoot that
 * `clipToLimit: false` allows); the others are finite, shown with the result, and so wide that they never
 * change what the plain rules do: whoever wants them to bite writes a run configuration.
 */
import type { RiskLimits } from '../risk/index.ts'
import type { StrategyParams } from '../strategy/index.ts'

export interface OriginalDictionary {
  readonly symbol: string
  /** Seconds between ticks, for a feed that is made up. */
  readonly tick_rate: number
  /** Relative standard deviation of one tick. */
  readonly volatility: number
  /** Relative distance from bid to ask. */
  readonly spread_cost: number
  readonly lookback_window: number
  readonly inventory_limit: number
  readonly initial_balance: number
  readonly threshold?: number | undefined
  readonly sizing?: 'deviation' | 'fixed' | undefined
  readonly clipToLimit?: boolean | undefined
}

/** The parameters of `z-score-reversion` that a dictionary stands for. */
export function originalParams(dictionary: OriginalDictionary): StrategyParams {
  return {
    lookbackWindow: dictionary.lookback_window,
    inventoryLimitLots: dictionary.inventory_limit,
    ...(dictionary.threshold === undefined ? {} : { threshold: dictionary.threshold }),
    ...(dictionary.sizing === undefined ? {} : { sizing: dictionary.sizing }),
    ...(dictionary.clipToLimit === undefined ? {} : { clipToLimit: dictionary.clipToLimit }),
  }
}

/** |z| of the newest of n samples is at most sqrt(n - 1), so no deviation size is larger than this. */
export function largestOrderLots(dictionary: OriginalDictionary): number {
  if (dictionary.sizing === 'fixed') return 1
  return Math.max(1, Math.floor(2 * Math.sqrt(dictionary.lookback_window - 1)) + 1)
}

export function originalLimits(dictionary: OriginalDictionary): RiskLimits {
  const orderLotsMax = largestOrderLots(dictionary)
  const overshootLots = dictionary.clipToLimit === false ? orderLotsMax - 1 : 0
  return {
    positionLotsMax: dictionary.inventory_limit + overshootLots,
    orderLotsMax,
    orderValueMax: 1e12,
    priceCollarBps: 10_000,
    ordersPerSecondMax: 1e9,
    ordersBurstMax: 1e6,
    dailyLossMax: Math.max(1e12, 1000 * Math.abs(dictionary.initial_balance)),
  }
}
