/**
 * A run on a living exchange: one strategy, or several of several participants, among agents.
 *
 * ```yaml
 * venue: { matching: { population: rmsc04, duration: 30min } }
 * strategies:
 *   - { name: maker, strategy: touch-quoter, params: { sizeLots: 5 } }
 *   - { name: taker, strategy: z-score-reversion, latency: { entry: 1ms } }
 * limits: { ... }     # what stands at the top is the default of each
 * ```
 *
 * What is said of recorded data has no meaning here, and is refused rather than ignored.
 */
import { dirname } from 'node:path'
import { z } from 'zod'
import { type MarketOptions, resolveParams } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { LivingFeed } from '../../simulation/index.ts'
import type { AnyStrategy, StrategyParams } from '../../strategy/index.ts'
import { strategySource } from './configured-strategy.ts'
import { SEATED_KEYS, seatedMarketOf, seatedMarketProblems } from './living-market-config.ts'
import { marketShape, openMarket } from './market-config.ts'
import type { ParsedFile } from './parsed-file.ts'
import { KNOWN_KEYS, runShape } from './run-config.ts'
import { allProblems, placeText, problemsOf } from './validate.ts'

/** What only a recorded market has. */
const RECORDED_KEYS = [
  'feed',
  'queue',
  'exchange',
  'slippageTicks',
  'liquidity',
  'funding',
] as const
const {
  feed: _feed,
  queue: _queue,
  exchange: _exchange,
  slippageTicks: _slippageTicks,
  liquidity: _liquidity,
  funding: _funding,
  ...participantShape
} = marketShape
const { strategy, params, compatibility: _compatibility, account, ...sharedShape } = runShape

const VENUE_EXPECTED = 'expected matching, or { matching: { population, ... } }'
const venue = z.union([z.literal('matching'), z.strictObject({ matching: z.looseObject({}) })], {
  error: VENUE_EXPECTED,
})

const participantSchema = z.strictObject({
  name: z.string().min(1).max(64),
  strategy,
  params,
  ...participantShape,
})
const oneStrategySchema = z.strictObject({
  ...sharedShape,
  account,
  venue,
  strategy,
  params,
  ...participantShape,
})
const severalStrategiesSchema = z.strictObject({
  ...sharedShape,
  venue,
  strategies: z.array(participantSchema).min(1).max(64),
})
type ParticipantConfig = Omit<z.output<typeof participantSchema>, 'name'>

export const LIVING_RUN_KEYS: readonly string[] = [
  ...['venue', 'matching', 'strategies', 'name'],
  ...SEATED_KEYS,
]

type Config = Readonly<Record<string, unknown>>

/** Whether a configuration places its strategies on a living exchange. */
export const isLivingRun = (value: Config): boolean =>
  Object.hasOwn(value, 'venue') || Object.hasOwn(value, 'strategies')

/**
 * The seed of the command line is the market's too, whatever the file says: otherwise it would change
 * nothing.
 * @throws InputError when one strategy is named in place of several.
 */
export function withGivenToLiving(
  value: Record<string, unknown>,
  given: { readonly seed?: string | undefined; readonly strategy?: string | undefined },
): Record<string, unknown> {
  if (given.strategy !== undefined && Array.isArray(value.strategies)) {
    throw new InputError(
      'names one strategy, but the configuration has a list of them',
      { field: '--strategy' },
      'Leave it out, or change one of the list with --set strategies.0.strategy=NAME.',
    )
  }
  const { venue } = value as { readonly venue?: { readonly matching?: unknown } }
  const matching = venue?.matching
  if (given.seed === undefined || typeof matching !== 'object' || matching === null) return value
  return { ...value, venue: { matching: { ...matching, seed: value.seed } } }
}

/** Everything that is wrong with such a configuration, each with its place. */
export function livingRunProblems(value: Config, parsed: ParsedFile): string[] {
  const isSeveral = Array.isArray(value.strategies)
  const schema = isSeveral ? severalStrategiesSchema : oneStrategySchema
  const recorded = recordedProblems(value, parsed)
  const bare = Object.fromEntries(
    Object.entries(value).filter(([key]) => !isRecordedKey(key) && key !== 'compatibility'),
  )
  return [
    ...recorded,
    ...problemsOf(schema, normalised(bare), parsed, [...KNOWN_KEYS, ...LIVING_RUN_KEYS]),
    ...seatedMarketProblems(matchingOf(value), within(parsed)).map(named),
    ...sweepProblems(value, parsed),
    ...(isSeveral ? nameProblems(value.strategies as readonly unknown[], parsed) : []),
  ]
}

export interface LivingRun {
  readonly config: z.output<typeof oneStrategySchema> | z.output<typeof severalStrategiesSchema>
  /** One for each strategy; alone it has no participant of its own. */
  readonly markets: readonly MarketOptions[]
  /** The first, or only, one's. */
  readonly strategy: AnyStrategy
  readonly params: StrategyParams
}

