/**
 * The configuration of a simulated market: who lives on it, for how long, and what happens to it.
 *
 * ```yaml
 * population: hawkes
 * parameters: { marketOrdersPerSecond: 0.5 }
 * seed: 7
 * duration: 240min
 * scenarios:
 *   - { kind: news-jump, at: 60min, ticks: 50 }
 * ```
 */
import { z } from 'zod'
import { lots } from '../../core/index.ts'
import {
  CUBIC_JITTER,
  DEFAULT_SPANS,
  HAWKES_FLOW,
  type HawkesFlowShape,
  type LivingMarketOptions,
  type MarketRunOptions,
  POPULATION_NAMES,
  type PopulationName,
  RMSC04,
  RMSC04_FUNDAMENTAL,
  type RmscOptions,
  scenarioOf,
} from '../../simulation/index.ts'
import { spanText } from '../time-text.ts'
import { parseDuration } from './duration.ts'
import { applyOverrides } from './overrides.ts'
import { type ParsedFile, parseFile } from './parsed-file.ts'
import { duration, durationAboveZero, positive, wholePositive } from './schema-terms.ts'
import { allProblems, placeText, problemsOf } from './validate.ts'

/** A week: more than any model stays interesting for. */
const SPAN_NANOS_MAX = 7 * 24 * 3600e9
const LOTS_MAX = 1_000_000_000
const AGENTS_MAX = 100_000

const share = z.number().min(0).max(1)
const rate = z.number().min(0).max(1e6)
const aboveZero = durationAboveZero('30s')
const span = aboveZero.refine((nanos) => nanos <= SPAN_NANOS_MAX, {
  error: 'expected at most a week, 10080min',
})
const size = wholePositive.max(LOTS_MAX).transform(lots)
const agents = z.int().min(0).max(AGENTS_MAX)

const santaFe = z.strictObject({
  limitOrdersPerTickSecond: rate.optional(),
  marketOrdersPerSecond: rate.optional(),
  cancelsPerSecond: rate.optional(),
  bandTicks: z.int().min(1).max(1000).optional(),
})

const contStoikovTalreja = z.strictObject({
  distances: z.int().min(1).max(1000).optional(),
  arrivalsPerSecond: z.array(rate).min(1).max(1000).optional(),
  cancelsPerSecond: z.array(rate).min(1).max(1000).optional(),
  marketOrdersPerSecond: rate.optional(),
})

const hawkesFields = {
  marketOrdersPerSecond: positive.max(1e4).optional(),
  limitOrdersPerSecond: positive.max(1e4).optional(),
  cancelsPerSecond: positive.max(1e4).optional(),
  sameSide: share.optional(),
  otherSide: share.optional(),
  limitOnLimit: share.optional(),
  refill: z.number().min(0).max(100).optional(),
  decays: z.array(positive).min(1).max(8).optional(),
  decayShares: z.array(share).min(1).max(8).optional(),
  fartherProbability: z.number().min(0).max(0.99).optional(),
  sizeDeviation: z.number().min(0).max(3).optional(),
}

/** What is left out is the default; what clashes is told with all other mistakes of the file. */
const hawkes = z
  .strictObject(hawkesFields)
  .refine((own) => hasShareOfEachDecay(shapeOf(own)), {
    path: ['decayShares'],
    error: 'expected one share for each of decays, together 1',
  })
  .refine((own) => hasUncausedMarketOrders(shapeOf(own)), {
    path: ['sameSide'],
    error: 'expected less than 1 together with otherSide, as each order causes others',
  })
  .refine((own) => hasUncausedLimitOrders(shapeOf(own)), {
    path: ['limitOrdersPerSecond'],
    error: 'expected more than limitOnLimit and refill cause by themselves',
  })

const shapeOf = (own: object): HawkesFlowShape => ({ ...HAWKES_FLOW, ...own })

const hasShareOfEachDecay = ({ decays, decayShares }: HawkesFlowShape): boolean =>
  decays.length === decayShares.length &&
  Math.abs(decayShares.reduce((sum, each) => sum + each, 0) - 1) < 1e-9

/** A share above 1 is told as such. */
const hasUncausedMarketOrders = ({ sameSide, otherSide }: HawkesFlowShape): boolean =>
  Math.max(sameSide, otherSide) > 1 || sameSide + otherSide < 1

function hasUncausedLimitOrders(shape: HawkesFlowShape): boolean {
  const { limitOrdersPerSecond, limitOnLimit, refill, marketOrdersPerSecond } = shape
  return limitOrdersPerSecond * (1 - limitOnLimit) > refill * marketOrdersPerSecond
}

const queueReactive = z.strictObject({
  model: z.literal([1, 2, 3]).optional(),
  moveProbability: share.optional(),
  redrawProbability: share.optional(),
})

