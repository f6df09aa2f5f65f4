/**
 * From a configuration file and command-line options to something that can run.
 *
 * Two kinds of file are understood: a run configuration, and the original dictionary of seven keys.
 */
import { dirname, isAbsolute, resolve } from 'node:path'
import {
  type BacktestOptions,
  type OriginalDictionary,
  originalLimits,
  originalParams,
  resolveParams,
} from '../../backtest/index.ts'
import { GTC, GTX, InputError } from '../../core/index.ts'
import {
  ConservativeQueue,
  logQueue1,
  logQueue2,
  powerQueue1,
  powerQueue2,
  powerQueue3,
  type QueueModel,
} from '../../exchange/index.ts'
import { openFeed, readLatencyRows } from '../../io/index.ts'
import { type Feed, SyntheticFeed } from '../../market-data/index.ts'
import { ConstantLatency, InterpolatedLatency, type LatencyModel } from '../../simulation/index.ts'
import { type AnyStrategy, builtInStrategies, type StrategyParams } from '../../strategy/index.ts'
import type { FillColumns } from '../result-files.ts'
import { applyOverrides } from './overrides.ts'
import { type ParsedFile, parseFile } from './parsed-file.ts'
import {
  isOriginalDictionary,
  originalDictionarySchema,
  type RunConfig,
  runConfigSchema,
  validate,
} from './run-config.ts'

/** What the command line may say beside the file. */
export interface RunArguments {
  readonly feed?: readonly string[] | undefined
  readonly format?: string | undefined
  readonly strategy?: string | undefined
  readonly set?: readonly string[] | undefined
  readonly seed?: string | undefined
  readonly ticks?: number | undefined
}

export interface LoadedRun {
  readonly options: BacktestOptions
  /** The file was the original dictionary. */
  readonly isOriginal: boolean
  /** Which columns a file of fills has. */
  readonly columns: FillColumns
  /** Things a user should know about how the file was understood. */
  readonly remarks: readonly string[]
}

/** @throws InputError for everything that is wrong with the file, the options, or the feed's start. */
export async function loadRun(path: string, given: RunArguments): Promise<LoadedRun> {
  const parsed = parseFile(path)
  const value = applyOverrides(parsed.value, given.set ?? [])
  if (isOriginalDictionary(value)) {
    return loadOriginal(validate(originalDictionarySchema, value, parsed), given)
  }
  const config = validate(runConfigSchema, withArguments(value, given), parsed)
  return loadConfig(config, parsed, given)
}

/** @throws InputError when the file is not the original dictionary. */
export function loadOriginalDictionary(path: string): OriginalDictionary {
  const parsed = parseFile(path)
  return validate(originalDictionarySchema, parsed.value, parsed)
}

/** Options stand above the file; the feed of the command line replaces the file's. */
function withArguments(value: unknown, given: RunArguments): unknown {
  const merged: Record<string, unknown> = { ...(value as Record<string, unknown>) }
  if (given.strategy !== undefined) merged.strategy = given.strategy
  if (given.seed !== undefined) merged.seed = seedOf(given.seed)
  if (given.feed !== undefined) merged.feed = { ...recordedKeys(merged.feed), files: given.feed }
  if (given.format !== undefined) merged.feed = { ...(merged.feed as object), format: given.format }
  if (given.ticks !== undefined && isSynthetic(merged.feed)) {
    merged.feed = { ...(merged.feed as object), ticks: given.ticks }
  }
  return merged
}

const isSynthetic = (feed: unknown): boolean =>
  typeof feed === 'object' && feed !== null && (feed as { format?: unknown }).format === 'synthetic'

/** What the file says of its recorded feed stays; a synthetic one has nothing to keep. */
const recordedKeys = (feed: unknown): object =>
  typeof feed === 'object' && feed !== null && !isSynthetic(feed) ? feed : {}

async function loadConfig(
  config: RunConfig,
  parsed: ParsedFile,
  given: RunArguments,
): Promise<LoadedRun> {
  const strategy = strategyNamed(config.strategy)
  if (config.feed === undefined) {
    throw new InputError(
      'names no market data',
      { file: parsed.path, field: 'feed' },
      'Add a feed to the file, or give --feed FILE.',
    )
  }
  const params = withPlace(parsed, () => resolveParams(strategy, config.params))
  // Paths in the file are relative to it; paths on the command line to where the user stands.
  const base = given.feed === undefined ? dirname(parsed.path) : '.'
  const isReference = config.compatibility === 'hftbacktest'
  if (config.exchange !== undefined && !isReference) {
    throw new InputError(
      'belongs to compatibility: hftbacktest',
      { file: parsed.path, field: 'exchange' },
      'Fills are partial wherever a trade is: leave it out, or set the compatibility.',
    )
  }
  const feed = await openConfiguredFeed(config, base)
  const instrument = feed.info.instruments[0]!
  return {
    isOriginal: false,
    columns: isReference ? 'reference' : 'full',
    remarks: [],
    options: {
      feed,
      strategy,
      params,
      limits: config.limits,
      fees: config.fees,
      latency: latencyModel(config.latency, dirname(parsed.path), feed.info.epochNanos),
      feedLatencyNanos: config.latency.feed,
      // The reference counts queues in quantities, we count them in lots.
      queueModel: queueModel(config.queue, isReference ? 1 : instrument.lot.step),
      ...(isReference ? { referenceExchange: config.exchange ?? 'no-partial-fill' } : {}),
      slippageTicks: config.slippageTicks,
      cash: config.cash,
      quoteTimeInForce: config.quoteTimeInForce === 'GTC' ? GTC : GTX,
      ...(config.liquidity === undefined ? {} : { liquidity: config.liquidity }),
      ...(config.sampling === undefined ? {} : { sampling: config.sampling }),
    },
  }
}

