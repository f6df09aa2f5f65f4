/**
 * From a configuration file and command-line options to something that can run.
 *
 * Two kinds of file are understood: a run configuration, and the original dictionary of seven keys.
 */
import { dirname } from 'node:path'
import { z } from 'zod'
import {
  type BacktestOptions,
  type MarketOptions,
  type OriginalDictionary,
  originalLimits,
  originalParams,
  type RunAlgorithm,
  resolveParams,
  type StrategyFromData,
  type SweepDesign,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { FEED_FORMATS, type FeedFormat, openFeed } from '../../io/index.ts'
import { type Feed, SyntheticFeed } from '../../market-data/index.ts'
import type { AnyStrategy, StrategyParams } from '../../strategy/index.ts'
import type { FillColumns } from '../result-files.ts'
import { withAlgorithm } from './algorithm-config.ts'
import { strategyGiven, strategyOn, strategySource } from './configured-strategy.ts'
import { accountOf } from './limits-config.ts'
import { isLivingRun, loadLivingRun, withGivenToLiving } from './living-run-config.ts'
import { openMarket } from './market-config.ts'
import { applyOverrides } from './overrides.ts'
import { type ParsedFile, parseFile } from './parsed-file.ts'
import {
  isOriginalDictionary,
  KNOWN_KEYS,
  normaliseRun,
  originalDictionarySchema,
  severalRunSchema,
  singleRunSchema,
} from './run-config.ts'
import { type AlertsConfig, type BreakerConfig, breakerLimits } from './safety-config.ts'
import type { SurveillanceSection } from './surveillance-config.ts'
import { validate } from './validate.ts'

/** What the command line may say beside the file. */
export interface RunArguments {
  readonly feed?: readonly string[] | undefined
  readonly format?: string | undefined
  readonly symbol?: string | undefined
  readonly tick?: string | undefined
  readonly lot?: string | undefined
  readonly strategy?: string | undefined
  readonly set?: readonly string[] | undefined
  readonly seed?: string | undefined
  readonly ticks?: number | undefined
  /** No command line says it: the run is made before it can be registered, and asks no register. */
  readonly isUnregistered?: boolean | undefined
}

export interface LoadedRun {
  readonly options: BacktestOptions
  /** What the strategy was made by, where a user's module makes it from the data. */
  readonly strategyFrom?: StrategyFromData
  /** The file was the original dictionary. */
  readonly isOriginal: boolean
  /** Which columns a file of fills has. */
  readonly columns: FillColumns
  /** Things a user should know about how the file was understood. */
  readonly remarks: readonly string[]
  /** What file and command line say, and the same after checking, defaults in their places. */
  readonly configuration: { readonly given: unknown; readonly inForce: unknown }
  /** What `t2t sweep` is asked to vary; other commands run the configuration as it stands. */
  readonly sweep?: SweepDesign | undefined
  /** What the own flow is looked at for, where the file says; undefined for the defaults. */
  readonly surveillance?: SurveillanceSection | undefined
  /** Who is told of alerts, without any secret. */
  readonly alerts?: AlertsConfig | undefined
  /** Of the register, where the configuration names one. */
  readonly algorithm?: RunAlgorithm | undefined
}

/** A configuration as it was once loaded, in plain data: enough to load it again without its file. */
export interface SavedRun {
  /** Where the file was: paths in it are relative to that. */
  readonly config: string
  readonly given: RunArguments
  readonly isOriginal: boolean
  /** What file and command line said together. */
  readonly configuration: unknown
}

const wordsSchema = z.array(z.string()).optional()
const wordSchema = z.string().optional()
const savedRunSchema = z.object({
  config: z.string(),
  given: z.object({
    feed: wordsSchema,
    format: wordSchema,
    symbol: wordSchema,
    tick: wordSchema,
    lot: wordSchema,
    strategy: wordSchema,
    set: wordsSchema,
    seed: wordSchema,
    ticks: z.number().optional(),
  }),
  isOriginal: z.boolean(),
  configuration: z.record(z.string(), z.unknown()),
})

/** What a journal or a file tells of a run; undefined when that is none. */
export function savedRunIn(told: unknown): SavedRun | undefined {
  const found = savedRunSchema.safeParse(told)
  return found.success ? found.data : undefined
}

export function savedRun(config: string, given: RunArguments, loaded: LoadedRun): SavedRun {
  const { feed, format, symbol, tick, lot, strategy, set, seed, ticks } = given
  return {
    config,
    given: { feed, format, symbol, tick, lot, strategy, set, seed, ticks },
    isOriginal: loaded.isOriginal,
    configuration: loaded.isOriginal
      ? dictionaryIn(loaded.configuration.given)
      : loaded.configuration.given,
  }
}

/** The original dictionary without what the command line said beside it. */
function dictionaryIn(given: unknown): object {
  const known = Object.keys(originalDictionarySchema.shape)
  return Object.fromEntries(Object.entries(given as object).filter(([key]) => known.includes(key)))
}

/**
 * @param moved where the data are now, when they are not where they were
 * @param feeds one for each market, instead of the configured ones
 * @throws InputError for everything that is wrong with it, or its data's start
 */
export async function loadSaved(
  saved: SavedRun,
  moved: RunArguments,
  feeds?: readonly Feed[],
): Promise<LoadedRun> {
  const given = { ...saved.given, ...moved }
  const value = saved.configuration as Record<string, unknown>
  const parsed: ParsedFile = { path: saved.config, value, placeOf: () => undefined }
  if (saved.isOriginal) {
    const checked = validate(originalDictionarySchema, value, parsed, KNOWN_KEYS)
    return loadOriginal(checked, given, feeds?.[0])
  }
  return loadConfig(withArguments(value, given), { parsed, given, ...(feeds && { feeds }) })
}

/** @throws InputError for everything that is wrong with the file, the options, or the feed's start. */
export async function loadRun(path: string, given: RunArguments): Promise<LoadedRun> {
  const parsed = parseFile(path)
  const value = applyOverrides(parsed.value, given.set ?? [])
  if (isOriginalDictionary(value)) {
    return loadOriginal(validate(originalDictionarySchema, value, parsed, KNOWN_KEYS), given)
  }
  return loadConfig(withArguments(value, given), { parsed, given })
}

/** @throws InputError when the file is not the original dictionary. */
export function loadOriginalDictionary(path: string): OriginalDictionary {
  const parsed = parseFile(path)
  return validate(originalDictionarySchema, parsed.value, parsed, KNOWN_KEYS)
}

/** Where a configuration comes from, and what stands for the data that it names. */
export interface ConfigSource {
  readonly parsed: ParsedFile
  readonly given: RunArguments
  /** One for each market, when they are open already. */
  readonly feeds?: readonly Feed[]
}

/** Options stand above the file; the feed of the command line replaces the file's. */
export function withArguments(value: unknown, given: RunArguments): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...(value as Record<string, unknown>) }
  if (given.strategy !== undefined) merged.strategy = strategyGiven(given.strategy)
  if (given.seed !== undefined) merged.seed = seedOf(given.seed)
  // On a living exchange they are refused by name, and are not put in the file's mouth.
  if (isLivingRun(merged)) return withGivenToLiving(merged, given)
  if (given.feed !== undefined) merged.feed = { ...recordedKeys(merged.feed), files: given.feed }
  for (const key of ['format', 'symbol', 'tick', 'lot'] as const) {
    if (given[key] !== undefined) merged.feed = { ...(merged.feed as object), [key]: given[key] }
  }
  if (given.ticks !== undefined) {
    if (!isSynthetic(merged.feed)) throw ticksOfRecording()
    merged.feed = { ...(merged.feed as object), ticks: given.ticks }
  }
  return merged
}

