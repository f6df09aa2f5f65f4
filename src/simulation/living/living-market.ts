/**
 * An exchange with agents on it, and seats for strategies among them.
 *
 * ```
 *   agents --- lines ---> matching engine <--- seats: one MatchingVenue for each strategy
 *                               |
 *                               +---> events ---> reports of the seats, at once
 *                               +---> messages --> lanes of the seats, each with its feed latency
 * ```
 *
 * It moves when it is told to: `advance` lets everything happen that is due up to an instant, a
 * seat's request is applied at its own. Together with `Simulation`, whose clock asks for
 * `nextTime`, that is one total order of time: agents first, then the strategies' requests.
 *
 * Before `beginNanos` the agents are alone, so that strategies come to a market that has a book.
 * The same options without seats make the market that would have been: `MidPath` compares them.
 */
import {
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_A,
  F_ORDER,
  I_META,
  type Instrument,
  type Nanos,
  NEVER,
  nanos,
} from '../../core/index.ts'
import {
  Clearing,
  type CommandWriter,
  type FeeSchedule,
  MatchingEngine,
  type ReportSink,
  type SelfTradePrevention,
} from '../../exchange/index.ts'
import {
  type Population,
  type PopulationName,
  type PopulationParameters,
  populatedMarket,
  populationOf,
  WARM_UP_DEFAULT,
} from '../agents/index.ts'
import {
  LevelChanges,
  type MarketListener,
  type MarketSimulation,
  type ScenarioMarket,
  type ScenarioPlan,
  scenarioOf,
  type VenueBook,
} from '../market/index.ts'
import type { LivingLane } from './living-lane.ts'
import { MarketDataWriter } from './market-data-writer.ts'
import { type ExchangeDoor, MatchingVenue, seatOf } from './matching-venue.ts'
import { OwnPlaces } from './own-places.ts'

/** Plain data, unless the agents are one's own: as many markets are made from it as there are runs. */
export interface LivingMarketOptions {
  /** By name, or agents of one's own, made anew for each market. */
  readonly population: PopulationName | (() => Population)
  readonly parameters?: PopulationParameters[PopulationName] | undefined
  readonly seed: number | string
  /** How long the market lives. */
  readonly span: Nanos
  /** How long it lives before strategies come; at most half of the span. */
  readonly warmUp?: Nanos | undefined
  readonly scenarios?: readonly ScenarioPlan[] | undefined
  /** All strategies trade as one participant, so that self-trade prevention acts between them. */
  readonly isOneParticipant?: boolean | undefined
}

export interface SeatOptions {
  readonly instrument: Instrument
  readonly fees: FeeSchedule
  readonly selfTradePrevention: SelfTradePrevention
  readonly reports: ReportSink
}

/** What is watched of a market beside its strategies. */
export interface LivingMarketExtras {
  /** Strategies that will take a seat. */
  readonly seats: number
  /** Hears every event from the first instant on. */
  readonly listener?: MarketListener | undefined
}

export class LivingMarket implements MarketListener, ExchangeDoor {
  readonly options: LivingMarketOptions
  readonly market: ScenarioMarket
  /** What everybody owns and owes by the trades alone: before the strategies' fees. */
  readonly clearing: Clearing
  readonly places = new OwnPlaces()
  readonly startNanos: Nanos
  /** When strategies come. */
  readonly beginNanos: Nanos
  readonly endNanos: Nanos
  /** Complete messages that the exchange has told. */
  messages = 0
  records = 0
  isOver = false
  readonly #writer = new MarketDataWriter()
  readonly #changes = new LevelChanges()
  readonly #venues: MatchingVenue[] = []
  readonly #lanes: LivingLane[] = []
  readonly #listener: MarketListener | undefined
  readonly #expiries: number[] = []
  /** At the engine: agents, scenarios, strategies. */
  readonly participants: number
  readonly #firstGuest: number = 0
  #hasBegun = false

  /** @throws InputError for parameters that the population does not have. */
  constructor(options: LivingMarketOptions, { seats, listener }: LivingMarketExtras) {
    this.options = options
    this.#listener = listener
    const { seed, span } = options
    const population = bornPopulation(options)
    const { members, startNanos } = population
    const cast = (options.scenarios ?? []).map((plan) => scenarioOf(plan, startNanos))
    const guests = Math.max(1, seats)
    this.market = populatedMarket({
      population,
      seed,
      scenarios: cast,
      guests,
      engine: (rules) => new MatchingEngine(rules),
    })
    this.venue.changes = this.#changes
    this.simulation.listen(this)
    this.#firstGuest = members.length + cast.length
    this.participants = this.#firstGuest + guests
    this.clearing = new Clearing(this.participants, 1)
    this.startNanos = startNanos
    this.endNanos = nanos(startNanos + span)
    const warmUp = Math.floor(Math.min(options.warmUp ?? WARM_UP_DEFAULT, span / 2))
    this.beginNanos = nanos(startNanos + warmUp)
  }

