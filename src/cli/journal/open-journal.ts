/** A journal named on the command line: a folder of segments, or one segment; opened, never changed. */
import { statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { EntryReader } from '../../backtest/index.ts'
import { InputError } from '../../core/index.ts'
import { JournalFolder, sha256 } from '../../io/index.ts'
import {
  decodeHeader,
  HEADER_BYTES,
  type HeaderProblem,
  type JournalDisk,
  JournalReader,
  type JournalReport,
  segmentName,
  segmentOf,
} from '../../journal/index.ts'

export interface OpenedJournal {
  readonly path: string
  readonly disk: JournalDisk
  /** Of all segments together. */
  readonly sizeBytes: number
}

/** @throws InputError for a path where no journal is, or none that this program can read. */
export function openJournal(path: string): OpenedJournal {
  const status = statSync(path, { throwIfNoEntry: false })
  const disk = status?.isFile() === true ? segmentDisk(path) : new JournalFolder(path)
  const segments = segmentsOf(disk)
  const [first] = segments
  if (first === undefined) {
    throw new InputError(
      'holds no journal',
      { file: path },
      'A journal is a folder of files such as journal-000001.t2t, or one of them.',
    )
  }
  let sizeBytes = 0
  for (const segment of segments) {
    const file = disk.open(segmentName(segment))
    try {
      if (segment === first) checkKind(file.read.bind(file), path)
      sizeBytes += file.sizeBytes
    } finally {
      file.close()
    }
  }
  return { path, disk, sizeBytes }
}

export const segmentsOf = (disk: JournalDisk): number[] =>
  disk
    .list()
    .map(segmentOf)
    .filter((segment) => segment !== undefined)
    .sort((a, b) => a - b)

/** A file that is something else is no damaged journal: that is said before anything is read. */
function checkKind(read: (offset: number, target: Uint8Array) => number, path: string): void {
  const bytes = new Uint8Array(HEADER_BYTES)
  const length = read(0, bytes)
  const header = decodeHeader(bytes.subarray(0, length))
  const remedy = 'problem' in header ? REMEDIES[header.problem] : undefined
  if ('problem' in header && remedy !== undefined) {
    throw new InputError(header.text, { file: path }, remedy)
  }
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

export const entriesOf = (journal: OpenedJournal, fromSegment?: number): EntryReader =>
  new EntryReader(readerOf(journal, fromSegment))

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

/** Told on standard error; the exit code says it too. */
export function warnOf(report: JournalReport, path: string): boolean {
  const problem = problemText(report)
  if (problem === undefined) return false
  process.stderr.write(`t2t: ${path}: ${problem}\n`)
  return true
}
