/**
 * A market that lives: agents, their lines, and an exchange with a real book, driven by events.
 *
 * ```
 *   agents --- commands, questions ---> [ line ] ---> matching engine ---> events
 *     ^                                                    |                 |
 *     +------------- reports, answers --- [ line ] <-------+                 +--> listener
 * ```
 *
 * Events happen in a total order: time; then what (requests at the venue, messages that arrive at
 * agents, wakes); then agent by agent; then as they were scheduled. Whatever is drawn comes from a
 * stream of its own under seed and name. So the same population, seed and commands make the same
 * events, and `hash` names them.
 *
 * Others may trade there too: `addParticipant` makes room, `command` applies what they send at the
 * present instant, and `advanceTo` lets the market live up to a time. That is how a strategy is
 * placed among the agents.
 *
 * An agent whose line takes no time acts at once: its commands are applied in the order in which
 * they were sent as soon as its turn is over, and reports come back in the same instant.
 */
import type { BookView } from '../../book/index.ts'
import {
  assert,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  EventHeap,
  EventTape,
  engineKindOf,
  I_INCOMING_PARTICIPANT,
  I_META,
  I_PARTICIPANT,
  I_RESTING_PARTICIPANT,
  type Nanos,
  nanos,
  RandomStream,
} from '../../core/index.ts'
import { CommandWriter, type Matching, takesOrders } from '../../exchange/index.ts'
import { AgentLine, type LineOptions } from './agent-line.ts'
import { EventDigest } from './event-digest.ts'
import type { MarketAgent } from './market-agent.ts'
import { MessagePool, SLOT_RECORDS } from './message-pool.ts'
import { AnswerView, ReportView } from './message-views.ts'
import { type DeskHost, MARKET_INSTRUMENT, TradingDesk } from './trading-desk.ts'
import { VenueBook } from './venue-book.ts'

/** Sees everything that happens at the venue, in order, and changes nothing. */
export interface MarketListener {
  /** An event of the engine; valid during the call. */
  event(tape: EventTape, index: number): void
  /** A best price or size is another than before the latest command. */
  touch(now: Nanos, book: VenueBook): void
  /** A command has been obeyed with all that follows from it: the displayed book is consistent. */
  settled?(now: Nanos): void
}

/** Somebody at the market: who, over which line, and its first name in the seed. */
export interface PopulationMember {
  readonly agent: MarketAgent
  /** None for a flow that sits at the venue. */
  readonly line?: LineOptions
}

export interface MarketSimulationOptions {
  /** An engine whose instrument 0 the agents trade, with room for every participant. */
  readonly engine: Matching
  readonly members: readonly PopulationMember[]
  readonly seed: number | string
  readonly symbol?: string
  readonly startNanos?: Nanos
  /** Participants beyond the agents, for `addParticipant`. */
  readonly guests?: number
}

const REQUEST = 0
const ARRIVAL = 1
const WAKE = 2
/** Added to an arrival or wake that has waited until its agent was free. */
const WAITED = 2
/** Rank: what, above the agent's number. */
const AGENT_BITS = 24

const AT_REQUEST = 0
const AT_QUESTION = 1
const AT_REPORT_RESTING = 2
const AT_REPORT = 3
const AT_ANSWER = 4

export class MarketSimulation implements DeskHost {
  readonly engine: Matching
  readonly venue: VenueBook
  readonly commands = new CommandWriter(new EventTape(64))
  readonly #urgent = new CommandWriter(new EventTape(4))
  readonly #desks: TradingDesk[] = []
  readonly #heap = new EventHeap(1024)
  readonly #pool = new MessagePool()
  /** Of a message on its way: what it is, at its slot. */
  #kinds = new Uint8Array(256)
  readonly #report = new ReportView()
  readonly #answer = new AnswerView()
  readonly #digest = new EventDigest()
  readonly #watchers: { readonly desk: TradingDesk; readonly above: number; isAbove: boolean }[] =
    []
  readonly #guestsFrom: number = 0
  readonly #guestsMax: number = 0
  #listener: MarketListener | undefined
  #now: Nanos
  #orderId = 0
  #guests = 0
  #isFlushing = false
  /** Events of the kernel: requests, arrivals and wakes that have happened. */
  steps = 0
  /** Events of the engine so far. */
  events = 0

  constructor(options: MarketSimulationOptions) {
    const { engine, members, seed, startNanos = nanos(0), guests = 0 } = options
    this.engine = engine
    this.#now = startNanos
    this.commands.now = startNanos
    this.#guestsFrom = members.length
    this.#guestsMax = guests
    this.venue = new VenueBook(options.symbol ?? 'SIM', members.length)
    const places = RandomStream.named(seed, 'venue place')
    for (const [participant, { agent, line }] of members.entries()) {
      const random = RandomStream.named(seed, `agent ${participant} ${agent.name}`)
      const itsLine =
        line === undefined
          ? undefined
          : new AgentLine(line, placeOf(places, line), random.split('line'))
      this.#desks.push(new TradingDesk(this, agent, participant, random, itsLine))
    }
  }

