/**
 * The configuration of a run: what a YAML or JSON file may say, and what it means.
 *
 * Every error is reported at once, each with its line, key, what was found and what is allowed.
 */
import { z } from 'zod'
import { InputError, nanos } from '../../core/index.ts'
import { builtInStrategies } from '../../strategy/index.ts'
import { parseDuration } from './duration.ts'
import type { ParsedFile } from './parsed-file.ts'

const duration = z
  .union([z.string(), z.literal(0)], { error: 'expected a duration such as 20ms, 250us, 1s or 0' })
  .transform((text, context) => {
    const parsed = parseDuration(text)
    if (parsed !== undefined) return nanos(parsed)
    context.addIssue({
      code: 'custom',
      message: 'expected a duration such as 20ms, 250us, 1s or 0',
    })
    return z.NEVER
  })

const step = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^\d+(\.\d+)?(e-\d+)?$/.test(text) && Number(text) > 0, {
    error: 'expected a positive decimal such as 0.01',
  })

const positive = z.number().positive().finite()
const wholePositive = z.int().positive()

const limits = z.strictObject({
  positionLotsMax: wholePositive,
  orderLotsMax: wholePositive,
  orderValueMax: positive,
  priceCollarBps: positive,
  ordersPerSecondMax: positive,
  ordersBurstMax: wholePositive,
  dailyLossMax: positive,
})

const queue = z.union(
  [
    z.enum(['conservative', 'log-1', 'log-2']),
    z.strictObject({ model: z.enum(['power-1', 'power-2', 'power-3']), n: positive }),
  ],
  {
    error:
      'expected conservative, log-1, log-2, or { model: power-1, n: 3 } with power-1, power-2 or power-3',
  },
)

const latency = z.union([
  z.strictObject({
    feed: duration.default(nanos(0)),
    entry: duration.default(nanos(0)),
    response: duration.default(nanos(0)),
  }),
  z.strictObject({ feed: duration.default(nanos(0)), recorded: z.string().min(1) }),
])

const files = z.union([
  z
    .string()
    .min(1)
    .transform((file) => [file]),
  z.array(z.string().min(1)).min(1),
])

const recordedFeed = z.strictObject({
  files,
  format: z.enum(['auto', 'binance', 'lobster', 'ticks']).default('auto'),
  symbol: z.string().min(1).optional(),
  tick: step.optional(),
  lot: step.optional(),
  contract: z.enum(['linear', 'inverse']).optional(),
  contractSize: positive.optional(),
  timestampUnit: z.enum(['auto', 's', 'ms', 'us', 'ns']).optional(),
})

const syntheticFeed = z.strictObject({
  format: z.literal('synthetic'),
  ticks: wholePositive.default(100_000),
  volatility: z.number().min(0).max(1).default(0.002),
  spreadCost: z.number().min(0).max(1).default(0.0005),
  startPrice: positive.default(100),
  tickSeconds: positive.default(0.01),
  symbol: z.string().min(1).default('SYNTHETIC'),
})

export const runConfigSchema = z.strictObject({
  strategy: z.enum([...builtInStrategies.keys()] as [string, ...string[]]),
  params: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  feed: z.union([syntheticFeed, recordedFeed]).optional(),
  limits,
  fees: z
    .strictObject({ makerRate: z.number().min(-1).max(1), takerRate: z.number().min(-1).max(1) })
    .default({ makerRate: 0, takerRate: 0 }),
  latency: latency.default({ feed: nanos(0), entry: nanos(0), response: nanos(0) }),
  queue: queue.default('conservative'),
  compatibility: z.literal('hftbacktest').optional(),
  exchange: z.enum(['no-partial-fill', 'partial-fill']).optional(),
  slippageTicks: z.int().min(0).default(0),
  liquidity: z.enum(['displayed', 'unlimited']).optional(),
  cash: z.number().finite().default(0),
  sampling: z.union([z.literal('message'), duration]).optional(),
  quoteTimeInForce: z.enum(['GTX', 'GTC']).default('GTX'),
  seed: z.union([z.int(), z.string().min(1)]).default(1),
})

export type RunConfig = z.output<typeof runConfigSchema>

export const originalDictionarySchema = z.strictObject({
  symbol: z.string().min(1),
  tick_rate: positive,
  volatility: z.number().min(0).max(1),
  spread_cost: z.number().min(0).max(1),
  lookback_window: z.int().min(2),
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

/**
 * Checks a value against a schema.
 * @throws InputError listing every problem with its place in the file.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  file: ParsedFile,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const problems = result.error.issues.flatMap((issue) => describeIssue(issue, value, file))
  throw new InputError(
    problems.length === 1
      ? problems[0]!
      : `${problems.length} problems\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    { file: file.path },
    'See `t2t backtest --help` for a complete example.',
  )
}

function describeIssue(issue: z.core.$ZodIssue, value: unknown, file: ParsedFile): string[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The branch that came farthest is the one that was meant.
    const [closest] = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length)
    return (closest ?? []).flatMap((inner) =>
      describeIssue(
        { ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue,
        value,
        file,
      ),
    )
  }
  const keys = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const place = placeText(file, [...keys, key])
      return `${place}${[...keys, key].join('.')}: unknown key${suggestion(key, keys)}`
    })
  }
  const found = valueAt(value, keys)
  const what = found === undefined ? 'missing' : `found ${JSON.stringify(found)?.slice(0, 60)}`
  const name = keys.join('.') || 'the file'
  const allowed = issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '')
  return [`${placeText(file, keys)}${name}: ${what}, ${allowed}`]
}

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length))

function placeText(file: ParsedFile, keys: readonly (string | number)[]): string {
  const place = file.placeOf(keys)
  return place === undefined ? '' : `line ${place.line}, `
}

function valueAt(value: unknown, keys: readonly (string | number)[]): unknown {
  let inner = value
  for (const key of keys) {
    if (typeof inner !== 'object' || inner === null) return undefined
    inner = (inner as Record<string | number, unknown>)[key]
  }
  return inner
}

const KNOWN_KEYS: readonly string[] = [
  ...Object.keys(runConfigSchema.shape),
  ...Object.keys(limits.shape),
  ...Object.keys(recordedFeed.shape),
  ...Object.keys(syntheticFeed.shape),
  ...Object.keys(originalDictionarySchema.shape),
  'makerRate',
  'takerRate',
  'entry',
  'response',
]

/** The known key that a wrong one most resembles, if any does. */
function suggestion(key: string, _keys: readonly (string | number)[]): string {
  const [closest] = KNOWN_KEYS.map((known) => ({ known, distance: editDistance(key, known) })).sort(
    (a, b) => a.distance - b.distance,
  )
  return closest !== undefined && closest.distance <= 2 ? ` (did you mean ${closest.known}?)` : ''
}

/** Levenshtein's distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution))
    }
    row = next
  }
  return row[b.length]!
}
