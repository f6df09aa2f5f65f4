/**
 * The configuration of a run: what a YAML or JSON file may say.
 *
 * A file describes one market at its top, or several under `markets`, for which what stands at the
 * top is the default. The original dictionary of seven keys is understood too.
 */
import { z } from 'zod'
import { builtInStrategies } from '../../strategy/index.ts'
import { ALGORITHM_KEYS, algorithmShape } from './algorithm-config.ts'
import { LATENCY_KEYS } from './latency-config.ts'
import { ACCOUNT_KEYS, account, checkGroup, limits } from './limits-config.ts'
import { marketSchema, marketShape, recordedFeed, syntheticFeed } from './market-config.ts'
import { alerts, breaker, SAFETY_KEYS } from './safety-config.ts'
import { duration, positive, wholePositive } from './schema-terms.ts'
import { isModulePath } from './strategy-module.ts'
import { SURVEILLANCE_KEYS, surveillance } from './surveillance-config.ts'
import { SWEEP_KEYS, sweep } from './sweep-config.ts'

const STRATEGY_EXPECTED = `expected one of ${[...builtInStrategies.keys()]
  .map((name) => `"${name}"`)
  .join(', ')}, or a module such as ./my-strategy.mjs`

export const runShape = {
  strategy: z
    .string({ error: STRATEGY_EXPECTED })
    .refine((name) => builtInStrategies.has(name) || isModulePath(name), {
      error: STRATEGY_EXPECTED,
    }),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  compatibility: z.literal('hftbacktest').optional(),
  sampling: z
    .union([
      z.literal('message'),
      duration.refine((interval) => interval > 0, {
        error: 'expected message, or a duration above zero such as 1s',
      }),
    ])
    .optional(),
  /** Limits over all markets of the run. */
  account: account.optional(),
  seed: z.union([z.int(), z.string().min(1)]).default(1),
  /** What stops trading by itself. */
  breaker: breaker.optional(),
  /** How humans hear of it, in live programs. */
  alerts: alerts.optional(),
  ...algorithmShape,
  /** What the own flow is looked at for. */
  surveillance: surveillance.optional(),
  /** What `t2t sweep` varies. */
  sweep: sweep.optional(),
}

/** A file with one market at its top. */
export const singleRunSchema = z
  .strictObject({ ...runShape, ...marketShape })
  .superRefine((run, context) => checkGroup(run.account, run, [], context))
/** A file with a list of markets. */
export const severalRunSchema = z
  .strictObject({ ...runShape, markets: z.array(marketSchema).min(1) })
  .superRefine((run, context) => {
    for (const [index, market] of run.markets.entries()) {
      checkGroup(run.account, market, ['markets', index], context)
    }
  })

/** Both kinds of file as one: the top of the file spread over its markets. */
export function normaliseRun(value: Record<string, unknown>): Record<string, unknown> {
  const { markets } = value
  if (!Array.isArray(markets)) return value
  const shared = Object.fromEntries(
    Object.entries(value).filter(([key]) => Object.hasOwn(marketShape, key)),
  )
  const own = Object.entries(value).filter(([key]) => !Object.hasOwn(marketShape, key))
  return {
    ...Object.fromEntries(own),
    markets: markets.map((market: unknown) =>
      typeof market === 'object' && market !== null ? { ...shared, ...market } : market,
    ),
  }
}

export const originalDictionarySchema = z.strictObject({
  symbol: z.string().min(1),
  tick_rate: positive,
  volatility: z.number().min(0).max(1),
  spread_cost: z.number().min(0).max(1),
  lookback_window: z.int().min(2).max(1_000_000),
  inventory_limit: wholePositive,
  initial_balance: z.number().finite(),
  threshold: z.number().min(0).optional(),
  sizing: z.enum(['deviation', 'fixed']).optional(),
  clipToLimit: z.boolean().optional(),
})

const ORIGINAL_KEYS = [
  'tick_rate',
  'spread_cost',
  'lookback_window',
  'inventory_limit',
  'initial_balance',
]

/** A file that uses any of the original keys is the original dictionary. */
export function isOriginalDictionary(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    ORIGINAL_KEYS.some((key) => Object.hasOwn(value, key))
  )
}

/** Every key that some file may hold, to suggest the one that was meant. */
export const KNOWN_KEYS: readonly string[] = [
  ...Object.keys(runShape),
  ...Object.keys(marketShape),
  'markets',
  ...Object.keys(limits.shape),
  ...ACCOUNT_KEYS,
  ...Object.keys(recordedFeed.shape),
  ...Object.keys(syntheticFeed.shape),
  ...Object.keys(originalDictionarySchema.shape),
  'makerRate',
  'takerRate',
  ...LATENCY_KEYS,
  ...SWEEP_KEYS,
  ...SURVEILLANCE_KEYS,
  ...SAFETY_KEYS,
  ...ALGORITHM_KEYS,
]