const rmscFields = {
  noiseAgents: agents.optional(),
  valueAgents: agents.optional(),
  momentumAgents: agents.optional(),
  marketMakers: agents.optional(),
  fundamentalVolatility: z.number().min(0).max(1).optional(),
  observationVariance: z.number().min(0).max(1e9).optional(),
  valueWait: aboveZero.optional(),
  momentumWait: aboveZero.optional(),
  marketMakerWait: aboveZero.optional(),
  backstopLots: wholePositive.max(LOTS_MAX).optional(),
  executionBuyer: z.strictObject({ lots: wholePositive.max(LOTS_MAX), share }).optional(),
  lineMetres: z.number().min(0).max(1e9).optional(),
  jitter: z.boolean().optional(),
}

const rmsc = z
  .strictObject(rmscFields)
  .refine(
    ({
      noiseAgents = RMSC04.noiseAgents,
      valueAgents = RMSC04.valueAgents,
      momentumAgents = RMSC04.momentumAgents,
      marketMakers = RMSC04.marketMakers,
    }) => noiseAgents + valueAgents + momentumAgents + marketMakers > 0,
    { error: 'expected at least one agent' },
  )

const SCENARIO_KINDS =
  'flash-crash, fat-finger, news-jump, liquidity-withdrawal, quote-stuffing, venue-outage'

const scenario = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('flash-crash'),
      at: duration,
      for: aboveZero,
      lots: size,
      withdraw: share.default(0.7),
    }),
    z.strictObject({
      kind: z.literal('fat-finger'),
      at: duration,
      side: z.enum(['buy', 'sell']),
      lots: size,
    }),
    z.strictObject({
      kind: z.literal('news-jump'),
      at: duration,
      ticks: z
        .int()
        .min(-1_000_000)
        .max(1_000_000)
        .refine((jump) => jump !== 0, { error: 'expected a jump other than 0' }),
    }),
    z.strictObject({
      kind: z.literal('liquidity-withdrawal'),
      at: duration,
      for: aboveZero,
      share,
    }),
    z.strictObject({
      kind: z.literal('quote-stuffing'),
      at: duration,
      for: aboveZero,
      ordersPerSecond: positive.max(1e6),
    }),
    z.strictObject({ kind: z.literal('venue-outage'), at: duration, for: aboveZero }),
  ],
  { error: `expected one of ${SCENARIO_KINDS}` },
)

const schema = z.strictObject({
  population: z.enum(POPULATION_NAMES),
  parameters: z.record(z.string(), z.unknown(), { error: 'expected keys and values' }).optional(),
  seed: z.union([z.int(), z.string().min(1)]).default(1),
  duration: span.optional(),
  warmUp: duration.optional(),
  scenarios: z.array(scenario, { error: 'expected a list' }).max(1000).default([]),
})
type LivingMarketConfig = z.output<typeof schema>

/** A market that strategies trade on: rmsc04 where none is named, and the run's seed. */
const seatedSchema = schema.extend({
  population: z.enum(POPULATION_NAMES).default('rmsc04'),
  seed: z.union([z.int(), z.string().min(1)]).optional(),
  /** What the instrument is called. */
  symbol: z.string().min(1).max(64).default('SIM'),
  /** All strategies trade as one participant of the exchange. */
  oneParticipant: z.boolean().default(false),
})

/** What each population takes; checked apart, so that all mistakes of a file are told at once. */
const PARAMETERS = {
  'santa-fe': santaFe,
  'cont-stoikov-talreja': contStoikovTalreja,
  hawkes,
  'queue-reactive': queueReactive,
  rmsc04: rmsc,
} as const

/** Every key that a file may hold. */
export const LIVING_MARKET_KEYS: readonly string[] = [
  ...Object.keys(schema.shape),
  ...[santaFe, contStoikovTalreja, hawkes, queueReactive, rmsc].flatMap(({ shape }) =>
    Object.keys(shape),
  ),
  ...['kind', 'at', 'for', 'lots', 'withdraw', 'side', 'ticks', 'share', 'ordersPerSecond'],
]

/** What a run may say beside. */
export const SEATED_KEYS = ['symbol', 'oneParticipant'] as const
const ALL_KEYS = [...LIVING_MARKET_KEYS, ...SEATED_KEYS]

export interface LivingMarketArguments {
  readonly seed?: string | undefined
  readonly duration?: string | undefined
  readonly set?: readonly string[] | undefined
}

/** A population with its defaults, as if a file named it and nothing else. */
export function namedMarket(name: PopulationName, given: LivingMarketArguments): MarketRunOptions {
  return optionsFrom(withArguments({ population: name }, given), NO_FILE)
}

/** @throws InputError for everything that is wrong with the file or the options. */
export function loadLivingMarket(path: string, given: LivingMarketArguments): MarketRunOptions {
  const parsed = parseFile(path, 'market')
  return optionsFrom(withArguments(parsed.value as Record<string, unknown>, given), parsed)
}

function optionsFrom(value: Record<string, unknown>, parsed: ParsedFile): MarketRunOptions {
  const problems = marketProblems(schema, value, parsed)
  if (problems.length > 0) throw allProblems(problems, parsed, REMEDY)
  const { scenarios = [], ...options } = marketOptions(schema.parse(value))
  return {
    ...options,
    scenarios: (start) => scenarios.map((plan) => scenarioOf(plan, start)),
  }
}

