/** `t2t journal export`: a journal as a table, as FIX messages, or as audit events. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import {
  catEvent,
  ENTRY_COLUMNS,
  type EntryReader,
  type EntryRow,
  EntryRows,
  FIX_SEPARATOR,
  FixLog,
  type JournalEntry,
} from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { checkOutputs } from '../../io/index.ts'
import { segmentName } from '../../journal/index.ts'
import { EXIT_NEGATIVE } from '../exit.ts'
import { csvToParquet, loadDuckDb } from '../parquet-file.ts'
import { ProgressBar, Turns } from '../progress.ts'
import { FileOutput, StreamOutput, type TextOutput } from '../text-output.ts'
import { entriesOf, type OpenedJournal, openJournal, segmentsOf, warnOf } from './open-journal.ts'
import { checkKinds } from './tail.ts'

const FORMATS = ['csv', 'json', 'parquet', 'fix', 'cat'] as const
type Format = (typeof FORMATS)[number]

const EXAMPLES = `
Examples:
  t2t journal export journal/ --format csv --out journal.csv
  t2t journal export journal/ --format json | jq 'select(.kind == "intent")'
  t2t journal export journal/ --format parquet --out journal.parquet
  t2t journal export journal/ --format fix --pipe --out orders.fix
  t2t journal export journal/ --format cat --out audit.jsonl

csv, json (a JSON object a line) and parquet have a row for every record; fix has orders
and reports as FIX 4.4 messages, cat the events MENO, MEOA, MEOM, MEOC and MEOT. The
tables of what becomes what are in docs/journal.md. Parquet needs @duckdb/node-api.`

interface ExportArguments {
  readonly format: string
  readonly out?: string
  readonly kind?: readonly string[]
  readonly pipe?: boolean
}

export function exportCommand(): Command {
  return new Command('export')
    .description('Write a journal as CSV, JSON lines, Parquet, FIX log or audit events.')
    .argument('<folder>', 'a journal, or one of its segments')
    .option('--format <name>', FORMATS.join(', '), 'csv')
    .option('-o, --out <file>', 'a file instead of standard output')
    .option('--kind <name...>', 'only these kinds of records')
    .option('--pipe', 'fix: | between the fields instead of the byte 1')
    .addHelpText('after', EXAMPLES)
    .action(exportJournal)
}

async function exportJournal(path: string, given: ExportArguments): Promise<void> {
  const format = formatOf(given)
  checkKinds(given.kind ?? [])
  const journal = openJournal(path)
  if (given.out !== undefined) {
    const inputs = segmentsOf(journal.disk).map((segment) =>
      join(journal.folder, segmentName(segment)),
    )
    checkOutputs([{ option: '--out', path: given.out }], [path, ...inputs])
  }
  if (format === 'parquet') await exportParquet(journal, given)
  else {
    const { out } = given
    const output = out === undefined ? new StreamOutput(process.stdout) : new FileOutput(out)
    await writeText(journal, given, format, output)
  }
}

function formatOf({ format, out, pipe }: ExportArguments): Format {
  const found = FORMATS.find((name) => name === format)
  if (found === undefined) {
    throw new InputError(
      `no export is called ${JSON.stringify(format)}`,
      { field: '--format' },
      `Known: ${FORMATS.join(', ')}.`,
    )
  }
  if (found === 'parquet' && out === undefined) {
    throw new InputError(
      'is a file, not a stream',
      { field: '--format' },
      'Name it with --out FILE.',
    )
  }
  if (pipe === true && found !== 'fix') {
    throw new InputError('is for FIX messages', { field: '--pipe' }, 'Add --format fix.')
  }
  return found
}

async function exportParquet(journal: OpenedJournal, given: ExportArguments): Promise<void> {
  const out = given.out!
  const duckDb = await loadDuckDb('--format parquet', '--format csv holds the same')
  const table = `${out}.partial-${process.pid}.csv`
  try {
    await writeText(journal, given, 'csv', new FileOutput(table))
    await csvToParquet(
      duckDb,
      table,
      out,
      (name) =>
        ENTRY_COLUMNS.find((column) => column.name === name)?.isText === true
          ? 'VARCHAR'
          : 'DOUBLE',
      ENTRY_COLUMNS.map(({ name }) => name),
    )
  } finally {
    rmSync(table, { force: true })
  }
}

async function writeText(
  journal: OpenedJournal,
  given: ExportArguments,
  format: Format,
  output: TextOutput,
): Promise<void> {
  const entries = entriesOf(journal)
  const bar = new ProgressBar({ unit: 'records' })
  const turns = new Turns()
  try {
    const writer = writerFor(format, entries, given.pipe === true)
    const kinds = given.kind === undefined ? undefined : new Set(given.kind)
    if (writer.head !== '') await output.write(writer.head)
    let lines: string[] = []
    for (let entry = entries.next(); entry !== undefined; entry = entries.next()) {
      if (kinds !== undefined && !kinds.has(entry.name)) continue
      const line = writer.line(entry)
      if (line !== undefined) lines.push(line)
      if (lines.length < LINES_AT_ONCE) continue
      if (!(await output.write(lines.join('')))) return
      lines = []
      const { bytes, records } = entries.reader.report()
      bar.update('writing', bytes / journal.sizeBytes, records)
      await turns.take()
    }
    if (!(await output.write(lines.join('')))) return
    bar.done()
    const note = writer.note?.() ?? ''
    if (note !== '') process.stderr.write(`t2t: ${journal.path}: ${note}\n`)
    // What was good is written; what is missing behind it is told.
    if (warnOf(entries.reader.report(), journal.path)) process.exitCode = EXIT_NEGATIVE
    await output.finish()
  } catch (error) {
    await output.abandon()
    throw error
  } finally {
    bar.done()
    entries.reader.close()
  }
}

const LINES_AT_ONCE = 512

interface LineWriter {
  readonly head: string
  /** What a reader of the whole has to know, when all is written. */
  readonly note?: () => string
  /** Undefined for a record that has no place in this format. */
  line(entry: JournalEntry): string | undefined
}

