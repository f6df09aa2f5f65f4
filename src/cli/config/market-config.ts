/**
 * One market of a configuration: its data, costs, lines and limits, and how to open it.
 */
import { dirname, isAbsolute, resolve } from 'node:path'
import { z } from 'zod'
import type { MarketOptions } from '../../backtest/index.ts'
import { GTC, GTX, InputError } from '../../core/index.ts'
import { NO_FEES } from '../../exchange/index.ts'
import { FEED_FORMATS, openFeed, readFundingRows } from '../../io/index.ts'
import { type Feed, SyntheticFeed } from '../../market-data/index.ts'
import { latency, latencyModel } from './latency-config.ts'
import { limits, riskLimits } from './limits-config.ts'
import type { ParsedFile } from './parsed-file.ts'
import { queueModel } from './queue-model.ts'
import { files, positive, step, wholePositive } from './schema-terms.ts'

const queue = z.union(
  [
    z.enum(['conservative', 'optimistic', 'log-1', 'log-2', 'fifo', 'pro-rata']),
    z.strictObject({ model: z.enum(['power-1', 'power-2', 'power-3']), n: positive }),
  ],
  {
    error:
      'expected conservative, optimistic, log-1, log-2, fifo, pro-rata, or { model: power-1, n: 3 } with ' +
      'power-1, power-2 or power-3',
  },
)

export const recordedFeed = z.strictObject({
  files,
  format: z.enum(['auto', ...FEED_FORMATS]).default('auto'),
  symbol: z.string().min(1).optional(),
  tick: step.optional(),
  lot: step.optional(),
  contract: z.enum(['linear', 'inverse']).optional(),
  contractSize: positive.optional(),
  timestampUnit: z.enum(['auto', 's', 'ms', 'us', 'ns']).optional(),
  /** LOBSTER: the orderbook file, false for none; the one beside a single message file without. */
  book: z
    .union([z.string().min(1), z.literal(false)], { error: 'expected a file, or false for none' })
    .optional(),
})

export const syntheticFeed = z.strictObject({
  format: z.literal('synthetic'),
  ticks: wholePositive.default(100_000),
  volatility: z.number().min(0).max(1).default(0.002),
  spreadCost: z.number().min(0).max(1).default(0.0005),
  startPrice: positive.default(100),
  tickSeconds: positive.default(0.01),
  symbol: z.string().min(1).default('SYNTHETIC'),
})

const feeRates = z.strictObject({
  makerRate: z.number().min(-1).max(1),
  takerRate: z.number().min(-1).max(1),
})

/** What may be said of a market; in a run of one market, at the top of the file. */
export const marketShape = {
  feed: z.union([syntheticFeed, recordedFeed]).optional(),
  limits,
  /** Of `account.groups`. */
  group: z.string().min(1).optional(),
  fees: z
    .union([z.enum(['typical', 'none']), feeRates], {
      error: 'expected typical, none, or { makerRate, takerRate } as fractions from -1 to 1',
    })
    .default('typical'),
  latency,
  queue: queue.optional(),
  exchange: z.enum(['no-partial-fill', 'partial-fill']).optional(),
  slippageTicks: z.int().min(0).default(0),
  liquidity: z.enum(['displayed', 'unlimited']).optional(),
  selfTradePrevention: z
    .enum(['allow', 'cancel-newest', 'cancel-oldest', 'cancel-both', 'decrement'])
    .default('allow'),
  cash: z.number().finite().default(0),
  quoteTimeInForce: z.enum(['GTX', 'GTC']).default('GTX'),
  /** A CSV of instants (Unix milliseconds) and rates. */
  funding: z.string().min(1).optional(),
}

export const marketSchema = z.strictObject(marketShape)
export type MarketConfig = z.output<typeof marketSchema>

export interface MarketContext {
  readonly parsed: ParsedFile
  readonly seed: number | string
  /** Folder that the feed's paths are relative to; the file's own for all others. */
  readonly feedBase: string
  readonly isReference: boolean
  /** Instead of opening what the configuration names. */
  readonly feed?: Feed | undefined
}