export interface SeatedMarket {
  readonly market: LivingMarketOptions
  readonly symbol: string
}

/** Everything that is wrong with the market that a run is placed in. */
export function seatedMarketProblems(value: object, parsed: ParsedFile): string[] {
  const named = { population: 'rmsc04', ...value }
  return marketProblems(seatedSchema, named, parsed)
}

/** @param value which has no problems */
export function seatedMarketOf(value: object, seed: number | string): SeatedMarket {
  const { symbol, oneParticipant, ...config } = seatedSchema.parse(value)
  const market = marketOptions({ ...config, seed: config.seed ?? seed })
  return { symbol, market: { ...market, isOneParticipant: oneParticipant } }
}

/** All that is wrong, what only times say of each other included. */
function marketProblems(
  shape: z.ZodType,
  value: Record<string, unknown>,
  parsed: ParsedFile,
): string[] {
  const parameters = parametersOf(value)
  const given = { parameters: value.parameters }
  return [
    ...problemsOf(shape, value, parsed, ALL_KEYS),
    ...(parameters === undefined ? [] : problemsOf(parameters, given, parsed, ALL_KEYS)),
    ...timeProblems(value, parsed),
  ]
}

/** The schema of the parameters, when it is known whose they are and there are some. */
function parametersOf({ population, parameters }: Record<string, unknown>) {
  const name = POPULATION_NAMES.find((known) => known === population)
  if (name === undefined || typeof parameters !== 'object' || parameters === null) return undefined
  return z.object({ parameters: PARAMETERS[name] })
}

/** What times say of each other; times that are none are the schema's business. */
function timeProblems(value: Record<string, unknown>, parsed: ParsedFile): string[] {
  const name = POPULATION_NAMES.find((known) => known === value.population)
  const end =
    value.duration === undefined
      ? name === undefined
        ? undefined
        : DEFAULT_SPANS[name]
      : durationOf(value.duration)
  if (end === undefined || !(end > 0)) return []
  const problems: string[] = []
  const entries = Array.isArray(value.scenarios) ? (value.scenarios as unknown[]) : []
  for (const [k, entry] of entries.entries()) {
    const at = durationOf((entry as { readonly at?: unknown } | null)?.at)
    if (at === undefined || at < end) continue
    const place = placeText(parsed, ['scenarios', k, 'at'])
    problems.push(`${place}scenarios.${k}.at: the market ends before, at ${spanText(end)}`)
  }
  const warmUp = durationOf(value.warmUp)
  if (warmUp !== undefined && warmUp > end / 2) {
    problems.push(`${placeText(parsed, ['warmUp'])}warmUp: expected at most half of the duration`)
  }
  return problems
}

const durationOf = (text: unknown): number | undefined =>
  typeof text === 'string' || typeof text === 'number' ? parseDuration(text) : undefined

const REMEDY = `See \`t2t market --help\` for an example. Populations: ${POPULATION_NAMES.join(', ')}.`

/** Options of the command line have a place too, but no line. */
const NO_FILE: ParsedFile = { path: 't2t market', value: {}, placeOf: () => undefined }

function withArguments(
  value: Record<string, unknown>,
  given: LivingMarketArguments,
): Record<string, unknown> {
  const merged = applyOverrides(value, given.set ?? []) as Record<string, unknown>
  if (given.seed !== undefined) {
    merged.seed = /^-?\d{1,15}$/.test(given.seed) ? Number(given.seed) : given.seed
  }
  if (given.duration !== undefined) merged.duration = given.duration
  return merged
}

function marketOptions(config: LivingMarketConfig) {
  const { population, seed, scenarios, warmUp } = config
  const own = parametersOf(config)?.parse({ parameters: config.parameters }).parameters ?? {}
  const parameters = population === 'rmsc04' ? rmscOptions(own as z.output<typeof rmsc>) : own
  return {
    population,
    parameters: parameters as NonNullable<MarketRunOptions['parameters']>,
    seed,
    span: config.duration ?? DEFAULT_SPANS[population],
    ...(warmUp === undefined ? {} : { warmUp }),
    scenarios,
  }
}

function rmscOptions(given: z.output<typeof rmsc>): Partial<RmscOptions> {
  const { fundamentalVolatility, valueWait, executionBuyer, lineMetres, jitter, ...own } = given
  const metres = lineMetres ?? RMSC04.line.metres
  return {
    ...own,
    ...(fundamentalVolatility === undefined
      ? {}
      : {
          fundamental: { ...RMSC04_FUNDAMENTAL, volatilityPerRootNano: fundamentalVolatility },
        }),
    ...(valueWait === undefined ? {} : { valueArrivalsPerNano: 1 / valueWait }),
    ...(executionBuyer === undefined
      ? {}
      : { executionBuyer: { totalLots: executionBuyer.lots, share: executionBuyer.share } }),
    line: { ...RMSC04.line, metres, ...(jitter === true ? { jitter: CUBIC_JITTER } : {}) },
  } as Partial<RmscOptions>
}
