/**
 * What happens to a market from outside: a crash, a slip of a finger, news, an outage.
 *
 * A scenario says when it acts next, and then acts on the market as a guest with an account of its
 * own. `ScenarioMarket` lets a market live and its scenarios act in between, each at its instant, after
 * everything that the agents do there.
 */
import { type Nanos, NEVER, nanos } from '../../core/index.ts'
import type { MarketSimulation } from './market-simulation.ts'

export interface Scenario {
  readonly name: string
  /** When it acts next; `NEVER` when it is over. */
  readonly nextTime: Nanos
  /** Called at `nextTime`, which it then moves on. `guest` is its own participant number. */
  act(market: MarketSimulation, guest: number): void
}

export class ScenarioMarket {
  readonly simulation: MarketSimulation
  readonly #scenarios: readonly { readonly scenario: Scenario; readonly guest: number }[]

  /** The simulation must have room for a guest for each scenario. */
  constructor(simulation: MarketSimulation, scenarios: readonly Scenario[]) {
    this.simulation = simulation
    this.#scenarios = scenarios.map((scenario) => ({
      scenario,
      guest: simulation.addParticipant(),
    }))
  }

  get nextTime(): Nanos {
    return nanos(Math.min(this.simulation.nextTime, this.#next()?.scenario.nextTime ?? NEVER))
  }

  /** Lives until `end`, or for so many steps and acts. Answers whether it came to `end`. */
  advanceTo(end: Nanos, stepsMax = Number.POSITIVE_INFINITY): boolean {
    const { simulation } = this
    let last = simulation.steps + stepsMax
    for (;;) {
      const next = this.#next()
      const until = nanos(Math.min(end, next?.scenario.nextTime ?? NEVER))
      if (!simulation.advanceTo(until, last - simulation.steps)) return false
      if (next === undefined || next.scenario.nextTime > end) return true
      if (simulation.steps >= last) return false
      next.scenario.act(simulation, next.guest)
      // An act counts too: a storm of them must not keep the caller from its turn.
      last--
    }
  }

  /** The first of those that act soonest. */
  #next(): { readonly scenario: Scenario; readonly guest: number } | undefined {
    let soonest: { readonly scenario: Scenario; readonly guest: number } | undefined
    for (const entry of this.#scenarios) {
      const time = entry.scenario.nextTime
      if (time !== NEVER && !(time >= (soonest?.scenario.nextTime ?? NEVER))) soonest = entry
    }
    return soonest
  }
}
