/** `t2t journal stats`: how much of what is in a journal. */
import { Command } from 'commander'
import { EntryRows, type JournalEntry } from '../../backtest/index.ts'
import { JOURNAL_INTENT } from '../../core/index.ts'
import { NO_REASON, reasonText } from '../../risk/index.ts'
import { EXIT_NEGATIVE } from '../exit.ts'
import { ProgressBar, short, Turns } from '../progress.ts'
import { terminalOf } from '../terminal.ts'
import { entriesOf, openJournal, problemText } from './open-journal.ts'
import { hashOf } from './verify.ts'

const EXAMPLES = `
Examples:
  t2t journal stats journal/
  t2t journal stats journal/ --json

Rates are per second of the times in the journal, not of writing it.`

export function statsCommand(): Command {
  return new Command('stats')
    .description('Count the records of a journal: kinds, verdicts, rates, sizes.')
    .argument('<folder>', 'a journal, or one of its segments')
    .option('--json', 'print as JSON')
    .addHelpText('after', EXAMPLES)
    .action(stats)
}

class Tally {
  readonly kinds = new Map<string, number>()
  readonly verdicts = new Map<string, number>()
  entries = 0
  firstNanos = Number.POSITIVE_INFINITY
  lastNanos = Number.NEGATIVE_INFINITY
  cutTexts = 0

  add({ name, kind, code, localNanos, isCut }: JournalEntry): void {
    this.entries++
    count(this.kinds, name)
    if (kind === JOURNAL_INTENT) {
      count(this.verdicts, code === NO_REASON ? 'approved' : reasonText(code))
    }
    if (isCut) this.cutTexts++
    // Runs begin before there is a time.
    if (!(localNanos > 0)) return
    if (localNanos < this.firstNanos) this.firstNanos = localNanos
    if (localNanos > this.lastNanos) this.lastNanos = localNanos
  }

  get seconds(): number {
    return Math.max(0, this.lastNanos - this.firstNanos) / 1e9
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

async function stats(path: string, given: { json?: boolean }): Promise<void> {
  const journal = openJournal(path)
  const entries = entriesOf(journal)
  const tally = new Tally()
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    tally.add(entry)
    if ((tally.entries & 0xff) !== 0) continue
    const { bytes, records } = entries.reader.report()
    bar.update('counting', bytes / journal.sizeBytes, records)
    await turns.take()
  }
  bar.done()
  const report = entries.reader.report()
  const problem = problemText(report)
  if (problem !== undefined) process.exitCode = EXIT_NEGATIVE
  const rows = new EntryRows(entries)
  const { seconds } = tally
  const figures = {
    records: report.records,
    entries: tally.entries,
    batches: report.batches,
    recordsPerBatch: report.batches === 0 ? 0 : report.records / report.batches,
    segments: report.segments.length,
    bytes: report.bytes,
    bytesPerRecord: report.records === 0 ? 0 : report.bytes / report.records,
    firstSequence: report.firstSequence,
    lastSequence: report.lastSequence,
    from: seconds === 0 && tally.firstNanos > tally.lastNanos ? null : rows.at(tally.firstNanos),
    to: seconds === 0 && tally.firstNanos > tally.lastNanos ? null : rows.at(tally.lastNanos),
    seconds,
    recordsPerSecond: seconds === 0 ? null : report.records / seconds,
    isClosed: report.isClosed,
    status: report.status,
    problem: problem ?? null,
    cutTexts: tally.cutTexts,
    rules: entries.header?.rules ?? null,
    chainHead: hashOf(report),
    kinds: sorted(tally.kinds),
    verdicts: sorted(tally.verdicts),
  }
  if (given.json === true) {
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
    return
  }
  const terminal = terminalOf(process.stdout)
  const labels = [...Object.keys(figures.kinds), ...Object.keys(figures.verdicts)]
  const width = Math.max(20, ...labels.map((label) => label.length))
  const row = (label: string, value: string) => `  ${terminal.dim(label.padEnd(width))}  ${value}`
  const perSecond = figures.recordsPerSecond
  const lines = [
    terminal.bold(path),
    row(
      'records',
      `${figures.records} in ${figures.batches} batches, ${figures.segments} segments`,
    ),
    row('bytes', `${figures.bytes} (${figures.bytesPerRecord.toFixed(1)} a record)`),
    row('time', figures.from === null ? 'none' : `${figures.from}  to  ${figures.to}`),
    row('rate', perSecond === null ? 'none' : `${short(perSecond)} records/s of journal time`),
    row('closed', report.isClosed ? 'yes' : 'no'),
    row('chain head', figures.chainHead),
    ...(problem === undefined ? [] : [row('problem', terminal.red(problem))]),
    '',
    ...Object.entries(figures.kinds).map(([kind, times]) => row(kind, String(times))),
    '',
    ...Object.entries(figures.verdicts).map(([verdict, times]) => row(verdict, String(times))),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([, a], [, b]) => b - a))
