/**
 * The keys `algorithm`, `register` and `requireRegistered`: which algorithm of the register a run is.
 *
 * A run that is not what was registered says so beside its result; with `requireRegistered` it does not
 * begin.
 */
import { resolve } from 'node:path'
import { z } from 'zod'
import { marketsOf, type RunAlgorithm, runAlgorithm } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { codeHash } from '../compliance/code-hash.ts'
import { DEFAULT_REGISTER, readRegister } from '../compliance/register-file.ts'
import type { LoadedRun } from './load-run.ts'

export const algorithmShape = {
  /** Of the register: `quoter`, or `quoter@2` for a version. */
  algorithm: z.string().min(1).optional(),
  /** The register's file. */
  register: z.string().min(1).optional(),
  requireRegistered: z.boolean().optional(),
}

export const ALGORITHM_KEYS: readonly string[] = Object.keys(algorithmShape)

interface AlgorithmConfig {
  readonly strategy?: string
  readonly algorithm?: string | undefined
  readonly register?: string | undefined
  readonly requireRegistered?: boolean | undefined
}

/** The same run with its algorithm, and a remark where it is not the one that was registered. */
export function withAlgorithm(loaded: LoadedRun, base: string): LoadedRun {
  const config = loaded.configuration.inForce as AlgorithmConfig
  const { algorithm: name, register = DEFAULT_REGISTER, requireRegistered = false } = config
  if (name === undefined) {
    if (!requireRegistered) return loaded
    throw new InputError(
      'is set, but no algorithm is named',
      { field: 'requireRegistered' },
      'Name one with algorithm: IDENTIFIER; t2t register list shows them.',
    )
  }
  const algorithm = algorithmOf(loaded, { name, base, register: resolve(base, register) })
  if (algorithm.problems.length === 0) return { ...loaded, algorithm }
  if (requireRegistered) {
    throw new InputError(
      `this run is not the registered algorithm:\n  ${algorithm.problems.join('\n  ')}`,
      { field: 'algorithm' },
      'Register and approve it (t2t register add, approve), or leave requireRegistered out.',
    )
  }
  const told = algorithm.problems.map((problem) => `warning: ${problem}`)
  return { ...loaded, algorithm, remarks: [...loaded.remarks, ...told] }
}

function algorithmOf(
  { options, configuration }: LoadedRun,
  { name, base, register }: { name: string; base: string; register: string },
): RunAlgorithm {
  const { strategy = options.strategy.name } = configuration.inForce as AlgorithmConfig
  return runAlgorithm(name, readRegister(register), {
    strategy: options.strategy.name,
    code: codeHash(strategy, base),
    params: options.params ?? {},
    limits: marketsOf(options).map(({ limits }) => ({ ...limits })),
  })
}
