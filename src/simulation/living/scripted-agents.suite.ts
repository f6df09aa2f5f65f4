/** Agents that do at each instant what they were told to, on a market without anybody else. */
import { type Nanos, nanos } from '../../core/index.ts'
import type { Population } from '../agents/index.ts'
import type { AgentDesk, MarketAgent } from '../market/index.ts'
import type { LivingMarketOptions } from './index.ts'

export type Deed = readonly [atNanos: number, act: (desk: AgentDesk) => void]

class ScriptedAgent implements MarketAgent {
  readonly name: string
  readonly #deeds: readonly Deed[]
  #next = 0

  constructor(name: string, deeds: readonly Deed[]) {
    this.name = name
    this.#deeds = deeds
  }
  start(desk: AgentDesk): void {
    for (const [at] of this.#deeds) desk.wakeAt(nanos(at))
  }
  wake(desk: AgentDesk): void {
    this.#deeds[this.#next++]![1](desk)
  }
  report(): void {}
  answer(): void {}
}

/** A market of scripted agents: nobody is there before, and nothing takes time. */
export function scriptedMarket(
  scripts: readonly (readonly Deed[])[],
  spanNanos: number,
): LivingMarketOptions {
  const population = (): Population => ({
    name: 'santa-fe',
    members: scripts.map((deeds, k) => ({ agent: new ScriptedAgent(`agent ${k}`, deeds) })),
    agentCount: scripts.length,
    startNanos: nanos(0),
    isDay: false,
  })
  return { population, seed: 1, span: nanos(spanNanos) as Nanos, warmUp: nanos(0) }
}
