/** Journals to test with: their records say their sequence, so that a reader can tell what it got. */
import { createHash } from 'node:crypto'
import { EVENT_BYTES, EVENT_F64, EventTape, F_SEQUENCE, packMeta, TRADE } from '../core/index.ts'
import { FaultDisk } from './fault-disk.suite.ts'
import { type JournalHasher, type JournalReport, JournalWriter, scanJournal } from './index.ts'
import type { JournalOptions } from './journal-writer.ts'

export const hasher: JournalHasher = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export const EPOCH = 1_723_161_255_000_000_000n

/** The record that the journal will number `sequence`. */
export function numbered(sequence: number): EventTape {
  const tape = new EventTape(1)
  tape.append(packMeta(TRADE, 1, 0), 0, sequence * 10, sequence * 10 + 1)
  tape.f64[F_SEQUENCE] = sequence
  return tape
}

export function written(
  records: number,
  options: Partial<JournalOptions> & { readonly disk?: FaultDisk } = {},
): { disk: FaultDisk; journal: JournalWriter } {
  const disk = options.disk ?? new FaultDisk()
  const journal = JournalWriter.create({
    hasher,
    epochNanos: EPOCH,
    rules: 'test 1',
    batchRecords: 8,
    reserveRecords: 8,
    ...options,
    disk,
  })
  appendUpTo(journal, records)
  return { disk, journal }
}

export function appendUpTo(journal: JournalWriter, lastSequence: number): void {
  while (journal.lastSequence < lastSequence) {
    journal.append(numbered(journal.lastSequence + 1), 0)
  }
}

export interface ReadJournal {
  readonly report: JournalReport
  /** What the records say their sequences are. */
  readonly said: readonly number[]
}

/** Scans, and checks that every record handed over is the one that its sequence says. */
export function readBack(disk: FaultDisk): ReadJournal {
  const said: number[] = []
  const report = scanJournal({
    disk,
    hasher,
    onBatch: ({ f64, first, count, firstSequence }) => {
      for (let k = 0; k < count; k++) {
        const sequence = f64[(first + k) * EVENT_F64 + F_SEQUENCE]!
        if (sequence !== firstSequence + k) throw new Error('a record has another sequence')
        said.push(sequence)
      }
    },
  })
  return { report, said }
}

export const countingFrom = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => first + k)

/** A writable copy of a disk with one file, whose bytes are changed. */
export function changed(disk: FaultDisk, change: (bytes: Uint8Array) => Uint8Array | undefined) {
  const copy = new FaultDisk()
  const [name] = disk.files.keys()
  const file = copy.create(name!)
  const bytes = disk.bytes.slice()
  file.bytes = new Uint8Array(change(bytes) ?? bytes)
  file.durableBytes = file.bytes.length
  return copy
}

export const RECORD_BYTES = EVENT_BYTES
