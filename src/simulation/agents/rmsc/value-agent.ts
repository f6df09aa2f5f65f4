/**
 * Believes in a worth of the asset, observes it with noise, and trades towards it.
 *
 * The belief about the present worth is drawn towards the mean while nobody looks, then weighed
 * against a new observation by the variances of both; the belief about the worth at the close
 * decides the side. An order in ten crosses the spread, the others stand somewhere within twice the
 * spread of the far side. Belief variance starts at zero and, weighed as ABIDES weighs it, stays
 * there.
 */
import { BUY, exp, lots, type Nanos, NO_PRICE, nanos, SELL, ticks } from '../../../core/index.ts'
import type { AgentDesk, MarketAgent, MarketAnswer } from '../../market/index.ts'
import { type Fundamental, oneMinusExp } from './fundamental.ts'
import { drawOrderSize } from './order-size.ts'

export interface ValueAgentOptions {
  readonly closeNanos: Nanos
  /** Wakes per nanosecond. */
  readonly arrivalsPerNano: number
  /** Variance of an observation, squared ticks. */
  readonly observationVariance: number
  /** Reversion that the agent believes in, per nanosecond. */
  readonly reversionPerNano: number
  /** Variance per nanosecond that it believes the worth to have. */
  readonly shockVariance: number
}

export const RMSC04_VALUE = {
  arrivalsPerNano: 5.7e-12,
  observationVariance: 1_000,
  reversionPerNano: 1.67e-15,
  shockVariance: 100_000,
} as const

const AGGRESSIVE_SHARE = 0.1
const DEPTH_SPREADS = 2

export class ValueAgent implements MarketAgent {
  readonly name = 'value'
  readonly #options: ValueAgentOptions
  readonly #fundamental: Fundamental
  readonly #mean: number = 0
  /** `-log(1 - reversion)`, per nanosecond. */
  readonly #decay: number = 0
  #belief: number = 0
  #beliefVariance = 0
  #lastWake = 0

  constructor(options: ValueAgentOptions, fundamental: Fundamental) {
    this.#options = options
    this.#fundamental = fundamental
    this.#mean = fundamental.options.meanTicks
    this.#belief = this.#mean
    const k = options.reversionPerNano
    // Three terms are exact to the last bit: k is below 1e-10.
    this.#decay = k * (1 + k * (1 / 2 + k / 3))
  }

  start(desk: AgentDesk): void {
    this.#lastWake = desk.now
    this.#sleep(desk)
  }

  wake(desk: AgentDesk): void {
    desk.cancelAll()
    desk.ask()
    this.#sleep(desk)
  }

  answer(desk: AgentDesk, { bid, ask, isOpen }: MarketAnswer): void {
    if (!isOpen) return
    const worth = this.#worthAtClose(desk)
    const size = drawOrderSize(desk.random)
    const { random } = desk
    if (bid === NO_PRICE || ask === NO_PRICE) {
      const side = random.uniform() < 0.5 ? BUY : SELL
      if (size > 0 && worth > 0) desk.limit(side, ticks(worth), lots(size))
      return
    }
    const mid = Math.floor((bid + ask) / 2)
    const reach = DEPTH_SPREADS * Math.abs(ask - bid)
    const isAggressive = random.uniform() < AGGRESSIVE_SHARE
    const offset = isAggressive || reach === 0 ? 0 : random.integer(0, reach - 1)
    const isSeller = worth < mid
    const price = isSeller ? bid + offset : ask - offset
    if (size > 0 && price > 0) desk.limit(isSeller ? SELL : BUY, ticks(price), lots(size))
  }

  report(): void {}

  /** Updates the belief by an observation made now. */
  #worthAtClose(desk: AgentDesk): number {
    const { observationVariance, shockVariance, closeNanos } = this.#options
    const passed = desk.now - this.#lastWake
    this.#lastWake = desk.now
    const noise = Math.sqrt(observationVariance) * desk.random.normal()
    const observed = Math.round(this.#fundamental.at(desk.now) + noise)
    const prior = this.#drawnToMean(passed)
    const double = oneMinusExp(2 * this.#decay * passed)
    const priorVariance =
      (1 - double) * this.#beliefVariance + (double / oneMinusExp(2 * this.#decay)) * shockVariance
    const all = observationVariance + priorVariance
    this.#belief =
      all === 0 ? observed : (observationVariance * prior + priorVariance * observed) / all
    const kept = observationVariance + this.#beliefVariance
    this.#beliefVariance = kept === 0 ? 0 : (observationVariance * this.#beliefVariance) / kept
    return Math.round(this.#drawnToMean(Math.max(0, closeNanos - desk.now)))
  }

  #drawnToMean(passed: number): number {
    return this.#mean + (this.#belief - this.#mean) * exp(-this.#decay * passed)
  }

  #sleep(desk: AgentDesk): void {
    const wait = Math.round(desk.random.exponential() / this.#options.arrivalsPerNano)
    desk.wakeAt(nanos(desk.now + Math.max(1, wait)))
  }
}
