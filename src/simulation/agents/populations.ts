/**
 * The populations by name, with their parameters: who lives on a simulated market.
 *
 * | name                     | who                                                              |
 * |--------------------------|------------------------------------------------------------------|
 * | `santa-fe`               | zero intelligence: one rate of limit orders over a wide band     |
 * | `cont-stoikov-talreja`   | zero intelligence by distance, with the published rates          |
 * | `hawkes`                 | orders that excite each other                                    |
 * | `queue-reactive`         | queues that react to their length, around a price that moves     |
 * | `rmsc04`                 | noise, value and momentum agents, market makers, lines           |
 */
import {
  InputError,
  lots,
  type Nanos,
  nanos,
  seconds,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import {
  checkedRates,
  defaultQueueReactive,
  type OrderFlowRates,
  publishedRates,
} from '../../models/index.ts'
import type { PopulationMember } from '../market/index.ts'
import { HAWKES_FLOW, HawkesFlow, type HawkesFlowShape } from './hawkes-flow.ts'
import { PoissonFlow, uniformRates } from './poisson-flow.ts'
import { QueueReactiveFlow } from './queue-reactive-flow.ts'
import { OPEN, RMSC04, type RmscOptions, rmscPopulation } from './rmsc/index.ts'

export const POPULATION_NAMES = [
  'santa-fe',
  'cont-stoikov-talreja',
  'hawkes',
  'queue-reactive',
  'rmsc04',
] as const
export type PopulationName = (typeof POPULATION_NAMES)[number]

/** How long each must live to be judged: some move seldom. */
export const DEFAULT_SPANS: Readonly<Record<PopulationName, Nanos>> = {
  'santa-fe': seconds(3600),
  'cont-stoikov-talreja': seconds(2 * 3600),
  hawkes: seconds(4 * 3600),
  'queue-reactive': seconds(8 * 3600),
  rmsc04: seconds(6.5 * 3600),
}

export interface SantaFeParameters {
  readonly limitOrdersPerTickSecond: number
  /** Of both sides together. */
  readonly marketOrdersPerSecond: number
  readonly cancelsPerSecond: number
  readonly bandTicks: number
}

/** What each population takes; everything left out is the published or default value. */
export interface PopulationParameters {
  readonly 'santa-fe': Partial<SantaFeParameters>
  readonly 'cont-stoikov-talreja': Partial<OrderFlowRates> & { readonly distances?: number }
  readonly hawkes: Partial<HawkesFlowShape>
  readonly 'queue-reactive': {
    readonly model?: 1 | 2 | 3
    readonly moveProbability?: number
    readonly redrawProbability?: number
  }
  readonly rmsc04: Partial<RmscOptions>
}

/** The rates of the test of the formula of the mean spread. */
export const SANTA_FE: SantaFeParameters = {
  limitOrdersPerTickSecond: 1,
  marketOrdersPerSecond: 10,
  cancelsPerSecond: 0.2,
  bandTicks: 60,
}

export interface PopulationOptions<Name extends PopulationName = PopulationName> {
  readonly name: Name
  readonly parameters?: PopulationParameters[Name]
  readonly seed: number | string
  /** How long it lives; agents that know the close of the day take it from here. */
  readonly span: Nanos
  /** The best bid of the first book; RMSC04 has its own mean. */
  readonly referenceTicks?: Ticks
}

export interface Population {
  readonly name: PopulationName
  readonly members: readonly PopulationMember[]
  /** Members who trade. */
  readonly agentCount: number
  readonly startNanos: Nanos
  /** A day is modelled: volume has a shape over it. */
  readonly isDay: boolean
}

export const REFERENCE_TICKS = ticks(10_000)

/** @throws InputError for parameters that are none. */
export function populationOf<Name extends PopulationName>(
  options: PopulationOptions<Name>,
): Population {
  const { name, parameters = {}, seed, span, referenceTicks = REFERENCE_TICKS } = options
  const builder = BUILDERS[name] as Builder<PopulationName>
  return builder(parameters, { seed, span, referenceTicks })
}

interface Place {
  readonly seed: number | string
  readonly span: Nanos
  readonly referenceTicks: Ticks
}

type Builder<Name extends PopulationName> = (
  parameters: PopulationParameters[Name],
  place: Place,
) => Population

const BUILDERS: { readonly [Name in PopulationName]: Builder<Name> } = {
  'santa-fe': (parameters, { referenceTicks }) => {
    const { limitOrdersPerTickSecond, marketOrdersPerSecond, cancelsPerSecond, bandTicks } = {
      ...SANTA_FE,
      ...parameters,
    }
    const rates = checkedRates(
      uniformRates(limitOrdersPerTickSecond, marketOrdersPerSecond, cancelsPerSecond, bandTicks),
    )
    // As many orders as a level holds in the long run, where market orders do not come.
    const level = cancelsPerSecond === 0 ? 5 : limitOrdersPerTickSecond / cancelsPerSecond
    const ordersPerLevel = Math.max(1, Math.min(20, Math.round(level)))
    return atVenue('santa-fe', new PoissonFlow({ rates, referenceTicks, ordersPerLevel }))
  },
  'cont-stoikov-talreja': ({ distances = 30, ...own }, { referenceTicks }) => {
    const rates = checkedRates({ ...publishedRates(distances), ...own })
    return atVenue('cont-stoikov-talreja', new PoissonFlow({ rates, referenceTicks }))
  },
  hawkes: (parameters, { referenceTicks }) => {
    const shape = { ...HAWKES_FLOW, ...parameters }
    return atVenue('hawkes', new HawkesFlow({ shape: checkedShape(shape), referenceTicks }))
  },
  'queue-reactive': ({ model = 3, ...own }, { referenceTicks }) => {
    const flow = new QueueReactiveFlow({
      model: { ...defaultQueueReactive(model), ...own },
      referenceTicks,
      orderLots: lots(1),
    })
    return atVenue('queue-reactive', flow)
  },
  rmsc04: (parameters, { seed, span }) => {
    const hours = { open: OPEN, close: nanos(OPEN + span) }
    const members = rmscPopulation({ ...RMSC04, ...parameters }, hours, seed)
    // All but the first, who only hears the news.
    const agentCount = members.length - 1
    return { name: 'rmsc04', members, agentCount, startNanos: OPEN, isDay: true }
  },
}

const atVenue = (name: PopulationName, agent: PopulationMember['agent']): Population => ({
  name,
  members: [{ agent }],
  agentCount: 1,
  startNanos: nanos(0),
  isDay: false,
})

function checkedShape(shape: HawkesFlowShape): HawkesFlowShape {
  const shares = shape.decayShares.reduce((sum, share) => sum + share, 0)
  if (shape.decayShares.length === shape.decays.length && Math.abs(shares - 1) < 1e-9) return shape
  throw new InputError(
    'the shares of the decays do not sum to one, or are not one for each decay',
    { field: 'decayShares' },
    `There are ${shape.decays.length} decays and ${shape.decayShares.length} shares.`,
  )
}
