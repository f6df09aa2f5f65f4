/** What a run's journal is told of the algorithm that runs: the number on every intent, and the words. */
import type { RunJournalOptions } from '../backtest/index.ts'
import type { LoadedRun } from './config/load-run.ts'

/** Nothing where the configuration names no algorithm, or one that the register does not have. */
export function algorithmFlag({
  algorithm,
}: Pick<LoadedRun, 'algorithm'>): Pick<RunJournalOptions, 'algorithm' | 'algorithmTold'> {
  if (algorithm?.entry === undefined) return {}
  const { identifier, version, code, owner, number } = algorithm.entry
  const { problems } = algorithm
  return {
    algorithm: number,
    algorithmTold: [identifier, version, code.strategy, code.product, owner, ...problems],
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