const ticksOfRecording = (): InputError =>
  new InputError(
    'is the length of synthetic data, but the data are recorded',
    { field: '--ticks' },
    'Leave it out: a recording is run to its end.',
  )

const isSynthetic = (feed: unknown): boolean =>
  typeof feed === 'object' && feed !== null && (feed as { format?: unknown }).format === 'synthetic'

/** What the file says of its recorded feed stays; a synthetic one has nothing to keep. */
const recordedKeys = (feed: unknown): object =>
  typeof feed === 'object' && feed !== null && !isSynthetic(feed) ? feed : {}

/**
 * @param value what the file says, with the command line's options above it
 * @throws InputError for everything that is wrong with it, or its data's start
 */
export async function loadConfig(
  value: Record<string, unknown>,
  { parsed, given, feeds }: ConfigSource,
): Promise<LoadedRun> {
  if (isLivingRun(value)) return loadLiving(value, { parsed, given })
  const isSeveral = Array.isArray(value.markets)
  if (isSeveral && (given.feed !== undefined || given.format !== undefined)) {
    throw new InputError(
      'names one feed, but the configuration has several markets',
      { field: '--feed' },
      'Set the feeds in the file, or one with --set markets.0.feed.files=FILE.',
    )
  }
  const { sweep, alerts, ...config } = isSeveral
    ? validate(severalRunSchema, normaliseRun(value), parsed, KNOWN_KEYS)
    : validate(singleRunSchema, value, parsed, KNOWN_KEYS)
  const source = await strategySource(config.strategy, dirname(parsed.path))
  // A strategy that is made from the data cannot be asked before they are read.
  if ('strategy' in source) withPlace(parsed, () => resolveParams(source.strategy, config.params))
  const context = {
    parsed,
    seed: config.seed,
    // Paths in the file are relative to it; paths on the command line to where the user stands.
    feedBase: given.feed === undefined ? dirname(parsed.path) : '.',
    isReference: config.compatibility === 'hftbacktest',
  }
  const markets: MarketOptions[] = []
  for (const market of 'markets' in config ? config.markets : [config]) {
    markets.push(await openMarket(market, { ...context, feed: feeds?.[markets.length] }))
  }
  const strategy = await strategyOn(source, markets)
  const shared = {
    strategy,
    params: withPlace(parsed, () => resolveParams(strategy, config.params)),
    ...(config.sampling === undefined ? {} : { sampling: config.sampling }),
    ...accountOf(config),
    ...breakerOf(config),
  }
  const [only] = markets
  const loaded: LoadedRun = {
    ...('strategyFrom' in source ? { strategyFrom: source.strategyFrom } : {}),
    isOriginal: false,
    columns: context.isReference ? 'reference' : 'full',
    remarks: [],
    configuration: { given: withoutSweep(value), inForce: config },
    sweep,
    surveillance: config.surveillance,
    alerts,
    options: markets.length === 1 ? { ...shared, ...only! } : { ...shared, markets },
  }
  return withAlgorithm(loaded, dirname(parsed.path), given)
}

