/** What decides in a loaded run: what registers and certificates are held against. */
import { type DecidingParts, runningParts } from '../../backtest/index.ts'
import type { LoadedRun } from '../config/load-run.ts'
import { codeHashOf } from './code-hash.ts'

interface NamesStrategies {
  readonly strategy?: string
  readonly strategies?: readonly { readonly strategy: string }[]
}

/** `base`: the folder that paths of the configuration are relative to. */
export function runningAlgorithm(
  { options, configuration }: Pick<LoadedRun, 'options' | 'configuration'>,
  base: string,
): DecidingParts {
  const { strategy = options.strategy.name, strategies } = configuration.inForce as NamesStrategies
  const named = strategies?.map((each) => each.strategy) ?? [strategy]
  return runningParts(options, codeHashOf(named, base))
}
