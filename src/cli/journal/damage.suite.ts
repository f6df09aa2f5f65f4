/** A journal of three segments, and the ways in which there can be something else in its place. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { EVENT_I32, EventTape, I_INSTRUMENT, RandomStream } from '../../core/index.ts'
import { JournalFolder, sha256 } from '../../io/index.ts'
import {
  crc32cOfWords,
  HEADER_BYTES,
  JournalReader,
  JournalWriter,
  scanJournal,
  segmentName,
  wordOf,
} from '../../journal/index.ts'

const SEGMENTS = 3
/** With its share of head, checksums and seal. */
const RECORD_BYTES = 70
const BLOCK_BYTES = 64
const HUGE = 0x7fff_ffff
const FIRST = segmentName(1)
const MIDDLE = segmentName(2)
const LAST = segmentName(SEGMENTS)

/** Writes the records of one journal into another one of three segments, in batches of 64. */
export function rewrite(from: string, to: string): void {
  const source = new JournalFolder(from)
  const { records, end } = scanJournal({ disk: source, hasher: sha256 })
  const writer = JournalWriter.create({
    disk: new JournalFolder(to, { isNew: true }),
    hasher: sha256,
    batchRecords: 64,
    segmentBytesMax: Math.ceil((records * RECORD_BYTES) / SEGMENTS),
    epochNanos: end!.epochNanos,
    rules: end!.rules,
  })
  const tape = new EventTape(1)
  tape.append(0, 0, 0, 0)
  const reader = new JournalReader({ disk: source, hasher: sha256 })
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) {
    for (let k = 0; k < batch.count; k++) {
      tape.i32.set(batch.i32.subarray(wordOf(batch, k), wordOf(batch, k + 1)))
      writer.append(tape, 0)
    }
  }
  writer.close()
}

/** A journal of whatever, as nobody but a forger would write it: the chain is whole, the records are not. */
export function forge(to: string, seed: number): void {
  const random = RandomStream.named(seed, 'forged')
  const writer = JournalWriter.create({
    disk: new JournalFolder(to, { isNew: true }),
    hasher: sha256,
    epochNanos: BigInt(random.integer(-1, 1)) * 2n ** 62n,
    rules: 'forged',
  })
  const tape = new EventTape(1)
  tape.append(0, 0, 0, 0)
  for (let record = 0; record < 2000; record++) {
    for (let k = 0; k < EVENT_I32; k++) tape.i32[k] = random.integer(-HUGE, HUGE)
    if (record % 3 > 0) tape.i32[I_INSTRUMENT] = random.integer(-2, 3)
    writer.append(tape, 0)
  }
  writer.close()
}

/** `unfit`: no verb reads it. `damaged`: what is good is read. `torn`: that is cut off. */
export type DamageKind = 'unfit' | 'damaged' | 'torn' | 'whole'

/** Exit codes of verbs that end otherwise than the kind says. */
export type Codes = Readonly<Record<string, number>>

export interface Damage {
  readonly name: string
  readonly kind: DamageKind
  /** Damages a whole journal in place; answers another path where that is to be named. */
  readonly apply: (folder: string) => string | undefined
  /** What a person is told by every verb that says no. */
  readonly words: RegExp
  readonly codes?: Codes
}

// ---- ways to damage

type At = (name: string) => string

/** Does something with the files of a journal. */
const files = (act: (at: At) => void, named?: string) => (folder: string) => {
  act((name) => join(folder, name))
  return named === undefined ? undefined : join(folder, named)
}

const rewritten = (name: string, edit: (bytes: Buffer) => Uint8Array) =>
  files((at) => writeFileSync(at(name), edit(readFileSync(at(name)))))

const edited = (name: string, edit: (bytes: Buffer) => void) =>
  rewritten(name, (bytes) => {
    edit(bytes)
    return bytes
  })

const flipped = (name: string, at: number) =>
  edited(name, (bytes) => {
    bytes[at < 0 ? bytes.length + at : at]! ^= 0x10
  })

const cut = (name: string, sizeBytes: number) => files((at) => truncateSync(at(name), sizeBytes))

/** Changes a head or a seal under a checksum that is good again; `at` may count from the end. */
const resealed = (name: string, at: number, edit: (block: DataView) => void) =>
  edited(name, (bytes) => {
    const from = at < 0 ? bytes.length + at : at
    const words = new Int32Array(BLOCK_BYTES / 4)
    const block = new Uint8Array(words.buffer)
    block.set(bytes.subarray(from, from + BLOCK_BYTES))
    edit(new DataView(words.buffer))
    words[words.length - 1] = 0
    words[words.length - 1] = crc32cOfWords(words, 0, words.length)
    bytes.set(block, from)
  })

