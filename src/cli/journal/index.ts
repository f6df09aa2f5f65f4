/** `t2t journal` and its commands, and the journal of a run on the command line. */
import { Command } from 'commander'
import { exportCommand } from './export.ts'
import { replayCommand } from './replay.ts'
import { statsCommand } from './stats.ts'
import { grepCommand, tailCommand } from './tail.ts'
import { recoverCommand, verifyCommand } from './verify.ts'

export { LiveJournal, type LiveJournalArguments } from './live-journal.ts'
export {
  checkJournalOptions,
  explainDivergence,
  type JournalArguments,
  JournaledRun,
  type JournalOutcome,
  journalText,
  MARKET_LEVELS,
} from './run-journal.ts'

export function journalCommand(): Command {
  const journal = new Command('journal').description(
    'Look at the journal of a run: verify, tail, grep, stats, export, replay, recover.',
  )
  const commands = [
    verifyCommand(),
    tailCommand(),
    grepCommand(),
    statsCommand(),
    exportCommand(),
    replayCommand(),
    recoverCommand(),
  ]
  for (const command of commands) journal.addCommand(command)
  return journal
}
