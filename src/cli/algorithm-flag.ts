/** What a run's journal is told of the algorithm that runs: the number on every intent, and the words. */
import type { RunJournalOptions } from '../backtest/index.ts'
import type { LoadedRun } from './config/load-run.ts'

/**
 * Nothing where the configuration names no algorithm. One that the register does not have is number 0,
 * and its name and problem are told. The hashes are of the code that runs, not of what was registered.
 */
export function algorithmFlag({
  algorithm,
}: Pick<LoadedRun, 'algorithm'>): Pick<RunJournalOptions, 'algorithm' | 'algorithmTold'> {
  if (algorithm === undefined) return {}
  const { name, number, entry, running, problems } = algorithm
  const { identifier, version, owner } = entry ?? { identifier: name, version: '', owner: '' }
  const { strategy, product } = running.code
  return {
    algorithm: number,
    algorithmTold: [identifier, version, strategy, product, owner, ...problems],
  }
}

/** The same from a journal's description, for whoever writes or replays it. */
export function describedFlag({
  algorithm,
}: Readonly<Record<string, unknown>>): Pick<RunJournalOptions, 'algorithm' | 'algorithmTold'> {
  if (typeof algorithm !== 'object' || algorithm === null) return {}
  const { algorithm: number, algorithmTold: told } = algorithm as Record<string, unknown>
  if (!Number.isInteger(number) || !Array.isArray(told)) return {}
  return { algorithm: number as number, algorithmTold: told.map(String) }
}
