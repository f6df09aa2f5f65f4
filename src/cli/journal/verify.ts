/** `t2t journal verify` and `recover`: is it whole, and where it is not. */
import { Command } from 'commander'
import { JournaledState } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { JournalFolder } from '../../io/index.ts'
import { cutTornTail, type JournalBatch, type JournalReport } from '../../journal/index.ts'
import { EXIT_NEGATIVE } from '../exit.ts'
import { ProgressBar, Turns } from '../progress.ts'
import { terminalOf } from '../terminal.ts'
import { lockJournal } from './lock-journal.ts'
import {
  type OpenedJournal,
  openJournal,
  problemText,
  readerOf,
  remedyText,
} from './open-journal.ts'

const EXAMPLES = `
Examples:
  t2t journal verify journal/
  t2t journal verify journal/ --json

Every checksum, every link of the chain of hashes and every sequence is checked, and
nothing is changed. Exit code 0: whole, closed or not. 1: torn or corrupt; the first
problem is named by segment, byte and sequence. 2: no journal, or none of this version.`

export function verifyCommand(): Command {
  return new Command('verify')
    .description('Check every record, checksum and hash of a journal.')
    .argument('<folder>', 'a journal, or one of its segments')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', EXAMPLES)
    .action(verify)
}

async function verify(path: string, given: { json?: boolean }): Promise<void> {
  const journal = openJournal(path)
  const { report, states } = await readThrough(journal)
  const problem = problemText(report)
  const isBad = problem !== undefined || states.disagreed > 0
  if (isBad) process.exitCode = EXIT_NEGATIVE
  if (given.json === true) {
    process.stdout.write(`${JSON.stringify(jsonOf(report, states), null, 2)}\n`)
    return
  }
  const terminal = terminalOf(process.stdout)
  const head = isBad ? terminal.red(report.status) : terminal.green('whole')
  const lines = [
    `${terminal.bold(path)}: ${head}`,
    `  records    ${recordsText(report)}`,
    `  segments   ${report.segments.length}, ${report.bytes} bytes`,
    `  closed     ${report.isClosed ? 'yes' : 'no: its writer has not said that this is all'}`,
    `  chain head ${hashOf(report)}`,
    `  states     ${states.agreed} check points agree with the records before them${
      states.disagreed > 0 ? terminal.red(`, ${states.disagreed} do not`) : ''
    }`,
    ...(problem === undefined ? [] : [`  ${terminal.red('problem')}    ${problem}`]),
    ...(problem === undefined ? [] : [`  ${remedyText(report)}`]),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

const recordsText = ({ records, firstSequence, lastSequence, batches }: JournalReport): string =>
  records === 0
    ? 'none'
    : `${records} (sequence ${firstSequence} to ${lastSequence}) in ${batches} batches`

interface Findings {
  readonly report: JournalReport
  readonly states: JournaledState
}

/** Reads all of it, with a bar, and holds the state check points against the records. */
export async function readThrough(journal: OpenedJournal): Promise<Findings> {
  const states = new JournaledState()
  const report = await readWhole(journal, (batch, { firstSequence }) => {
    // States follow from everything before them: a journal without its beginning has no such claim.
    const isWhole = firstSequence === 1
    for (let k = 0; isWhole && k < batch.count; k++) states.apply(batch, batch.first + k)
  })
  return { report, states }
}

/** What reading all of it comes to, with a bar; `look` is shown each batch. */
export async function readWhole(
  journal: OpenedJournal,
  look?: (batch: JournalBatch, report: JournalReport) => void,
): Promise<JournalReport> {
  const reader = readerOf(journal)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  try {
    for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
      const report = reader.report()
      look?.(batch, report)
      bar.update('verifying', report.bytes / journal.sizeBytes, report.records)
      await turns.take()
    }
  } finally {
    bar.done()
    reader.close()
  }
  return reader.report()
}

function jsonOf(report: JournalReport, states: JournaledState): object {
  const { end: _end, problem, ...rest } = report
  return {
    ...rest,
    chainHead: hashOf(report),
    rules: report.end?.rules ?? null,
    epochNanos: report.end === undefined ? null : String(report.end.epochNanos),
    statesAgreed: states.agreed,
    statesDisagreed: states.disagreed,
    problem: problem ?? null,
  }
}

export const hashOf = ({ end }: JournalReport): string =>
  end === undefined ? '' : Buffer.from(end.hash).toString('hex')

const RECOVER_EXAMPLES = `
Examples:
  t2t journal recover journal/

Cuts off what a crash has torn at the end: a batch that was never finished, and that
nobody was told of. A journal that is whole stays as it is. Corruption is never cut:
it is named, and the files are left alone (exit code 1).`

export function recoverCommand(): Command {
  return new Command('recover')
    .description('Cut the torn end off a journal after a crash.')
    .argument('<folder>', 'a journal')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', RECOVER_EXAMPLES)
    .action(recover)
}

async function recover(path: string, given: { json?: boolean }): Promise<void> {
  const journal = openJournal(path)
  if (!(journal.disk instanceof JournalFolder)) {
    throw new InputError('is one file of a journal', { file: path }, 'Name its folder.')
  }
  const unlock = lockJournal(path)
  try {
    const { report } = await readThrough(journal)
    const after = cutTornTail(journal, report)
    const isCorrupt = report.status === 'corrupt'
    if (isCorrupt) process.exitCode = EXIT_NEGATIVE
    const cutBytes = report.status === 'torn' ? report.tornBytes : 0
    const { status, records, lastSequence } = after
    if (given.json === true) {
      const { problem = null } = report
      const told = { status, records, lastSequence, cutBytes, problem }
      process.stdout.write(`${JSON.stringify(told, null, 2)}\n`)
      return
    }
    const done = isCorrupt
      ? `is corrupt and was left as it is: ${problemText(report)}\n  ${remedyText(report)}`
      : cutBytes === 0
        ? `was whole: ${records} records up to sequence ${lastSequence}`
        : `${cutBytes} torn bytes cut off; ${records} records up to sequence ${lastSequence} are there`
    process.stdout.write(`${path}: ${done}\n`)
  } finally {
    unlock()
  }
}
