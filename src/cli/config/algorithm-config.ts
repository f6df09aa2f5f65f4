/**
 * The keys `algorithm`, `register` and `requireRegistered`: which algorithm of the register a run is.
 *
 * A run that is not what was registered says so beside its result; with `requireRegistered` it does not
 * begin.
 */
import { resolve } from 'node:path'
import { z } from 'zod'
import { runAlgorithm } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { DEFAULT_REGISTER, readRegister } from '../compliance/register-file.ts'
import { runningAlgorithm } from '../compliance/running-algorithm.ts'
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
  readonly algorithm?: string | undefined
  readonly register?: string | undefined
  readonly requireRegistered?: boolean | undefined
}

/**
 * The same run with its algorithm, and a remark where it is not the one that was registered. What is
 * tested before it can be registered asks no register.
 */
export function withAlgorithm(
  loaded: LoadedRun,
  base: string,
  { isUnregistered = false }: { readonly isUnregistered?: boolean | undefined } = {},
): LoadedRun {
  if (isUnregistered) return loaded
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
  const known = readRegister(resolve(base, register))
  const algorithm = runAlgorithm(name, known, runningAlgorithm(loaded, base))
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
