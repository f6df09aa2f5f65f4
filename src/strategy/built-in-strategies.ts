/** The strategies that come with the laboratory, by name. */
import { skewQuoter } from './skew-quoter.ts'
import { spreadThreshold } from './spread-threshold.ts'
import type { AnyStrategy } from './strategy.ts'
import { touchQuoter } from './touch-quoter.ts'
import { zScoreReversion } from './z-score-reversion.ts'

export const builtInStrategies: ReadonlyMap<string, AnyStrategy> = new Map(
  [zScoreReversion, spreadThreshold, touchQuoter, skewQuoter].map((strategy) => [
    strategy.name,
    strategy,
  ]),
)
