/** The desk of one agent: its verbs become commands, stamped with its participant and its line. */
import type { BookView } from '../../book/index.ts'
import {
  LIMIT,
  type Lots,
  MARKET,
  type Nanos,
  NO_PRICE,
  NO_SIDE,
  type RandomStream,
  type Side,
  type Ticks,
} from '../../core/index.ts'
import { type CommandWriter, packTerms } from '../../exchange/index.ts'
import type { AgentLine } from './agent-line.ts'
import type { AgentDesk, MarketAgent } from './market-agent.ts'

/** What a desk needs of the simulation. */
export interface DeskHost {
  readonly now: Nanos
  readonly book: BookView
  readonly commands: CommandWriter
  nextOrderId(): number
  /** The commands written since the last call leave for the venue. */
  send(desk: TradingDesk): void
  sendQuestion(desk: TradingDesk): void
  scheduleWake(desk: TradingDesk, time: Nanos): void
  watchImbalance(desk: TradingDesk, imbalance: number): void
}

/** The instrument that market agents trade. */
export const MARKET_INSTRUMENT = 0
const LIMIT_TERMS = packTerms({ type: LIMIT })
const MARKET_TERMS = packTerms({ type: MARKET })

export class TradingDesk implements AgentDesk {
  readonly agent: MarketAgent
  readonly participant: number
  readonly random: RandomStream
  /** Undefined for a flow that sits at the venue. */
  readonly line: AgentLine | undefined
  /** Until then the agent computes, and what arrives waits. */
  busyUntil = 0
  readonly #host: DeskHost

  constructor(
    host: DeskHost,
    agent: MarketAgent,
    participant: number,
    random: RandomStream,
    line: AgentLine | undefined,
  ) {
    this.#host = host
    this.agent = agent
    this.participant = participant
    this.random = random
    this.line = line
  }

  get now(): Nanos {
    return this.#host.now
  }
  get book(): BookView {
    return this.#host.book
  }

  limit(side: Side, price: Ticks, size: Lots, terms = LIMIT_TERMS): number {
    return this.#enter(side, price, size, terms)
  }

  market(side: Side, size: Lots): number {
    return this.#enter(side, NO_PRICE, size, MARKET_TERMS)
  }

  cancel(orderId: number): void {
    this.#host.commands.cancel(orderId, this.participant, MARKET_INSTRUMENT)
    this.#host.send(this)
  }

  cancelAll(): void {
    this.#host.commands.massCancel(this.participant, MARKET_INSTRUMENT, NO_SIDE)
    this.#host.send(this)
  }

  ask(): void {
    this.#host.sendQuestion(this)
  }

  wakeAt(time: Nanos): void {
    this.#host.scheduleWake(this, time)
  }

  alertAbove(imbalance: number): void {
    this.#host.watchImbalance(this, imbalance)
  }

  #enter(side: Side, price: Ticks, size: Lots, terms: number): number {
    const host = this.#host
    const id = host.nextOrderId()
    host.commands.limit(id, this.participant, MARKET_INSTRUMENT, side, price, size, terms)
    host.send(this)
    return id
  }
}
