/** An exchange with a population at it, and with whom its scenarios bring. */
import { type Ticks, ticks } from '../../core/index.ts'
import type { Matching, MatchingOptions } from '../../exchange/index.ts'
import { MarketSimulation, type Scenario, ScenarioMarket } from '../market/index.ts'
import { type Population, REFERENCE_TICKS } from './populations.ts'
import { RMSC04_FUNDAMENTAL } from './rmsc/index.ts'

export interface PopulatedMarketOptions {
  readonly population: Population
  readonly seed: number | string
  readonly scenarios: readonly Scenario[]
  /** Participants beside the agents and those of the scenarios, who sit before them. */
  readonly guests: number
  readonly engine: (options: MatchingOptions) => Matching
}

export function populatedMarket(options: PopulatedMarketOptions): ScenarioMarket {
  const { population, seed, scenarios } = options
  const { members, startNanos } = population
  const guests = scenarios.length + options.guests
  const engine = options.engine({
    instruments: [{ referenceTicks: referenceOf(population) }],
    participants: members.length + Math.max(1, guests),
  })
  const simulation = new MarketSimulation({ engine, members, seed, startNanos, guests })
  return new ScenarioMarket(simulation, scenarios)
}

/** Stands for the last price before the first trade. */
const referenceOf = ({ isDay }: Population): Ticks =>
  isDay ? ticks(RMSC04_FUNDAMENTAL.meanTicks) : REFERENCE_TICKS
