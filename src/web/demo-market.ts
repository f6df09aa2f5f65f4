/** The configuration of the demo: the original dictionary, with its usual values. */
import { type OriginalDictionary, originalLimits } from '../backtest/index.ts'
import type { AccountLimits, RiskLimits } from '../risk/index.ts'

export const DEMO_DICTIONARY: OriginalDictionary = {
  symbol: 'BTC-USDT',
  tick_rate: 0.01,
  volatility: 0.002,
  spread_cost: 0.0005,
  lookback_window: 50,
  inventory_limit: 10,
  initial_balance: 10_000,
}

/** The longest window that can be set while the demo runs, unless it began with a longer one. */
const LOOKBACK_TICKS_MAX = 10_000
/** How far above its configured value the inventory limit can be set while the demo runs. */
const INVENTORY_HEADROOM = 10

export const lookbackTicksMax = (dictionary: OriginalDictionary): number =>
  Math.max(LOOKBACK_TICKS_MAX, dictionary.lookback_window)

/**
 * Hard limits of a demo. They stand for the whole run, so they leave room for what a person may set
 * on the page; a setting beyond them is refused there.
 */
export function demoLimits(dictionary: OriginalDictionary): RiskLimits {
  const { clipToLimit: _mayOvershoot, ...plain } = dictionary
  return originalLimits({
    ...plain,
    clipToLimit: false,
    lookback_window: lookbackTicksMax(dictionary),
    inventory_limit: dictionary.inventory_limit * INVENTORY_HEADROOM,
  })
}

const THROTTLE_SECONDS = 60
const EXECUTIONS_MAX = 1_000_000

/** An execution at every other tick for a minute: six times what the usual settings do. */
export function demoAccount({ tick_rate }: OriginalDictionary): AccountLimits {
  const executions = Math.round(THROTTLE_SECONDS / tick_rate / 2)
  return {
    executionsMax: Math.min(EXECUTIONS_MAX, Math.max(1, executions)),
    executionsWindowNanos: THROTTLE_SECONDS * 1e9,
  }
}