async function openConfiguredFeed(config: RunConfig, base: string): Promise<Feed> {
  const { feed, seed, compatibility } = config
  if (feed === undefined) throw new InputError('names no market data', { field: 'feed' })
  if (feed.format === 'synthetic') return new SyntheticFeed({ ...feed, seed })
  const files = feed.files.map((file) => (isAbsolute(file) ? file : resolve(base, file)))
  return openFeed({
    ...feed,
    files,
    ...(compatibility === undefined ? {} : { convention: compatibility }),
  })
}

function latencyModel(
  latency: RunConfig['latency'],
  base: string,
  epochNanos: bigint,
): LatencyModel {
  if (!('recorded' in latency)) return new ConstantLatency(latency)
  const path = isAbsolute(latency.recorded) ? latency.recorded : resolve(base, latency.recorded)
  return new InterpolatedLatency(readLatencyRows(path, epochNanos))
}

function queueModel(queue: RunConfig['queue'], unit: number): QueueModel {
  if (queue === 'conservative') return new ConservativeQueue()
  if (queue === 'log-1') return logQueue1(unit)
  if (queue === 'log-2') return logQueue2(unit)
  if (queue.model === 'power-1') return powerQueue1(queue.n)
  return queue.model === 'power-2' ? powerQueue2(queue.n) : powerQueue3(queue.n)
}

async function loadOriginal(
  dictionary: OriginalDictionary,
  given: RunArguments,
): Promise<LoadedRun> {
  const strategy = strategyNamed(given.strategy ?? 'z-score-reversion')
  const limits = originalLimits(dictionary)
  const feed =
    given.feed === undefined
      ? new SyntheticFeed({
          seed: given.seed === undefined ? 1 : seedOf(given.seed),
          volatility: dictionary.volatility,
          spreadCost: dictionary.spread_cost,
          tickSeconds: dictionary.tick_rate,
          ticks: given.ticks ?? 10_000,
          symbol: dictionary.symbol,
        })
      : await openFeed({
          files: given.feed,
          symbol: dictionary.symbol,
          ...(given.format === undefined ? {} : { format: formatOf(given.format) }),
        })
  return {
    isOriginal: true,
    columns: 'original',
    remarks: [
      `limits derived from the original dictionary: position ${limits.positionLotsMax} lots, order ` +
        `${limits.orderLotsMax} lots, order value ${limits.orderValueMax}, daily loss ${limits.dailyLossMax}`,
    ],
    options: {
      feed,
      strategy,
      params: paramsFor(strategy, dictionary),
      limits,
      cash: dictionary.initial_balance,
      inventoryLimitLots: dictionary.inventory_limit,
    },
  }
}

/** The dictionary was written for one strategy; others take its inventory limit where they have one. */
function paramsFor(strategy: AnyStrategy, dictionary: OriginalDictionary): StrategyParams {
  if (strategy.name === 'z-score-reversion') return originalParams(dictionary)
  return Object.hasOwn(strategy.params, 'inventoryLimitLots')
    ? { inventoryLimitLots: dictionary.inventory_limit }
    : {}
}

export function strategyNamed(name: string): AnyStrategy {
  const strategy = builtInStrategies.get(name)
  if (strategy !== undefined) return strategy
  throw new InputError(
    `no strategy is called ${JSON.stringify(name)}`,
    { field: '--strategy' },
    `Known: ${[...builtInStrategies.keys()].join(', ')}.`,
  )
}

function formatOf(format: string): 'auto' | 'binance' | 'lobster' | 'ticks' {
  if (format === 'auto' || format === 'binance' || format === 'lobster' || format === 'ticks') {
    return format
  }
  throw new InputError(
    `no format is called ${JSON.stringify(format)}`,
    { field: '--format' },
    'Known: auto, binance, lobster, ticks.',
  )
}

/** Seeds are integers or any text. */
export const seedOf = (text: string): number | string =>
  /^-?\d{1,15}$/.test(text) ? Number(text) : text

function withPlace<T>(parsed: ParsedFile, attempt: () => T): T {
  try {
    return attempt()
  } catch (error) {
    if (error instanceof InputError) throw error.within(parsed.path)
    throw error
  }
}
