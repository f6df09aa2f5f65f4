/**
 * Records into a journal: checksummed, chained and written; and with a group commit, on the disk.
 *
 * Beside each stands what the same bytes cost when they are written without checksums and chain.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EVENT_I32, EventTape, I_PRICE, packMeta, TRADE } from '../../src/core/index.ts'
import { JournalFolder, sha256 } from '../../src/io/index.ts'
import { JournalReader, JournalWriter } from '../../src/journal/index.ts'
import {
  type BenchOptions,
  type BenchResult,
  type BenchRow,
  inTurn,
  machine,
  median,
} from '../bench.ts'

const ROUNDS = 7
const BATCH = 1024
const TAPE = 16 * BATCH
const GROUPS = [BATCH, 8 * BATCH]

export function run({ tiny }: BenchOptions): BenchResult {
  const records = tiny ? 4 * BATCH : 2048 * BATCH
  const rounds = tiny ? 3 : ROUNDS
  const tape = manyRecords()
  const writers = [
    { label: 'journal, runs of records', work: () => inRuns(tape, records) },
    { label: 'journal, record by record', work: () => oneByOne(tape, records) },
    { label: 'plain writeSync, 64 KiB each', work: () => plain(tape, records) },
  ]
  const rows: BenchRow[] = [...inTurn(records, rounds, writers)]
  inFolder((path) => {
    const journal = journalIn(path)
    for (let at = 0; at < records; at += BATCH) journal.appendRun(tape, at % TAPE, BATCH)
    journal.close()
    rows.push(
      ...inTurn(records, rounds, [{ label: 'read and verified', work: () => reading(path) }]),
    )
  })
  for (const group of GROUPS) rows.push(...durable(tape, group, tiny))
  return {
    name: 'journal: records in, durable or not, and out',
    unit: 'records/s',
    rows,
    notes: [
      machine(),
      `processor time, median of ${rounds} rounds of ${records} records of 64 bytes, batches of ${BATCH}; ` +
        'durable rows in wall time, as they wait for the disk',
      'not durable: in the page cache of the system; a crash of the process loses one batch at most',
      'flatters: one writer and nothing else, records that lie in the cache',
    ],
  }
}

/** Wall time: the groups are synced, journal and plain file in turn. */
function durable(tape: EventTape, group: number, tiny: boolean): BenchRow[] {
  const groups = tiny ? 2 : 48
  const rounds = tiny ? 3 : 5
  const contenders = [
    { label: `durable journal, ${group} a group`, work: () => committed(tape, group, groups) },
    { label: `write and fdatasync, ${group} a group`, work: () => synced(tape, group, groups) },
  ]
  const rates = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [k, { work }] of contenders.entries()) {
      const before = performance.now()
      work()
      rates[k]!.push((group * groups) / ((performance.now() - before) / 1000))
    }
  }
  return contenders.map(({ label }, k) => ({ label, median: median(rates[k]!), rounds: rates[k]! }))
}

function manyRecords(): EventTape {
  const tape = new EventTape(TAPE)
  for (let k = 0; k < TAPE; k++) {
    const at = tape.append(packMeta(TRADE, k % 2 === 0 ? 1 : -1, 0), 0, k * 1000, k * 1000 + 7)
    tape.i32[at * EVENT_I32 + I_PRICE] = (k * 7919) % 100_000
  }
  return tape
}

function inFolder<T>(work: (path: string) => T): T {
  const path = mkdtempSync(join(tmpdir(), 't2t-journal-bench-'))
  try {
    return work(path)
  } finally {
    rmSync(path, { recursive: true })
  }
}

function journalIn(path: string): JournalWriter {
  const disk = new JournalFolder(path)
  return JournalWriter.create({ disk, hasher: sha256, epochNanos: 0n, rules: 'bench' })
}

function inRuns(tape: EventTape, records: number): number {
  return inFolder((path) => {
    const journal = journalIn(path)
    for (let at = 0; at < records; at += BATCH) journal.appendRun(tape, at % TAPE, BATCH)
    return journal.lastSequence
  })
}

function oneByOne(tape: EventTape, records: number): number {
  return inFolder((path) => {
    const journal = journalIn(path)
    for (let k = 0; k < records; k++) journal.append(tape, k % TAPE)
    return journal.lastSequence
  })
}

function plain(tape: EventTape, records: number): number {
  return inFolder((path) => {
    const file = openSync(join(path, 'plain'), 'w')
    let written = 0
    for (let at = 0; at < records; at += BATCH) written += writeGroup(file, tape, at % TAPE, BATCH)
    closeSync(file)
    return written
  })
}

const writeGroup = (file: number, tape: EventTape, from: number, count: number): number =>
  writeSync(file, tape.i32.subarray(from * EVENT_I32, (from + count) * EVENT_I32)) / (EVENT_I32 * 4)

/** Written once, read every round. */
function reading(path: string): number {
  const reader = new JournalReader({ disk: new JournalFolder(path), hasher: sha256 })
  while (reader.next() !== undefined);
  return reader.report().lastSequence
}

function committed(tape: EventTape, group: number, groups: number): number {
  return inFolder((path) => {
    const journal = journalIn(path)
    for (let k = 0; k < groups; k++) {
      journal.appendRun(tape, 0, group)
      journal.commit()
    }
    return journal.durableSequence
  })
}

function synced(tape: EventTape, group: number, groups: number): number {
  return inFolder((path) => {
    const file = openSync(join(path, 'plain'), 'w')
    let written = 0
    for (let k = 0; k < groups; k++) {
      written += writeGroup(file, tape, 0, group)
      fdatasyncSync(file)
    }
    closeSync(file)
    return written
  })
}
