/** A journal named on the command line: a folder of segments, or one segment; opened, never changed. */
import { statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { EntryReader, jsonOf } from '../../backtest/index.ts'
import { InputError, JOURNAL_INSTRUMENT, JOURNAL_RUN_BEGIN } from '../../core/index.ts'
import { JournalFolder, sha256 } from '../../io/index.ts'
import {
  decodeHeader,
  HEADER_BYTES,
  type HeaderProblem,
  type JournalDisk,
  type JournalFile,
  JournalReader,
  type JournalReport,
  segmentName,
  segmentOf,
} from '../../journal/index.ts'

export interface OpenedJournal {
  readonly path: string
  /** Where its segments lie. */
  readonly folder: string
  readonly disk: JournalDisk
  /** Of all segments together. */
  readonly sizeBytes: number
}

/** @throws InputError for a path where no journal is, or none that this program can read. */
export function openJournal(path: string): OpenedJournal {
  const isSegment = isFile(path)
  const disk = isSegment ? segmentDisk(path) : new JournalFolder(path)
  const segments = segmentsOf(disk)
  if (segments.length === 0) {
    throw new InputError(
      'holds no journal',
      { file: path },
      'A journal is a folder of files such as journal-000001.t2t, or one of them.',
    )
  }
  const folder = isSegment ? dirname(path) : path
  return { path, folder, disk, sizeBytes: checkedBytes(disk, folder) }
}

/** Whether a path is one file; what cannot be looked at is told by who opens it as a folder. */
function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return false
  }
}

/**
 * Bytes of all segments together.
 * @throws InputError for one that is something else than a segment that this program reads.
 */
export function checkedBytes(disk: JournalDisk, folder: string): number {
  let sizeBytes = 0
  for (const [place, segment] of segmentsOf(disk).entries()) {
    const file = disk.open(segmentName(segment))
    try {
      checkKind(file, join(folder, segmentName(segment)), place === 0)
      sizeBytes += file.sizeBytes
    } finally {
      file.close()
    }
  }
  return sizeBytes
}

export const segmentsOf = (disk: JournalDisk): number[] =>
  disk
    .list()
    .map(segmentOf)
    .filter((segment) => segment !== undefined)
    .sort((a, b) => a - b)

/** A file that is something else is no damaged journal: that is said before anything is read. */
function checkKind(segment: JournalFile, file: string, isFirst: boolean): void {
  const bytes = new Uint8Array(HEADER_BYTES)
  const header = decodeHeader(bytes.subarray(0, segment.read(0, bytes)))
  if (!('problem' in header)) return
  const { problem, offset, text } = header
  // Behind a segment that is one, a file that begins otherwise is a segment that was damaged.
  const remedy = problem === 'foreign' && !isFirst ? undefined : REMEDIES[problem]
  if (remedy !== undefined) throw new InputError(text, { file, byte: offset }, remedy)
}

/** What is merely short or damaged is a journal: readers say where. */
const REMEDIES: Partial<Record<HeaderProblem['problem'], string>> = {
  foreign: 'Name the folder of a journal, or one of its files.',
  'byte order': 'Read it on a machine of the byte order that wrote it.',
  version: 'Read it with the version of tick-to-trade that wrote it.',
}

/** One segment alone: what went before it is taken from its header. */
function segmentDisk(path: string): JournalDisk {
  const folder = new JournalFolder(dirname(path))
  const name = basename(path)
  const segment = segmentOf(name) ?? headerSegment(folder, name)
  return {
    list: () => [segmentName(segment)],
    open: () => folder.open(name),
    create: () => refuse(path),
    remove: () => refuse(path),
  }
}

function headerSegment(folder: JournalFolder, name: string): number {
  const file = folder.open(name)
  try {
    const bytes = new Uint8Array(HEADER_BYTES)
    const header = decodeHeader(bytes.subarray(0, file.read(0, bytes)))
    return 'problem' in header ? 1 : header.segment
  } finally {
    file.close()
  }
}

function refuse(path: string): never {
  throw new InputError('is one file of a journal', { file: path }, 'Name its folder.')
}

export const readerOf = ({ disk }: OpenedJournal, fromSegment?: number): JournalReader =>
  new JournalReader({ disk, hasher: sha256, fromSegment })

/** From a later segment on, with the instruments that the first one tells. */
export function entriesOf(journal: OpenedJournal, fromSegment?: number): EntryReader {
  const [first] = segmentsOf(journal.disk)
  const isFromStart = first === 1 && (fromSegment === undefined || fromSegment === first)
  return new EntryReader(
    readerOf(journal, fromSegment),
    isFromStart ? [] : firstInstruments(journal.folder),
  )
}

/**
 * Instruments as the first records of a journal tell them: of all records where it is the journal of one
 * run, of none otherwise, because a later run may have others.
 */
function firstInstruments(folder: string): EntryReader['instruments'] {
  const disk = new JournalFolder(folder)
  if (segmentsOf(disk)[0] !== 1) return []
  const entries = new EntryReader(new JournalReader({ disk, hasher: sha256 }))
  const begin = entries.next()
  const told = begin?.kind === JOURNAL_RUN_BEGIN ? jsonOf(begin.text[0]) : undefined
  const isOneRun = typeof told === 'object' && told !== null && 'run' in told
  while (isOneRun && entries.next()?.kind === JOURNAL_INSTRUMENT);
  entries.reader.close()
  return entries.instruments
}

/** What is wrong with a journal, in a sentence; undefined when nothing is. */
export function problemText({
  status,
  problem,
  tornBytes,
  end,
}: JournalReport): string | undefined {
  if (problem !== undefined) {
    const { segment, offset, sequence, text } = problem
    const at = sequence === undefined ? '' : `, sequence ${sequence}`
    return `${segment}, byte ${offset}${at}: ${text}`
  }
  if (status !== 'torn') return undefined
  const place =
    end === undefined ? 'at its beginning' : `${segmentName(end.segment)}, byte ${end.offset}`
  return `${place}: ${tornBytes} bytes of a batch that was never finished (or is being written now)`
}

/** What can be done about it; for a report that has a problem. */
export function remedyText({ status, problem }: JournalReport): string {
  if (status === 'torn') {
    return 'A crash leaves such an end: t2t journal recover cuts it off, and --resume does so too.'
  }
  return problem?.isOvertaken === true
    ? 'The journal is whole, but its writer keeps only the newest files and was faster than this reader. Give it more of them (--journal-keep, --journal-segment), or begin again at the newest records: t2t journal tail --follow.'
    : 'What stands before it is good and can be read. Nothing was changed: take the files from a copy.'
}

/** Told on standard error; the exit code says it too. */
export function warnOf(report: JournalReport, path: string): boolean {
  const problem = problemText(report)
  if (problem === undefined) return false
  process.stderr.write(`t2t: ${path}: ${problem}\n  ${remedyText(report)}\n`)
  return true
}
