/** The strategy that a configuration names: one that comes along, or a module of the user's. */
import { resolve } from 'node:path'
import { type MarketOptions, surveyMarkets, touchColumns } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { type AnyStrategy, builtInStrategies } from '../../strategy/index.ts'
import { isModulePath, type LoadedStrategy, loadStrategyModule } from './strategy-module.ts'

/** Modules on the command line are named from where the user stands. */
export const strategyGiven = (name: string): string => (isModulePath(name) ? resolve(name) : name)

/** @throws InputError for a name that nobody has, and for a module without a strategy. */
export async function strategySource(name: string, base: string): Promise<LoadedStrategy> {
  if (isModulePath(name)) return loadStrategyModule(name, base)
  const strategy = builtInStrategies.get(name)
  if (strategy !== undefined) return { strategy }
  throw new InputError(
    `no strategy is called ${JSON.stringify(name)}`,
    { field: '--strategy' },
    `Known: ${[...builtInStrategies.keys()].join(', ')}; or name a module such as ./my-strategy.mjs.`,
  )
}

/** Reads the data once where the strategy is made from them. */
export async function strategyOn(
  source: LoadedStrategy,
  markets: readonly MarketOptions[],
): Promise<AnyStrategy> {
  if ('strategy' in source) return source.strategy
  const options = { strategy: builtInStrategies.values().next().value!, markets }
  return source.strategyFrom(await touchColumns(options, await surveyMarkets(options)))
}