  get simulation(): MarketSimulation {
    return this.market.simulation
  }
  get venue(): VenueBook {
    return this.simulation.venue
  }
  /** When something happens at the exchange next; `NEVER` when its time is over. */
  get nextTime(): number {
    if (this.isOver) return NEVER
    if (!this.#hasBegun) return this.beginNanos
    return Math.min(this.market.nextTime, this.#expiries[0] ?? NEVER, this.endNanos)
  }
  /** The share of its span that the market has lived. */
  get share(): number {
    return (this.simulation.now - this.startNanos) / (this.endNanos - this.startNanos)
  }
  /** Names everything that has happened at the exchange. */
  get hash(): string {
    return this.simulation.hash
  }
  /** The number by which the engine and `clearing` know a seat. */
  participantOf(seat: number): number {
    return this.#firstGuest + (this.options.isOneParticipant === true ? 0 : seat)
  }

  /** The venue of the next strategy, in their order. */
  sit(options: SeatOptions): MatchingVenue {
    const seat = this.#venues.length
    const participant = this.participantOf(seat)
    const { places } = this
    const book = this.venue.levels
    const venue = new MatchingVenue({ ...options, book, door: this, places, seat, participant })
    this.#venues.push(venue)
    return venue
  }

  /** A lane begins to listen; the first is the market's clock. */
  join(lane: LivingLane): void {
    this.#lanes.push(lane)
    if (this.#lanes.length === 1) lane.exchangeTime = this.nextTime
  }

  /** Everything that is due up to `now` happens. */
  advance(now: Nanos): void {
    if (!this.#hasBegun) this.#begin(now)
    this.#live(now)
    if (now >= this.endNanos) this.isOver = true
    this.#setClock()
  }

  // What venues ask for.

  command(write: (commands: CommandWriter) => void, now: Nanos): void {
    if (!this.isOver) this.#live(now)
    this.simulation.command(write, now)
    this.#setClock()
  }

  atOnce(write: (commands: CommandWriter) => void): void {
    this.simulation.commandAtOnce(write)
  }

  expireAt(time: Nanos): void {
    this.#expiries.push(time)
    this.#expiries.sort((a, b) => a - b)
  }

  forget(engineId: number): void {
    this.venue.forget(engineId)
  }

  // What the simulation tells.

  event(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    this.#listener?.event(tape, index)
    if (!this.#hasBegun) return
    this.#writer.event(tape, index)
    const seat = seatOf(tape.f64[f + F_ORDER]!)
    this.places.hear(tape, index, seat >= 0, this.venue.levels)
    if (seat >= 0) this.#venues[seat]!.hear(tape, index, true)
    if (engineKindOf(tape.i32[i + I_META]!) !== ENGINE_TRADE) return
    const other = seatOf(tape.f64[f + F_A]!)
    if (other >= 0) this.#venues[other]!.hear(tape, index, false)
  }

  touch(now: Nanos, book: VenueBook): void {
    this.#listener?.touch(now, book)
  }

  settled(now: Nanos): void {
    this.clearing.read(this.simulation.engine.events)
    if (this.#hasBegun && this.#writer.finish(now, this.#changes, this.venue)) this.#tell(now)
    this.#changes.clear()
    for (let k = 0; k < this.#venues.length; k++) this.#venues[k]!.settle()
    this.#listener?.settled?.(now)
  }

  #live(now: Nanos): void {
    const until = nanos(Math.min(now, this.endNanos))
    while ((this.#expiries[0] ?? NEVER) <= until) {
      const time = nanos(this.#expiries.shift()!)
      this.market.advanceTo(time)
      this.simulation.command((commands) => commands.time(time), time)
    }
    this.market.advanceTo(until)
  }

  /** The agents have been alone: whoever comes now is shown the book. */
  #begin(now: Nanos): void {
    this.simulation.start()
    this.market.advanceTo(now)
    this.#hasBegun = true
    if (this.#writer.snapshot(now, this.venue)) this.#tell(now)
  }

  #tell(now: Nanos): void {
    const { tape } = this.#writer
    this.messages++
    this.records += tape.length
    for (let k = 0; k < this.#lanes.length; k++) this.#lanes[k]!.tell(tape, now)
    tape.clear()
  }

  #setClock(): void {
    const [clock] = this.#lanes
    if (clock !== undefined) clock.exchangeTime = this.nextTime
  }
}

function bornPopulation({ population, parameters, seed, span }: LivingMarketOptions): Population {
  if (typeof population === 'function') return population()
  const own = parameters === undefined ? {} : { parameters }
  return populationOf({ name: population, seed, span, ...own })
}