  /** Who hears of everything; set before `start`. */
  listen(listener: MarketListener): void {
    this.#listener = listener
  }

  get now(): Nanos {
    return this.#now
  }
  get book(): BookView {
    return this.venue.levels
  }
  /** When something happens next; `NEVER` when all agents have gone to sleep for good. */
  get nextTime(): Nanos {
    return this.#heap.peekTime
  }
  /** Names everything that happened so far, in order, and the state it led to. */
  get hash(): string {
    return this.#digest.over(this.engine.stateHash())
  }

  /** Lets every agent begin. Once, before anything else. */
  start(): void {
    for (const desk of this.#desks) {
      desk.agent.start(desk)
      this.#flush()
    }
  }

  /** Lives until nothing is left to happen at or before `end`, or `stepsMax` things have. */
  advanceTo(end: Nanos, stepsMax = Number.POSITIVE_INFINITY): boolean {
    const last = this.steps + stepsMax
    while (this.#heap.peekTime <= end) {
      if (this.steps >= last) return false
      this.#step()
    }
    if (this.#now < end) this.#now = end
    return true
  }

  /** A number for somebody who trades beside the agents. */
  addParticipant(): number {
    assert(this.#guests < this.#guestsMax, 'the market was made for this many guests')
    return this.#guestsFrom + this.#guests++
  }

  /**
   * Applies commands of a guest, or of the venue itself (phases, bands), at the present instant, or
   * at a later one that no agent acts before any more. The listener hears the answers.
   */
  command(write: (commands: CommandWriter) => void, now = this.#now): void {
    assert(now >= this.#now, 'commands do not come from the past')
    this.#now = now
    this.commands.now = now
    write(this.commands)
    this.#flush()
  }

  /** Applies commands right behind the one that is being applied, before any that wait. */
  commandAtOnce(write: (commands: CommandWriter) => void): void {
    this.#urgent.now = this.#now
    write(this.#urgent)
  }

  /** Tells every agent to withdraw a share of its orders. */
  withdrawLiquidity(share: number, until: Nanos): void {
    for (const desk of this.#desks) {
      if (desk.agent.withdraw === undefined) desk.cancelAll()
      else desk.agent.withdraw(desk, share, until)
      this.#flush()
    }
  }

  /** Everyone who has an opinion of the worth of the asset hears that it jumped. */
  tellNews(jumpTicks: number): void {
    for (const desk of this.#desks) {
      desk.agent.hearNews?.(desk, jumpTicks)
      this.#flush()
    }
  }

  // What desks ask for.

  nextOrderId(): number {
    return ++this.#orderId
  }

  send(desk: TradingDesk): void {
    const tape = this.commands.tape
    // Without a line the command waits on the tape until the agent's turn is over.
    if (desk.line === undefined) return
    const slot = this.#take(AT_REQUEST)
    this.#pool.fill(slot, tape, tape.length - 1, 1)
    tape.length--
    this.#heap.push(desk.line.arrivalThere(this.#now), rankOf(REQUEST, desk.participant), slot)
  }

  sendQuestion(desk: TradingDesk): void {
    const slot = this.#take(AT_QUESTION)
    const arrival = desk.line === undefined ? this.#now : desk.line.arrivalThere(this.#now)
    this.#heap.push(arrival, rankOf(REQUEST, desk.participant), slot)
  }

  scheduleWake(desk: TradingDesk, time: Nanos): void {
    const when = nanos(Math.max(time, this.#now))
    this.#heap.push(when, rankOf(WAKE, desk.participant), desk.participant)
  }

  watchImbalance(desk: TradingDesk, above: number): void {
    this.#watchers.push({ desk, above, isAbove: false })
  }

  #step(): void {
    const rank = this.#heap.peekRank
    const time = this.#heap.peekTime
    assert(time >= this.#now, 'time never goes back')
    const payload = this.#heap.pop()
    this.#now = time
    this.commands.now = time
    this.steps++
    const desk = this.#desks[rank & ((1 << AGENT_BITS) - 1)]!
    const what = rank >> AGENT_BITS
    if (what === REQUEST) this.#reachVenue(desk, payload)
    else if (what <= WAKE && time < desk.busyUntil) this.#wait(desk, what, payload)
    else {
      if (what <= WAKE) desk.busyUntil = time + computationOf(desk)
      if (what === WAKE || what === WAKE + WAITED) desk.agent.wake(desk)
      else this.#reachAgent(desk, payload)
    }
    this.#flush()
  }

  /** What finds its agent computing gets the next turn that nobody has yet. */
  #wait(desk: TradingDesk, what: number, payload: number): void {
    this.#heap.push(nanos(desk.busyUntil), rankOf(what + WAITED, desk.participant), payload)
    desk.busyUntil += computationOf(desk)
  }

  #reachVenue(desk: TradingDesk, slot: number): void {
    if (this.#kinds[slot] === AT_QUESTION) {
      this.#answerTo(desk, slot, false)
      return
    }
    this.commands.tape.appendFrom(this.#pool.tape, slot * SLOT_RECORDS, 1)
    this.#stamp(this.commands.tape.length - 1)
    this.#pool.give(slot)
  }

  /** A command that has travelled carries the instant at which it arrives. */
  #stamp(index: number): void {
    this.commands.tape.f64[index * EVENT_F64] = this.#now
  }

  #answerTo(desk: TradingDesk, slot: number, isAlert: boolean): void {
    const isOpen = takesOrders(this.engine.phaseOf(MARKET_INSTRUMENT))
    this.#answer.write(this.#pool.tape, slot * SLOT_RECORDS, this.venue, isOpen, isAlert)
    this.#kinds[slot] = AT_ANSWER
    const arrival = desk.line === undefined ? this.#now : desk.line.arrivalBack(this.#now)
    this.#heap.push(arrival, rankOf(ARRIVAL, desk.participant), slot)
  }

  #reachAgent(desk: TradingDesk, slot: number): void {
    const { tape } = this.#pool
    const kind = this.#kinds[slot]!
    if (kind === AT_ANSWER) desk.agent.answer(desk, this.#answer.at(tape, slot * SLOT_RECORDS))
    else {
      const report = this.#report.at(tape, slot * SLOT_RECORDS, kind === AT_REPORT_RESTING)
      if (report !== undefined) desk.agent.report(desk, report)
    }
    this.#pool.give(slot)
  }

  /** Applies what waits on the tape, one command after another, with all that follows at once. */
  #flush(): void {
    if (this.#isFlushing) return
    this.#isFlushing = true
    const { tape } = this.commands
    for (let index = 0; index < tape.length; ) {
      index = this.engine.apply(tape, index)
      this.#drain()
      if (this.#urgent.tape.length > 0) this.#flushUrgent()
    }
    tape.clear()
    this.#isFlushing = false
  }

  #flushUrgent(): void {
    const { tape } = this.#urgent
    for (let index = 0; index < tape.length; ) {
      index = this.engine.apply(tape, index)
      this.#drain()
    }
    tape.clear()
  }

  /** Hands the events of a command on, then forgets them. */
  #drain(): void {
    const { events } = this.engine
    for (let index = 0; index < events.length; index++) {
      this.venue.apply(events, index)
      this.#digest.add(events, index)
      this.#listener?.event(events, index)
    }
    this.events += events.length
    if (this.venue.takeTouchChange()) {
      this.#listener?.touch(this.#now, this.venue)
      if (this.#watchers.length > 0) this.#alert()
    }
    this.#listener?.settled?.(this.#now)
    for (let index = 0; index < events.length; index++) this.#route(events, index)
    events.clear()
  }

  #route(events: EventTape, index: number): void {
    const i = index * EVENT_I32
    if (engineKindOf(events.i32[i + I_META]!) === ENGINE_TRADE) {
      this.#tell(events, index, events.i32[i + I_RESTING_PARTICIPANT]!, AT_REPORT_RESTING)
      this.#tell(events, index, events.i32[i + I_INCOMING_PARTICIPANT]!, AT_REPORT)
    } else {
      this.#tell(events, index, events.i32[i + I_PARTICIPANT]!, AT_REPORT)
    }
  }

  /** Guests and the venue itself have no desk: the listener hears what concerns them. */
  #tell(events: EventTape, index: number, participant: number, kind: number): void {
    const desk = this.#desks[participant]
    if (desk === undefined) return
    if (desk.line === undefined) {
      const report = this.#report.at(events, index, kind === AT_REPORT_RESTING)
      if (report !== undefined) desk.agent.report(desk, report)
      return
    }
    const slot = this.#take(kind)
    this.#pool.fill(slot, events, index, 1)
    this.#heap.push(desk.line.arrivalBack(this.#now), rankOf(ARRIVAL, participant), slot)
  }

  #alert(): void {
    const { imbalance } = this.venue
    for (const watcher of this.#watchers) {
      const isAbove = imbalance > watcher.above
      if (isAbove && !watcher.isAbove) {
        this.#answerTo(watcher.desk, this.#take(AT_ANSWER), true)
      }
      watcher.isAbove = isAbove
    }
  }

  #take(kind: number): number {
    const slot = this.#pool.take()
    if (slot >= this.#kinds.length) {
      const kinds = new Uint8Array(2 * this.#kinds.length)
      kinds.set(this.#kinds)
      this.#kinds = kinds
    }
    this.#kinds[slot] = kind
    return slot
  }
}

const computationOf = ({ line }: TradingDesk): number => line?.computationNanos ?? 0

const rankOf = (what: number, agent: number): number => (what << AGENT_BITS) | agent

/** All lines of a length lead to a venue at one place. */
function placeOf(places: RandomStream, line: LineOptions): number {
  return places.split(`${line.metres}`).uniform() * line.metres
}
