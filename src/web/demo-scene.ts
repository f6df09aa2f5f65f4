/**
 * The contract of a scene: a market and a strategy that the demo can show.
 *
 * | scene      | market                                                  | strategy          |
 * |------------|---------------------------------------------------------|-------------------|
 * | `exchange` | a matching engine with agents: the strategy rests in it | touch-quoter      |
 * | `gbm`      | a random walk with a spread around it                   | z-score-reversion |
 */
import type { AccountLimits, RiskLimits } from '../risk/index.ts'
import type { AnyStrategy } from '../strategy/index.ts'
import type { DemoEngine, DemoEngineOptions } from './demo-engine.ts'
import type { FeedName, PaneName, TunableField } from './protocol.ts'
import type { Tuning } from './tunables.ts'

export interface DemoScene {
  readonly feed: FeedName
  readonly symbol: string
  readonly strategy: AnyStrategy
  readonly tickSeconds: number
  /** Of a price, in the quote currency; 0 where prices have no grid. */
  readonly tickStep: number
  readonly initialBalance: number
  /** What the page draws, from top to bottom. */
  readonly panes: readonly PaneName[]
  /** What a person may change while it runs. */
  readonly fields: readonly TunableField[]
  /** Which of the fields are the market's; the others are the strategy's. */
  readonly marketFields: readonly string[]
  /** Of the market. */
  readonly limits: RiskLimits
  /** Of the account, where the session says nothing else. */
  readonly accountLimits: AccountLimits
  /** To begin with. */
  readonly tuning: Tuning
  begin(options: DemoEngineOptions): DemoEngine
  /** What a run is made of, for its journal. */
  describe(seed: number | string, tuning: Tuning): Readonly<Record<string, unknown>>
}
