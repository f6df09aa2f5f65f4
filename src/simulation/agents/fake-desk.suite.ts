/** A desk that writes down what its agent does, and answers when told to. Tests only. */
import { type BookView, LadderBook } from '../../book/index.ts'
import {
  BUY,
  Instrument,
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  RandomStream,
  type Side,
  sideName,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import type { AgentDesk, MarketAgent, MarketAnswer } from '../market/index.ts'

export class FakeDesk implements AgentDesk {
  now: Nanos = nanos(0)
  readonly participant = 0
  readonly random: RandomStream
  readonly levels = new LadderBook({
    instrument: new Instrument({ symbol: 'TEST', tick: '0.01', lot: '1' }),
    bandTicks: 64,
  })
  /** What happened, one line an act. */
  readonly acts: string[] = []
  /** Instants that the agent asked for, ascending. */
  readonly wakes: number[] = []
  #id = 0

  constructor(name: string) {
    this.random = RandomStream.named(1, name)
  }

  get book(): BookView {
    return this.levels
  }

  limit(side: Side, price: Ticks, size: Lots): number {
    this.acts.push(`${sideName(side)} ${size} at ${price}`)
    return ++this.#id
  }
  market(side: Side, size: Lots): number {
    this.acts.push(`${sideName(side)} ${size}`)
    return ++this.#id
  }
  cancel(orderId: number): void {
    this.acts.push(`cancel ${orderId}`)
  }
  cancelAll(): void {
    this.acts.push('cancel all')
  }
  ask(): void {
    this.acts.push('ask')
  }
  wakeAt(time: Nanos): void {
    this.wakes.push(time)
    this.wakes.sort((a, b) => a - b)
  }
  alertAbove(imbalance: number): void {
    this.acts.push(`alert above ${imbalance}`)
  }

  /** Takes what was written down. */
  take(): string[] {
    return this.acts.splice(0)
  }

  /** Wakes the agent at the next instant that it asked for. */
  wakeNext(agent: MarketAgent): void {
    this.now = nanos(this.wakes.shift() ?? this.now)
    agent.wake(this)
  }
}

/** A two-sided answer, with what a test wants to be different. */
export function answerWith(change: Partial<MarketAnswer> = {}): MarketAnswer {
  return {
    bid: ticks(99_990),
    bidLots: lots(100),
    ask: ticks(100_010),
    askLots: lots(100),
    lastPrice: NO_PRICE,
    tradedLots: 0,
    boughtLots: 0,
    isOpen: true,
    isAlert: false,
    ...change,
  }
}

/** Puts orders of one lot at a price into the fake book. */
export function stand(desk: FakeDesk, side: Side, price: number, size = 1): void {
  desk.levels.set(side, ticks(price), lots(size))
}

export const sides = (acts: readonly string[]): readonly Side[] =>
  acts.map((act) => (act.startsWith('BUY') ? BUY : -BUY) as Side)