/** Strategies among agents: the data are made by the run itself. */
async function loadLiving(
  value: Record<string, unknown>,
  { parsed, given }: ConfigSource,
): Promise<LoadedRun> {
  for (const name of ['feed', 'format', 'symbol', 'tick', 'lot', 'ticks'] as const) {
    if (given[name] === undefined) continue
    throw new InputError(
      'says something of market data, but this run makes its own among agents',
      { field: `--${name}` },
      'Leave it out, or leave venue out of the configuration.',
    )
  }
  const { config, markets, strategy, params } = await loadLivingRun(value, parsed)
  const { sweep, alerts, ...inForce } = config
  const shared = {
    strategy,
    params,
    ...(config.sampling === undefined ? {} : { sampling: config.sampling }),
    ...('account' in config ? accountOf(config) : {}),
    ...breakerOf(config),
  }
  const isAlone = markets[0]!.participant === undefined
  const loaded: LoadedRun = {
    isOriginal: false,
    columns: 'full',
    remarks: [],
    configuration: { given: withoutSweep(value), inForce },
    sweep,
    surveillance: config.surveillance,
    alerts,
    options: isAlone ? { ...shared, ...markets[0]! } : { ...shared, markets },
  }
  return withAlgorithm(loaded, dirname(parsed.path), given)
}

/** The section of a sweep is told on its own; that of alerts may name what is nobody else's business. */
function withoutSweep({
  sweep: _sweep,
  alerts: _alerts,
  ...rest
}: Record<string, unknown>): unknown {
  return rest
}

const breakerOf = ({ breaker }: { breaker?: BreakerConfig | undefined }) =>
  breaker === undefined ? {} : { breaker: breakerLimits(breaker) }

async function loadOriginal(
  dictionary: OriginalDictionary,
  given: RunArguments,
  known?: Feed,
): Promise<LoadedRun> {
  const source = await strategySource(strategyGiven(given.strategy ?? 'z-score-reversion'), '.')
  const limits = originalLimits(dictionary)
  if (given.feed !== undefined && given.ticks !== undefined) throw ticksOfRecording()
  const feed =
    known ??
    (given.feed === undefined
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
          symbol: given.symbol ?? dictionary.symbol,
          // The dictionary counts units: decimal volumes in a series make no smaller ones.
          seriesLot: '1',
          ...(given.tick === undefined ? {} : { tick: given.tick }),
          ...(given.lot === undefined ? {} : { lot: given.lot }),
          ...(given.format === undefined ? {} : { format: formatOf(given.format) }),
        }))
  const market = {
    feed,
    limits,
    cash: dictionary.initial_balance,
    inventoryLimitLots: dictionary.inventory_limit,
  }
  const strategy = await strategyOn(source, [market])
  return {
    ...('strategyFrom' in source ? { strategyFrom: source.strategyFrom } : {}),
    isOriginal: true,
    columns: 'original',
    remarks: [
      `limits derived from the original dictionary: position ${limits.positionLotsMax} lots, order ` +
        `${limits.orderLotsMax} lots, order value ${limits.orderValueMax}, daily loss ${limits.dailyLossMax}`,
    ],
    configuration: {
      given: { ...dictionary, ...given },
      inForce: { ...dictionary, feed: feed.info.name },
    },
    options: { ...market, strategy, params: paramsFor(strategy, dictionary) },
  }
}

/** The dictionary was written for one strategy; others take its inventory limit where they have one. */
function paramsFor(strategy: AnyStrategy, dictionary: OriginalDictionary): StrategyParams {
  if (strategy.name === 'z-score-reversion') return originalParams(dictionary)
  return Object.hasOwn(strategy.params, 'inventoryLimitLots')
    ? { inventoryLimitLots: dictionary.inventory_limit }
    : {}
}

/** @throws InputError for a name that no format has. */
export function formatOf(format: string): FeedFormat | 'auto' {
  const known = ['auto', ...FEED_FORMATS] as const
  const found = known.find((name) => name === format)
  if (found !== undefined) return found
  throw new InputError(
    `no format is called ${JSON.stringify(format)}`,
    { field: '--format' },
    `Known: ${known.join(', ')}.`,
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