/** @throws InputError for a feed or a file of rows that cannot be read, and for what does not go together. */
export async function openMarket(
  config: MarketConfig,
  context: MarketContext,
): Promise<MarketOptions> {
  const { parsed, isReference, seed } = context
  checkCompatibility(config, context)
  const feed = context.feed ?? (await openConfiguredFeed(config, context))
  const instrument = feed.info.instruments[0]!
  const base = dirname(parsed.path)
  const unit = isReference ? 1 : instrument.lot.step
  return {
    feed,
    limits: riskLimits(config.limits),
    ...(config.group === undefined ? {} : { group: config.group }),
    ...feesOfConfig(config.fees),
    ...latencyModel(config.latency, { base, epochNanos: feed.info.epochNanos, seed }),
    // The reference counts queues in quantities, we count them in lots.
    ...(config.queue === undefined ? {} : { queueModel: queueModel(config.queue, unit) }),
    ...(isReference ? { referenceExchange: config.exchange ?? 'no-partial-fill' } : {}),
    slippageTicks: config.slippageTicks,
    selfTradePrevention: config.selfTradePrevention,
    cash: config.cash,
    quoteTimeInForce: config.quoteTimeInForce === 'GTC' ? GTC : GTX,
    ...(config.liquidity === undefined ? {} : { liquidity: config.liquidity }),
    ...(config.funding === undefined
      ? {}
      : { funding: readFundingRows(within(base, config.funding), feed.info.epochNanos) }),
  }
}

/** What is typical depends on the data: who runs them knows. */
function feesOfConfig(fees: MarketConfig['fees']): Pick<MarketOptions, 'fees'> {
  if (fees === 'typical') return {}
  return { fees: fees === 'none' ? NO_FEES : fees }
}

/** Switches that one of the two venues does not have are a mistake, not a silent no-op. */
function checkCompatibility(config: MarketConfig, { isReference, parsed }: MarketContext): void {
  const wrong = (field: string, problem: string, remedy: string) =>
    new InputError(problem, { file: parsed.path, field }, remedy)
  if (!isReference) {
    if (config.exchange === undefined) return
    throw wrong(
      'exchange',
      'belongs to compatibility: hftbacktest',
      'Fills are partial wherever a trade is: leave it out, or set the compatibility.',
    )
  }
  const unknown = [
    config.slippageTicks === 0 ? '' : 'slippageTicks',
    config.selfTradePrevention === 'allow' ? '' : 'selfTradePrevention',
    config.liquidity === undefined ? '' : 'liquidity',
    config.queue === 'fifo' || config.queue === 'pro-rata' ? 'queue' : '',
    config.feed?.format === 'synthetic' ? 'feed' : '',
  ].filter((field) => field !== '')
  if (unknown.length === 0) return
  throw wrong(
    unknown.join(', '),
    'is unknown to the reference backtester',
    'Leave it out, or run without compatibility: hftbacktest.',
  )
}

async function openConfiguredFeed(
  { feed }: MarketConfig,
  { parsed, seed, feedBase, isReference }: MarketContext,
): Promise<Feed> {
  if (feed === undefined) {
    throw new InputError(
      'names no market data',
      { file: parsed.path, field: 'feed' },
      'Add a feed to the file, or give --feed FILE.',
    )
  }
  if (feed.format === 'synthetic') return new SyntheticFeed({ ...feed, seed })
  const paths = feed.files.map((file) => within(feedBase, file))
  const book = typeof feed.book === 'string' ? within(feedBase, feed.book) : feed.book
  return openFeed({
    ...feed,
    files: paths,
    book,
    ...(isReference ? { convention: 'hftbacktest' } : {}),
  })
}

const within = (base: string, path: string): string =>
  isAbsolute(path) ? path : resolve(base, path)
