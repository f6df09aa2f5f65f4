/** Evidence of a test: the hash of a run of the same strategy, or what a sweep over it came to. */
import { statSync } from 'node:fs'
import { type DecidingParts, sweepSignificance } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { readRunFile } from '../run-file.ts'
import { readSweep } from '../sweep/index.ts'
import { readJournalEvidence } from './journal-evidence.ts'

/** @throws InputError for what is no run that has ended, or one of another strategy. */
export async function runHashOf(path: string, { strategy }: DecidingParts): Promise<string> {
  const status = statSync(path, { throwIfNoEntry: false })
  const place = { file: path, field: '--run' }
  if (status === undefined) {
    throw new InputError('no such file or folder', place, 'Name a run file or a journal.')
  }
  if (status.isFile() && !/\.t2t$/.test(path)) {
    const { summary } = readRunFile(path)
    checkStrategy(summary.strategy, strategy, place)
    return summary.runHash
  }
  const { sink, facts } = await readJournalEvidence(path)
  const { runHash, description } = sink.evidence
  if (facts.problem !== null) {
    throw new InputError(`is a damaged journal: ${facts.problem}`, place, 'Name one that verifies.')
  }
  if (runHash === '') {
    throw new InputError('is the journal of a run that has not ended', place, 'Name one that has.')
  }
  checkStrategy(String(description.strategy), strategy, place)
  return runHash
}

/** @throws InputError for a folder of something else, or of another strategy. */
export function sweepSentence(folder: string, { strategy }: DecidingParts): string {
  const sweep = readSweep(folder)
  checkStrategy(sweep.strategy, strategy, { file: folder, field: '--sweep' })
  return sweepSignificance(sweep).sentence
}

/** Runs of several strategies name the first. */
function checkStrategy(found: string, wanted: string, place: { file: string; field: string }) {
  if (wanted === found || wanted.startsWith(`${found} + `)) return
  throw new InputError(
    `is of the strategy ${found}, and ${wanted} is registered`,
    place,
    'Evidence is of what is registered.',
  )
}
