/**
 * A run of a simulated market from beginning to end: population, scenarios, exchange, records.
 *
 * ```ts
 * const run = new MarketRun({ population: 'hawkes', seed: 1, span: seconds(3600) })
 * while (!run.advance(100_000)) report(run.share)
 * run.result()   // counts, statistics, facts, path, book, hash
 * ```
 */
import {
  type EventTape,
  type Nanos,
  nanos,
  SIDES,
  type Side,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import { type Matching, MatchingEngine, type MatchingOptions } from '../../exchange/index.ts'
import { judgeFacts, type MarketStatistics, type StylisedFact } from '../../models/index.ts'
import {
  FactsListener,
  type MarketCounts,
  type MarketListener,
  MarketRecord,
  type MarketSimulation,
  type PathPoint,
  type Scenario,
  type ScenarioMarket,
  type VenueBook,
} from '../market/index.ts'
import { populatedMarket } from './populated-market.ts'
import {
  type Population,
  type PopulationName,
  type PopulationParameters,
  populationOf,
} from './populations.ts'

export interface MarketRunOptions {
  readonly population: PopulationName
  readonly parameters?: PopulationParameters[PopulationName]
  readonly seed: number | string
  /** How long the market lives. */
  readonly span: Nanos
  /** What happens before does not count for the facts; at most half of the span. */
  readonly warmUp?: Nanos
  /** Made for the instant at which the market begins. */
  readonly scenarios?: (startNanos: Nanos) => readonly Scenario[]
  /** Participants beside the agents. */
  readonly guests?: number
  /** Which exchange; the fast engine without. */
  readonly engine?: (options: MatchingOptions) => Matching
  /** Hears every event of the venue. */
  readonly listener?: MarketListener
}

export interface MarketLevel {
  readonly side: Side
  readonly price: Ticks
  readonly lots: number
}

export interface MarketResult {
  readonly population: PopulationName
  readonly agents: number
  readonly seed: number | string
  readonly spanNanos: number
  readonly startNanos: number
  readonly steps: number
  readonly events: number
  readonly counts: MarketCounts
  readonly statistics: MarketStatistics
  readonly facts: readonly StylisedFact[]
  readonly path: readonly PathPoint[]
  readonly lowestMidTicks: number
  readonly highestMidTicks: number
  /** The book as it is left, best first, at most ten levels a side. */
  readonly book: readonly MarketLevel[]
  readonly hash: string
}

const LEVELS_SHOWN = 10

/** Half a minute of the first book to be forgotten, or what a short run can spare. */
export const WARM_UP_DEFAULT = nanos(60e9)

export class MarketRun {
  readonly market: ScenarioMarket
  readonly population: Population
  readonly #options: MarketRunOptions
  readonly #facts: FactsListener
  readonly #record: MarketRecord
  readonly #end: Nanos
  #isStarted = false

  /** @throws InputError for parameters that the population does not have. */
  constructor(options: MarketRunOptions) {
    const { population: name, seed, span, scenarios } = options
    const { engine = (rules: MatchingOptions) => new MatchingEngine(rules) } = options
    this.#options = options
    const population = populationOf({
      name,
      seed,
      span,
      ...(options.parameters === undefined ? {} : { parameters: options.parameters }),
    })
    this.population = population
    const { startNanos, isDay } = population
    this.#end = nanos(startNanos + span)
    this.market = populatedMarket({
      population,
      seed,
      scenarios: scenarios?.(startNanos) ?? [],
      guests: options.guests ?? 0,
      engine,
    })
    const warmUp = Math.min(options.warmUp ?? WARM_UP_DEFAULT, span / 2)
    this.#facts = new FactsListener({
      startNanos: nanos(startNanos + Math.floor(warmUp)),
      ...(isDay ? { day: { openNanos: startNanos, closeNanos: this.#end } } : {}),
    })
    this.#record = new MarketRecord(new Both(this.#facts, options.listener))
    this.simulation.listen(this.#record)
  }

  get simulation(): MarketSimulation {
    return this.market.simulation
  }

  /** The share of its span that the market has lived. */
  get share(): number {
    const { startNanos } = this.population
    return (this.simulation.now - startNanos) / (this.#end - startNanos)
  }

  /** Lives for so many more steps. Answers whether it has come to its end. */
  advance(stepsMax: number): boolean {
    if (!this.#isStarted) {
      this.#isStarted = true
      this.simulation.start()
    }
    const isOver = this.market.advanceTo(this.#end, stepsMax)
    if (isOver) this.#facts.facts.finish(this.#end)
    return isOver
  }

  /** What it came to so far. */
  result(): MarketResult {
    const { simulation, population } = this
    const statistics = this.#facts.facts.statistics()
    return {
      population: population.name,
      agents: population.agentCount,
      seed: this.#options.seed,
      spanNanos: this.#options.span,
      startNanos: population.startNanos,
      steps: simulation.steps,
      events: simulation.events,
      counts: this.#record.counts,
      statistics,
      facts: judgeFacts(statistics),
      path: this.#record.path,
      lowestMidTicks: this.#record.lowestMidTicks,
      highestMidTicks: this.#record.highestMidTicks,
      book: this.#levels(),
      hash: simulation.hash,
    }
  }

  #levels(): MarketLevel[] {
    const { levels } = this.simulation.venue
    const out: MarketLevel[] = []
    const pairs = new Float64Array(2 * LEVELS_SHOWN)
    for (const side of SIDES) {
      const count = levels.levelsInto(side, pairs, LEVELS_SHOWN)
      for (let k = 0; k < count; k++) {
        out.push({ side, price: ticks(pairs[2 * k]!), lots: pairs[2 * k + 1]! })
      }
    }
    return out
  }
}

/** The facts, and whoever else listens. */
class Both implements MarketListener {
  readonly #facts: FactsListener
  readonly #other: MarketListener | undefined

  constructor(facts: FactsListener, other: MarketListener | undefined) {
    this.#facts = facts
    this.#other = other
  }

  event(tape: EventTape, index: number): void {
    this.#facts.event(tape, index)
    this.#other?.event(tape, index)
  }
  touch(now: Nanos, book: VenueBook): void {
    this.#facts.touch(now, book)
    this.#other?.touch(now, book)
  }
}