/** @throws InputError for everything that is wrong with the configuration. */
export async function loadLivingRun(value: Config, parsed: ParsedFile): Promise<LivingRun> {
  const problems = livingRunProblems(value, parsed)
  if (problems.length > 0) throw allProblems(problems, parsed)
  const isSeveral = Array.isArray(value.strategies)
  const config = isSeveral
    ? severalStrategiesSchema.parse(normalised(value))
    : oneStrategySchema.parse(value)
  const { seed } = config
  const seated = seatedMarketOf(matchingOf(value), seed)
  const markets: MarketOptions[] = []
  let first: Pick<LivingRun, 'strategy' | 'params'> | undefined
  for (const entry of 'strategies' in config ? config.strategies : [config]) {
    const chosen = await chosenStrategy(entry.strategy, parsed)
    const own = inFile(parsed, () => resolveParams(chosen, entry.params))
    first ??= { strategy: chosen, params: own }
    const name = 'name' in entry ? entry.name : undefined
    const symbol = name === undefined ? seated.symbol : `${seated.symbol}:${name}`
    const market = await seatOf(entry, new LivingFeed({ ...seated, symbol }), parsed, seed)
    markets.push(
      name === undefined
        ? market
        : { ...market, participant: { name, strategy: chosen, params: own } },
    )
  }
  return { config, markets, ...first! }
}

async function chosenStrategy(name: string, parsed: ParsedFile): Promise<AnyStrategy> {
  const source = await strategySource(name, dirname(parsed.path))
  if ('strategy' in source) return source.strategy
  throw new InputError(
    'is made from the data of its run, and this run has none before it begins',
    { file: parsed.path, field: 'strategy' },
    'Run it over recorded data, or export a strategy that is made without any.',
  )
}

const seatOf = (
  entry: ParticipantConfig,
  feed: LivingFeed,
  parsed: ParsedFile,
  seed: number | string,
): Promise<MarketOptions> =>
  openMarket(
    { ...entry, slippageTicks: 0 },
    { parsed, seed, feed, feedBase: dirname(parsed.path), isReference: false },
  )

/** What stands at the top is the default of every strategy. */
function normalised(value: Config): Config {
  const { strategies } = value
  if (!Array.isArray(strategies)) return value
  const isShared = (key: string) => Object.hasOwn(participantShape, key)
  const shared = Object.fromEntries(Object.entries(value).filter(([key]) => isShared(key)))
  const own = Object.fromEntries(Object.entries(value).filter(([key]) => !isShared(key)))
  return {
    ...own,
    strategies: strategies.map((entry: unknown) =>
      typeof entry === 'object' && entry !== null ? { ...shared, ...entry } : entry,
    ),
  }
}

/** The market's own section; nothing where the venue is only named, or is none. */
function matchingOf({ venue: given }: Config): Record<string, unknown> {
  const { matching } = Object(given) as { readonly matching?: unknown }
  return typeof matching === 'object' && matching !== null && !Array.isArray(matching)
    ? (matching as Record<string, unknown>)
    : {}
}

const isRecordedKey = (key: string): boolean => (RECORDED_KEYS as readonly string[]).includes(key)

function recordedProblems(value: Config, parsed: ParsedFile): string[] {
  return Object.keys(value)
    .filter((key) => isRecordedKey(key) || key === 'compatibility')
    .map(
      (key) =>
        `${placeText(parsed, [key])}${key}: belongs to recorded data; a living exchange makes ` +
        'its own, with queues and liquidity that are real',
    )
}

/** Successive halving shows a trial the beginning of its data, and here are none. */
function sweepProblems({ sweep }: Config, parsed: ParsedFile): string[] {
  const { halving, engine } = Object(sweep) as Readonly<Record<string, unknown>>
  const told = (key: string, problem: string) =>
    `${placeText(parsed, ['sweep', key])}sweep.${key}: ${problem}`
  return [
    ...(halving === undefined
      ? []
      : [told('halving', 'needs recorded data, to show part of them')]),
    ...(engine === undefined || engine === 'event'
      ? []
      : [told('engine', 'expected event: the others need recorded data')]),
  ]
}

function nameProblems(strategies: readonly unknown[], parsed: ParsedFile): string[] {
  const names = strategies.map((entry) => (Object(entry) as { readonly name?: unknown }).name)
  return names.flatMap((name, k) =>
    name !== undefined && names.indexOf(name) < k
      ? [`${placeText(parsed, ['strategies', k, 'name'])}strategies.${k}.name: is another's, too`]
      : [],
  )
}

const MATCHING = ['venue', 'matching'] as const

/** The file as its section sees it. */
const within = (parsed: ParsedFile): ParsedFile => ({
  ...parsed,
  placeOf: (keys) => parsed.placeOf([...MATCHING, ...keys]),
})

/** A problem of the section told with its whole key. */
const named = (problem: string): string =>
  problem.replace(/^(line \d+, )?/, (place) => `${place}${MATCHING.join('.')}.`)

function inFile<T>(parsed: ParsedFile, attempt: () => T): T {
  try {
    return attempt()
  } catch (error) {
    throw error instanceof InputError ? error.within(parsed.path) : error
  }
}