function writerFor(format: Format, entries: EntryReader, isPiped: boolean): LineWriter {
  // Before the first record the epoch is not known: rows ask for it when they need it.
  const rows = new EntryRows(entries)
  if (format === 'json')
    return { head: '', line: (entry) => `${JSON.stringify(rows.row(entry))}\n` }
  if (format === 'fix') {
    const log = new FixLog(rows, isPiped ? '|' : FIX_SEPARATOR)
    return { head: '', line: (entry) => lineOrNone(log.message(entry)), note: () => noteOf(log) }
  }
  if (format === 'cat') {
    return {
      head: '',
      line: (entry) => {
        const event = catEvent(entry, rows)
        return event === undefined ? undefined : `${JSON.stringify(event)}\n`
      },
    }
  }
  const names = ENTRY_COLUMNS.map(({ name }) => name)
  return { head: `${names.join(',')}\n`, line: (entry) => csvLine(rows.row(entry)) }
}

function noteOf({ unknownOrders, unknownGrids }: FixLog): string {
  const told = [
    unknownOrders === 0
      ? ''
      : `${unknownOrders} messages are of orders that were entered before this log begins, or were over for long`,
    unknownGrids === 0
      ? ''
      : `${unknownGrids} messages have prices in ticks and sizes in lots, because the instrument is not known`,
  ].filter((words) => words !== '')
  return told.length === 0 ? '' : `${told.join('; ')}: their text (58) says so`
}

const lineOrNone = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : `${text}\n`

function csvLine(row: EntryRow): string {
  const cells = ENTRY_COLUMNS.map(({ name }) => csvCell(row[name]))
  return `${cells.join(',')}\n`
}

function csvCell(value: string | number | undefined): string {
  if (value === undefined) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