const instead = (name: string, make: (path: string) => void) =>
  files((at) => {
    rmSync(at(name))
    make(at(name))
  })

function emptied(folder: string): undefined {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
}

function renamed(folder: string): undefined {
  for (const name of readdirSync(folder)) renameSync(join(folder, name), join(folder, `x${name}`))
}

// ---- the table

/** A folder without a journal is where a run may begin one. */
const BEGINS: Codes = { resume: 0 }
/** What tail shows lies behind the damage. */
const IN_THE_MIDDLE: Codes = { tail: 0 }
/** And the first records, which tell what ran, are not there. */
const AT_THE_BEGINNING: Codes = { tail: 0, replay: 2 }

const row = (
  kind: DamageKind,
  name: string,
  apply: Damage['apply'],
  words: RegExp,
  codes: Codes = {},
): Damage => ({ kind, name, apply, words, codes })

const NOT_FINISHED = /journal-000003\.t2t, byte \d+: \d+ bytes of a batch that was never finished/

export const DAMAGES: readonly Damage[] = [
  row('unfit', 'an empty folder', emptied, /holds no journal/, BEGINS),
  row('unfit', 'a folder of other files', renamed, /holds no journal/, BEGINS),
  row(
    'unfit',
    'a path where nothing is',
    files(() => {}, 'none'),
    /none: no such folder/,
    BEGINS,
  ),
  row(
    'unfit',
    'a path through a file',
    files(() => {}, `${FIRST}/x`),
    /not a folder/,
  ),
  row('unfit', 'a device', () => '/dev/null', /\/dev\/null: is a file, not a folder/),
  row(
    'unfit',
    'a path of links that lead to each other',
    files((at) => {
      symlinkSync(at('b'), at('a'))
      symlinkSync(at('a'), at('b'))
    }, 'a'),
    /\/a: is a link that leads to itself/,
  ),
  row(
    'unfit',
    'a segment that is a link to itself',
    instead(MIDDLE, (path) => symlinkSync(MIDDLE, path)),
    /journal-000002\.t2t: is a link that leads to itself/,
  ),
  row(
    'unfit',
    'a segment that is a link to nothing',
    instead(MIDDLE, (path) => symlinkSync('nowhere', path)),
    /journal-000002\.t2t: no such file/,
  ),
  row(
    'unfit',
    'a folder where a segment is expected',
    instead(MIDDLE, (path) => mkdirSync(path)),
    /journal-000002\.t2t: is a folder, not a file/,
  ),
  row(
    'unfit',
    'a pipe where a segment is expected',
    instead(LAST, (path) => spawnSync('mkfifo', [path])),
    /journal-000003\.t2t: is no file of a journal/,
  ),
  row(
    'unfit',
    'a text under the name of a segment',
    rewritten(FIRST, () => Buffer.from('this is no journal at all\n'.repeat(20))),
    /journal-000001\.t2t, byte 0: does not begin like a journal/,
  ),
  row(
    'unfit',
    'another version',
    edited(FIRST, (bytes) => bytes.writeInt32LE(9, 4)),
    /journal-000001\.t2t, byte 4: is of version 9; this program reads version 1/,
  ),
  row(
    'unfit',
    'another version from the second segment on',
    edited(MIDDLE, (bytes) => bytes.writeInt32LE(2, 4)),
    /journal-000002\.t2t, byte 4: is of version 2; this program reads version 1/,
  ),
  row(
    'unfit',
    'another byte order',
    edited(FIRST, (bytes) => bytes.subarray(0, 8).swap32()),
    /journal-000001\.t2t, byte 0: was written in another byte order/,
  ),
  row(
    'damaged',
    'a first segment without a byte',
    cut(FIRST, 0),
    /journal-000001\.t2t, byte 0: is 0 bytes long, shorter than a header/,
    AT_THE_BEGINNING,
  ),
  row(
    'damaged',
    'half a file in the middle',
    cut(MIDDLE, 7_000),
    /journal-000002\.t2t, byte 4608, sequence \d+: a batch is incomplete/,
    IN_THE_MIDDLE,
  ),
  row('torn', 'half a file at the end', cut(LAST, 7_000), NOT_FINISHED),
  row(
    'torn',
    'a torn last batch',
    rewritten(LAST, (bytes) => bytes.subarray(0, bytes.length - 70)),
    NOT_FINISHED,
  ),
  row('torn', 'a last segment without its header', cut(LAST, 50), /byte \d+: 50 bytes of a batch/),
  row(
    'torn',
    'zeros behind the end',
    rewritten(LAST, (bytes) => Buffer.concat([bytes, Buffer.alloc(4096)])),
    NOT_FINISHED,
  ),
  row(
    'damaged',
    'a flipped bit in a header',
    flipped(FIRST, 30),
    /journal-000001\.t2t, byte 0: has a damaged header/,
    AT_THE_BEGINNING,
  ),
  row(
    'damaged',
    'a flipped bit in the head of a batch',
    flipped(MIDDLE, HEADER_BYTES + 4),
    /journal-000002\.t2t, byte 128, sequence \d+: the head of a batch is damaged/,
    IN_THE_MIDDLE,
  ),
  row(
    'damaged',
    'a flipped bit in a record',
    flipped(MIDDLE, HEADER_BYTES + 6 * BLOCK_BYTES + 8),
    /journal-000002\.t2t, byte 512, sequence \d+: a record does not fit its checksum/,
    IN_THE_MIDDLE,
  ),
  row(
    'damaged',
    'a flipped bit in words behind a record',
    flipped(FIRST, HEADER_BYTES + 2 * BLOCK_BYTES + 20),
    /journal-000001\.t2t, byte 256, sequence 2: a record does not fit its checksum/,
    AT_THE_BEGINNING,
  ),
  row(
    'damaged',
    'a flipped bit in the hash of the chain',
    flipped(LAST, -40),
    /journal-000003\.t2t, byte \d+, sequence \d+: a seal is damaged/,
  ),
  row(
    'damaged',
    'a hash that somebody wrote',
    resealed(LAST, -BLOCK_BYTES, (seal) => seal.setUint8(20, seal.getUint8(20) ^ 1)),
    /journal-000003\.t2t, byte \d+, sequence \d+: checksums are good but the hash does not fit/,
  ),
  row(
    'damaged',
    'a missing middle segment',
    files((at) => rmSync(at(MIDDLE))),
    /journal-000003\.t2t, byte 0: follows segment 1: one in between is missing/,
    IN_THE_MIDDLE,
  ),
  row(
    'damaged',
    'swapped segments',
    files((at) => {
      renameSync(at(MIDDLE), at('between'))
      renameSync(at(LAST), at(MIDDLE))
      renameSync(at('between'), at(LAST))
    }),
    /journal-00000[23]\.t2t, byte 0: calls itself segment [23]/,
  ),
  row(
    'damaged',
    'a segment twice',
    files((at) => copyFileSync(at(MIDDLE), at(segmentName(4)))),
    /journal-000004\.t2t, byte 0: calls itself segment 2/,
  ),
  row(
    'damaged',
    'a batch of a huge number of records',
    resealed(MIDDLE, HEADER_BYTES, (head) => head.setInt32(4, HUGE, true)),
    /journal-000002\.t2t, byte 128, sequence \d+: the head of a batch is damaged/,
    IN_THE_MIDDLE,
  ),
  row(
    'damaged',
    'a batch that begins with no number',
    resealed(MIDDLE, HEADER_BYTES, (head) => head.setFloat64(8, Number.NaN, true)),
    /journal-000002\.t2t, byte 128, sequence \d+: a batch begins with sequence NaN/,
    IN_THE_MIDDLE,
  ),
  row(
    'whole',
    'a journal of no record',
    files((at) => {
      for (const name of [MIDDLE, LAST]) rmSync(at(name))
      truncateSync(at(FIRST), HEADER_BYTES)
    }),
    /holds no record/,
    { replay: 2, grep: 1 },
  ),
]

/** What a user meets who is not the one that wrote the journal. */
export const DENIALS: readonly Damage[] = [
  row(
    'whole',
    'a folder that nobody may write to',
    (folder) => {
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o444)
      chmodSync(folder, 0o555)
      return undefined
    },
    /cannot be written to: permission denied/,
    { resume: 2, recover: 2 },
  ),
  row(
    'unfit',
    'files that nobody may read',
    (folder) => {
      for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0)
      chmodSync(folder, 0o777)
      return undefined
    },
    /journal-000001\.t2t: permission denied/,
  ),
  row(
    'unfit',
    'a folder that nobody may look into',
    (folder) => {
      chmodSync(folder, 0)
      return undefined
    },
    /permission denied/,
  ),
]
