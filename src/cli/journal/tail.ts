/** `t2t journal tail` and `grep`: records as lines, the newest, or those that are looked for. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import {
  type EntryFilter,
  type EntryReader,
  EntryRows,
  entryLine,
  type JournalEntry,
  KIND_NAMES,
  matchesFilter,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { EXIT_NEGATIVE } from '../exit.ts'
import { naturalNumber, wholeNumber } from '../options.ts'
import { ProgressBar, Turns } from '../progress.ts'
import { type TextOutput, toStandardOutput } from '../text-output.ts'
import { entriesOf, type OpenedJournal, openJournal, segmentsOf, warnOf } from './open-journal.ts'
import { nanosOf } from './time-option.ts'

const FOLLOW_MILLIS = 200
const TAIL_RECORDS = 10

const TAIL_EXAMPLES = `
Examples:
  t2t journal tail journal/
  t2t journal tail journal/ -n 100 --json
  t2t journal tail journal/ --follow

With --follow new records are shown as they are written, until Ctrl-C, or until the
journal is closed.`

interface TailArguments {
  readonly lines: number
  readonly follow?: boolean
  readonly json?: boolean
}

export function tailCommand(): Command {
  return new Command('tail')
    .description('Show the newest records of a journal.')
    .argument('<folder>', 'a journal, or one of its segments')
    .option('-n, --lines <count>', 'how many', naturalNumber, TAIL_RECORDS)
    .option('-f, --follow', 'go on with what is written from now on')
    .option('--json', 'a JSON object a line')
    .addHelpText('after', TAIL_EXAMPLES)
    .action((path: string, given: TailArguments) =>
      toStandardOutput((output) => tail(path, given, output)),
    )
}

async function tail(path: string, given: TailArguments, output: TextOutput): Promise<void> {
  const journal = openJournal(path)
  const { entries, newest } = await newestOf(journal, given.lines)
  const rows = new EntryRows(entries)
  const show = (entry: JournalEntry) => output.write(textOf(rows, entry, given.json === true))
  for (const entry of newest) if (!(await show(entry))) return
  while (given.follow === true && entries.reader.report().problem === undefined) {
    const entry = entries.next()
    if (entry !== undefined) {
      if (!(await show(entry))) return
    } else if (entries.reader.report().isClosed) break
    else await sleep(FOLLOW_MILLIS)
  }
  const report = entries.reader.report()
  if (warnOf(report, path)) process.exitCode = EXIT_NEGATIVE
  else if (newest.length === 0) process.stderr.write(`t2t: ${path}: holds no record yet\n`)
}

/** Reads from the last segments that are enough; what they do not tell of instruments is not known. */
async function newestOf(
  journal: OpenedJournal,
  count: number,
): Promise<{ entries: EntryReader; newest: JournalEntry[] }> {
  const segments = segmentsOf(journal.disk)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  try {
    for (let back = 1; ; back *= 2) {
      const from = segments.at(-Math.min(back, segments.length))
      const entries = entriesOf(journal, from)
      const newest: JournalEntry[] = []
      for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
        newest.push(entry)
        if (newest.length > 2 * count) newest.splice(0, count)
        const { bytes, records } = entries.reader.report()
        bar.update('reading', bytes / journal.sizeBytes, records)
        await turns.take()
      }
      if (newest.length >= count || back >= segments.length) {
        return { entries, newest: newest.slice(-count) }
      }
    }
  } finally {
    bar.done()
  }
}

export function textOf(rows: EntryRows, entry: JournalEntry, isJson: boolean): string {
  const row = rows.row(entry)
  return isJson ? `${JSON.stringify(row)}\n` : `${entryLine(row)}\n`
}

const GREP_EXAMPLES = `
Examples:
  t2t journal grep journal/ --kind intent --reason 'price collar'
  t2t journal grep journal/ --order 1233198
  t2t journal grep journal/ --from 2026-03-02T09:30:00Z --to 2026-03-02T09:31:00Z
  t2t journal grep journal/ --text 'kill' --json

Every condition must hold. --reason takes a code or words of it. Times are ISO 8601
with a zone, or seconds from the beginning of a journal without a date. Exit code 1:
nothing was found. Kinds: ${KIND_NAMES.filter((name) => !name.startsWith('engine')).join(', ')}.`

interface GrepArguments {
  readonly kind?: readonly string[]
  readonly order?: number
  readonly instrument?: string
  readonly from?: string
  readonly to?: string
  readonly reason?: string
  readonly text?: string
  readonly max?: number
  readonly count?: boolean
  readonly json?: boolean
}

export function grepCommand(): Command {
  return new Command('grep')
    .description('Find records by kind, order, instrument, time, reason or text.')
    .argument('<folder>', 'a journal, or one of its segments')
    .option('--kind <name...>', 'kinds of records')
    .option('--order <id>', 'records of an order', wholeNumber)
    .option('--instrument <name>', 'symbol or index')
    .option('--from <time>', 'from this time on')
    .option('--to <time>', 'up to this time')
    .option('--reason <words>', 'reason of a refusal: code or words')
    .option('--text <words>', 'words anywhere in the line')
    .option('--max <count>', 'end after so many', naturalNumber)
    .option('--count', 'print only how many there are')
    .option('--json', 'a JSON object a line')
    .addHelpText('after', GREP_EXAMPLES)
    .action((path: string, given: GrepArguments) =>
      toStandardOutput((output) => grep(path, given, output)),
    )
}

async function grep(path: string, given: GrepArguments, output: TextOutput): Promise<void> {
  checkKinds(given.kind ?? [])
  const journal = openJournal(path)
  const entries = entriesOf(journal)
  const rows = new EntryRows(entries)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  let filter: EntryFilter | undefined
  let found = 0
  for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
    filter ??= filterOf(given, entries.epochNanos)
    const row = rows.row(entry)
    if (matchesFilter(entry, row, () => entryLine(row), filter)) {
      found++
      bar.done()
      if (given.count !== true && !(await output.write(textOf(rows, entry, given.json === true)))) {
        return
      }
      if (found === given.max) break
    }
    const { bytes, records } = entries.reader.report()
    bar.update('searching', bytes / journal.sizeBytes, records)
    await turns.take()
  }
  bar.done()
  entries.reader.close()
  if (given.count === true) await output.write(`${found}\n`)
  const isBad = warnOf(entries.reader.report(), path)
  if (isBad || found === 0) process.exitCode = EXIT_NEGATIVE
}

function filterOf(given: GrepArguments, epochNanos: bigint): EntryFilter {
  const { kind, order, instrument, from, to, reason, text } = given
  return {
    kinds: kind === undefined ? undefined : new Set(kind),
    order,
    instrument,
    fromNanos: from === undefined ? undefined : nanosOf(from, epochNanos, '--from'),
    toNanos: to === undefined ? undefined : nanosOf(to, epochNanos, '--to'),
    reason,
    text,
  }
}

/** @throws InputError for kinds that there are not. */
export function checkKinds(kinds: readonly string[]): void {
  const unknown = kinds.filter((kind) => !KIND_NAMES.includes(kind))
  if (unknown.length === 0) return
  throw new InputError(
    `no record is called ${unknown.map((kind) => JSON.stringify(kind)).join(', ')}`,
    { field: '--kind' },
    `Known: ${KIND_NAMES.join(', ')}.`,
  )
}
