/** The drop copy on the command line: beside a run with `--drop-copy`, followed with `t2t drop-copy`. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { Command as Commander } from 'commander'
import { Command } from 'commander'
import {
  type RecordSink,
  RunJournal,
  type RunJournalOptions,
  type SinkStart,
} from '../backtest/index.ts'
import { InputError } from '../core/index.ts'
import { type CopyFormat, type DropCopy, followDropCopy, startDropCopy } from '../web/index.ts'
import { terminalOf } from './terminal.ts'

export interface DropCopyArguments {
  readonly dropCopy?: number
  readonly dropCopyWait?: boolean
}

const PORT_MAX = 65_535

const EXAMPLES = `
Examples:
  t2t backtest run.yaml --drop-copy 4180 --drop-copy-wait
  t2t demo --drop-copy 4180
  t2t drop-copy 'ws://127.0.0.1:4180/#token=...'
  t2t drop-copy 'ws://127.0.0.1:4180/#token=...' --raw copy.bin

Lines of JSON, or with --raw records of 64 bytes. The URL is what the run
printed. Orders, verdicts, reports, stops, alerts and what people did come as they
happen; market data do not. A backtest waits for a slow reader, and drops one that
takes nothing for 10 to 20 seconds; a live demo waits for nobody, and drops one that is too
slow. A reader that was dropped ends with exit code 2: a copy has every record, or ends.`

export function withDropCopy(command: Commander): Commander {
  return command
    .option(
      '--drop-copy <port>',
      'serve a copy of every order to a second party; 0: any port',
      portOf,
    )
    .option('--drop-copy-wait', 'begin only when somebody reads the copy')
}

/**
 * Serves, where that is asked for, and says where; waits for a reader where that is asked for. `waits`:
 * what runs obeys no clock, so that it waits for slow readers too.
 */
export async function openDropCopy(
  given: DropCopyArguments,
  { waits }: { readonly waits: boolean },
): Promise<DropCopy | undefined> {
  if (given.dropCopy === undefined) {
    if (given.dropCopyWait !== true) return undefined
    throw new InputError(
      'waits for a reader of a copy that is not served',
      { field: '--drop-copy-wait' },
      'Add --drop-copy PORT.',
    )
  }
  const copy = await startDropCopy({ port: given.dropCopy, waits })
  const { dim, cyan } = terminalOf(process.stderr)
  process.stderr.write(`${dim('drop copy')}  ${cyan(copy.url)}\n`)
  if (given.dropCopyWait === true) await copy.firstReader
  return copy
}

/** What stands between a run and its journal. */
export const copiedBy =
  (copy: DropCopy | undefined) =>
  (sink: RecordSink, { epochNanos }: Pick<SinkStart, 'epochNanos'>): RecordSink =>
    copy?.sink(sink, epochNanos) ?? sink

/** A run's journal that goes nowhere but into the copy. */
export function copiedJournal(
  copy: DropCopy | undefined,
  options: Omit<RunJournalOptions, 'open'>,
): RunJournal | undefined {
  if (copy === undefined) return undefined
  return new RunJournal({ ...options, open: ({ epochNanos }) => copy.sink(undefined, epochNanos) })
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Ends it, and says what became of it. */
export async function closeDropCopy(copy: DropCopy | undefined): Promise<void> {
  if (copy === undefined) return
  const { readers, dropped, lost, waitedMillis } = await copy.close()
  const seconds = waitedMillis / 1e3
  const waited = seconds < 0.1 ? '' : `, the run waited ${seconds.toFixed(1)} s for them`
  const { dim } = terminalOf(process.stderr)
  process.stderr.write(
    `${dim('drop copy')}  ${counted(readers, 'reader')}, ${dropped} dropped as too slow, ${counted(lost, 'record')} lost${waited}\n`,
  )
}

export function dropCopyCommand(): Command {
  return new Command('drop-copy')
    .description('Follow the drop copy of a run: every order as it happens.')
    .argument('<url>', 'as the run printed it, with its token')
    .option('--raw <file>', 'write records of 64 bytes into a file, instead of JSON')
    .addHelpText('after', EXAMPLES)
    .action(follow)
}

async function follow(url: string, { raw }: { raw?: string }): Promise<void> {
  const format: CopyFormat = raw === undefined ? 'json' : 'raw'
  const file = raw === undefined ? undefined : newFile(raw)
  const abort = new AbortController()
  const end = () => abort.abort()
  process.once('SIGINT', end)
  process.stdout.on('error', end)
  try {
    const onData = (data: Buffer) => {
      if (file === undefined) process.stdout.write(data)
      else for (let at = 0; at < data.length; ) at += writeSync(file, data, at)
    }
    await followDropCopy({ url, format, onData, signal: abort.signal })
  } finally {
    process.removeListener('SIGINT', end)
    process.stdout.removeListener('error', end)
    if (file !== undefined) closeSync(file)
  }
}

/** A copy never takes the place of another one. @throws InputError where it cannot be made. */
function newFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
    throw new InputError('is there already', { file: path }, 'Name a new file for --raw.')
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= PORT_MAX) return port
  throw new InputError(
    `${JSON.stringify(text)} is not a port`,
    { field: '--drop-copy' },
    `Give a number from 0 (any free one) to ${PORT_MAX}.`,
  )
}
