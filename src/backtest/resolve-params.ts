/** Parameters of a run: a strategy's defaults with a user's overrides, checked whole. */
import { InputError } from '../core/index.ts'
import type { AnyStrategy, StrategyParams } from '../strategy/index.ts'

/**
 * The strategy's defaults with overrides on top.
 * @throws InputError naming every unknown key, wrong type and impossible value at once.
 */
export function resolveParams(strategy: AnyStrategy, overrides: StrategyParams): StrategyParams {
  const problems = paramProblems(strategy, overrides)
  const params = { ...strategy.params, ...overrides }
  if (problems.length === 0) problems.push(...(strategy.validate?.(params) ?? []))
  if (problems.length > 0) {
    throw new InputError(
      `parameters of ${strategy.name}: ${problems.join('; ')}`,
      { field: 'params' },
      'Correct them in the configuration or with --set params.NAME=VALUE.',
    )
  }
  return params
}

/** What is wrong with single values, whatever the others are: unknown names and wrong types. */
export function paramProblems(strategy: AnyStrategy, overrides: StrategyParams): string[] {
  const defaults: StrategyParams = strategy.params
  const problems: string[] = []
  for (const [name, value] of Object.entries(overrides)) {
    const usual = Object.hasOwn(defaults, name) ? defaults[name] : undefined
    if (usual === undefined) {
      problems.push(`${name} is not a parameter (known: ${Object.keys(defaults).join(', ')})`)
    } else if (typeof usual !== typeof value) {
      problems.push(`${name} is a ${typeof usual}, found ${JSON.stringify(value)}`)
    } else if (typeof value === 'number' && !Number.isFinite(value)) {
      problems.push(`${name} is a finite number, found ${value}`)
    }
  }
  return problems
}
