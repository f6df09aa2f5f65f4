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
import { BUY, lots, type Nanos, nanos, SELL } from '../../core/index.ts'
import {
  CUBIC_JITTER,
  DEFAULT_SPANS,
  FatFinger,
  FlashCrash,
  LiquidityWithdrawal,
  type MarketRunOptions,
  NewsJump,
  POPULATION_NAMES,
  type PopulationName,
  QuoteStuffing,
  RMSC04,
  RMSC04_FUNDAMENTAL,
  type RmscOptions,
  type Scenario,
  VenueOutage,
} from '../../simulation/index.ts'
import { applyOverrides } from './overrides.ts'
import { type ParsedFile, parseFile } from './parsed-file.ts'
import { duration, positive, wholePositive } from './schema-terms.ts'
import { validate } from './validate.ts'

/** A week: more than any model stays interesting for. */
const SPAN_NANOS_MAX = 7 * 24 * 3600e9
const LOTS_MAX = 1_000_000_000
const AGENTS_MAX = 100_000

const share = z.number().min(0).max(1)
const rate = z.number().min(0).max(1e6)
const aboveZero = duration.refine((nanos) => nanos > 0, {
  error: 'expected a duration above zero such as 30s',
})
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

const hawkes = z.strictObject({
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
})

const queueReactive = z.strictObject({
  model: z.literal([1, 2, 3]).optional(),
  moveProbability: share.optional(),
  redrawProbability: share.optional(),
})

const rmsc = z.strictObject({
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
})

const scenario = z.discriminatedUnion('kind', [
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
])
type ScenarioConfig = z.output<typeof scenario>

const shared = {
  seed: z.union([z.int(), z.string().min(1)]).default(1),
  duration: span.optional(),
  warmUp: duration.optional(),
  scenarios: z.array(scenario).max(1000).default([]),
}

const schema = z
  .discriminatedUnion('population', [
    z.strictObject({
      population: z.literal('santa-fe'),
      parameters: santaFe.optional(),
      ...shared,
    }),
    z.strictObject({
      population: z.literal('cont-stoikov-talreja'),
      parameters: contStoikovTalreja.optional(),
      ...shared,
    }),
    z.strictObject({ population: z.literal('hawkes'), parameters: hawkes.optional(), ...shared }),
    z.strictObject({
      population: z.literal('queue-reactive'),
      parameters: queueReactive.optional(),
      ...shared,
    }),
    z.strictObject({ population: z.literal('rmsc04'), parameters: rmsc.optional(), ...shared }),
  ])
  .superRefine((config, context) => {
    const end = config.duration ?? DEFAULT_SPANS[config.population]
    for (const [k, { at }] of config.scenarios.entries()) {
      if (at < end) continue
      context.addIssue({
        code: 'custom',
        path: ['scenarios', k, 'at'],
        message: `expected a time before the market ends, ${end / 60e9}min`,
      })
    }
    if (config.warmUp !== undefined && config.warmUp > end / 2) {
      context.addIssue({
        code: 'custom',
        path: ['warmUp'],
        message: 'expected at most half of the duration',
      })
    }
  })
type LivingMarketConfig = z.output<typeof schema>

/** Every key that a file may hold. */
export const LIVING_MARKET_KEYS: readonly string[] = [
  'population',
  'parameters',
  ...Object.keys(shared),
  ...[santaFe, contStoikovTalreja, hawkes, queueReactive, rmsc].flatMap(({ shape }) =>
    Object.keys(shape),
  ),
  ...['kind', 'at', 'for', 'lots', 'withdraw', 'side', 'ticks', 'share', 'ordersPerSecond'],
]

export interface LivingMarketArguments {
  readonly seed?: string | undefined
  readonly duration?: string | undefined
  readonly set?: readonly string[] | undefined
}

/** A population with its defaults, as if a file named it and nothing else. */
export function namedMarket(name: PopulationName, given: LivingMarketArguments): MarketRunOptions {
  const value = withArguments({ population: name }, given)
  return runOptions(validate(schema, value, NO_FILE, LIVING_MARKET_KEYS, REMEDY))
}

/** @throws InputError for everything that is wrong with the file or the options. */
export function loadLivingMarket(path: string, given: LivingMarketArguments): MarketRunOptions {
  const parsed = parseFile(path)
  const value = withArguments(parsed.value as Record<string, unknown>, given)
  return runOptions(validate(schema, value, parsed, LIVING_MARKET_KEYS, REMEDY))
}

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

function runOptions(config: LivingMarketConfig): MarketRunOptions {
  const { population, seed, scenarios, warmUp } = config
  const parameters =
    config.population === 'rmsc04' ? rmscOptions(config.parameters ?? {}) : config.parameters
  return {
    population,
    seed,
    span: config.duration ?? DEFAULT_SPANS[population],
    ...(parameters === undefined
      ? {}
      : { parameters: parameters as NonNullable<MarketRunOptions['parameters']> }),
    ...(warmUp === undefined ? {} : { warmUp }),
    scenarios: (start) => scenarios.map((entry) => scenarioOf(entry, start)),
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

function scenarioOf(config: ScenarioConfig, start: Nanos): Scenario {
  const at = nanos(start + config.at)
  switch (config.kind) {
    case 'flash-crash':
      return new FlashCrash(at, config.for, config.lots, config.withdraw)
    case 'fat-finger':
      return new FatFinger(at, config.side === 'buy' ? BUY : SELL, config.lots)
    case 'news-jump':
      return new NewsJump(at, config.ticks)
    case 'liquidity-withdrawal':
      return new LiquidityWithdrawal(at, config.for, config.share)
    case 'quote-stuffing':
      return new QuoteStuffing(at, config.for, config.ordersPerSecond)
    case 'venue-outage':
      return new VenueOutage(at, config.for)
  }
}
