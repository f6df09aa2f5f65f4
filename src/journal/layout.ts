/** Where things stand in a segment: its header, and the head and seal of a batch. Little-endian. */
import { assert, EVENT_BYTES, EVENT_I32 } from '../core/index.ts'
import { crc32cOfWords } from './crc32c.ts'
import { HASH_BYTES, JOURNAL_VERSION, type SegmentHeader } from './journal.ts'

/** `T2TJ` */
const SEGMENT_MAGIC = 0x4a543254
/** `BTCH` */
const HEAD_MAGIC = 0x48435442
/** `SEAL` */
const SEAL_MAGIC = 0x4c414553

export const HEADER_BYTES = 128
export const BLOCK_BYTES = 64
const BLOCK_WORDS = 16
/** A batch of this many records is 4 MiB: more is damage, not a batch. */
export const BATCH_RECORDS_MAX = 65_536
/** Flag of a head: the journal was closed after this batch, which may be empty. */
export const BATCH_CLOSES = 1

const RULES_BYTES = 40

// ---- the size of a batch

export const checksumBytes = (count: number): number =>
  Math.ceil((count * 4) / BLOCK_BYTES) * BLOCK_BYTES
export const batchBytes = (count: number): number =>
  2 * BLOCK_BYTES + count * EVENT_BYTES + checksumBytes(count)

// ---- the header of a segment

/**
 * | byte | content                            | byte | content                         |
 * |------|------------------------------------|------|---------------------------------|
 * | 0    | magic                              | 32   | rules, ASCII, zero-filled       |
 * | 4    | version                            | 72   | last hash of the segment before |
 * | 8    | segment number                     | 104  | zeros                           |
 * | 16   | first sequence, double             | 124  | CRC-32C of what stands before   |
 * | 24   | epoch, Unix nanoseconds, int64     |      |                                 |
 */
export function encodeHeader(header: SegmentHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES)
  const view = new DataView(bytes.buffer)
  view.setInt32(0, SEGMENT_MAGIC, true)
  view.setInt32(4, header.version, true)
  view.setInt32(8, header.segment, true)
  view.setFloat64(16, header.firstSequence, true)
  view.setBigInt64(24, header.epochNanos, true)
  assert(header.rules.length <= RULES_BYTES, 'the rules have a short name')
  for (let k = 0; k < header.rules.length; k++) bytes[32 + k] = header.rules.charCodeAt(k) & 0x7f
  bytes.set(header.previousHash, 72)
  view.setInt32(124, headerCrc(bytes), true)
  return bytes
}

/** Why bytes are no header, and the same in words for a person. */
export interface HeaderProblem {
  readonly problem: 'short' | 'byte order' | 'foreign' | 'version' | 'damaged'
  /** Byte that says so. */
  readonly offset: number
  readonly text: string
}

/** The header, or what is wrong with it. */
export function decodeHeader(bytes: Uint8Array): SegmentHeader | HeaderProblem {
  if (bytes.length < HEADER_BYTES) {
    const text = `is ${bytes.length} bytes long, shorter than a header`
    return { problem: 'short', offset: 0, text }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES)
  if (view.getInt32(0, true) !== SEGMENT_MAGIC) {
    return view.getInt32(0, false) === SEGMENT_MAGIC
      ? { problem: 'byte order', offset: 0, text: 'was written in another byte order' }
      : { problem: 'foreign', offset: 0, text: 'does not begin like a journal' }
  }
  const version = view.getInt32(4, true)
  if (version !== JOURNAL_VERSION) {
    const text = `is of version ${version}; this program reads version ${JOURNAL_VERSION}`
    return { problem: 'version', offset: 4, text }
  }
  if (view.getInt32(124, true) !== headerCrc(bytes)) {
    return { problem: 'damaged', offset: 0, text: 'has a damaged header' }
  }
  const name = bytes.subarray(32, 32 + RULES_BYTES)
  const end = name.indexOf(0)
  return {
    version,
    segment: view.getInt32(8, true),
    firstSequence: view.getFloat64(16, true),
    epochNanos: view.getBigInt64(24, true),
    rules: String.fromCharCode(...name.subarray(0, end === -1 ? RULES_BYTES : end)),
    previousHash: bytes.slice(72, 72 + HASH_BYTES),
  }
}

/** The last block is checked without its last word, which holds the checksum. */
function headerCrc(bytes: Uint8Array): number {
  const copy = new Int32Array(HEADER_BYTES / 4)
  new Uint8Array(copy.buffer).set(bytes.subarray(0, HEADER_BYTES))
  copy[HEADER_BYTES / 4 - 1] = 0
  return crc32cOfWords(copy, 0, HEADER_BYTES / 4)
}

// ---- head and seal of a batch

/** Words of a head: magic, count, first sequence (two), flags, zero, durable sequence (two), zeros, checksum. */
const WORD_MAGIC = 0
const WORD_COUNT = 1
const WORD_FLAGS = 4
/** Of a seal: eight words of the hash. */
const WORD_HASH = 4
const WORD_CRC = BLOCK_WORDS - 1
/** The sequence, as a double; of a head, also the highest that was durable when it was written. */
const DOUBLE_SEQUENCE = 1
const DOUBLE_DURABLE = 3

export interface BatchHead {
  readonly count: number
  readonly firstSequence: number
  readonly durableSequence: number
  readonly flags: number
}

/** Reads and writes batches in place: views over bytes that begin on a 64-byte border. */
export class BatchBytes {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  readonly doubles: Float64Array

  constructor(buffer: ArrayBuffer) {
    this.bytes = new Uint8Array(buffer)
    this.words = new Int32Array(buffer)
    this.doubles = new Float64Array(buffer)
  }

  writeHead(at: number, { count, firstSequence, durableSequence, flags }: BatchHead): void {
    const word = at / 4
    this.words.fill(0, word, word + BLOCK_WORDS)
    this.words[word + WORD_MAGIC] = HEAD_MAGIC
    this.words[word + WORD_COUNT] = count
    this.words[word + WORD_FLAGS] = flags
    this.doubles[at / 8 + DOUBLE_SEQUENCE] = firstSequence
    this.doubles[at / 8 + DOUBLE_DURABLE] = durableSequence
    this.words[word + WORD_CRC] = this.#blockCrc(word)
  }

  writeSeal(at: number, count: number, lastSequence: number, hash: Uint8Array): void {
    const word = at / 4
    this.words.fill(0, word, word + BLOCK_WORDS)
    this.words[word + WORD_MAGIC] = SEAL_MAGIC
    this.words[word + WORD_COUNT] = count
    this.doubles[at / 8 + DOUBLE_SEQUENCE] = lastSequence
    this.bytes.set(hash, at + WORD_HASH * 4)
    this.words[word + WORD_CRC] = this.#blockCrc(word)
  }

  /** Whether a whole, undamaged head stands here. */
  isHead(at: number): boolean {
    const count = this.count(at)
    return this.#isBlock(at, HEAD_MAGIC) && count >= 0 && count <= BATCH_RECORDS_MAX
  }
  isSeal(at: number): boolean {
    return this.#isBlock(at, SEAL_MAGIC)
  }

  count(at: number): number {
    return this.words[at / 4 + WORD_COUNT]!
  }
  flags(at: number): number {
    return this.words[at / 4 + WORD_FLAGS]!
  }
  /** First of a head, last of a seal. */
  sequence(at: number): number {
    return this.doubles[at / 8 + DOUBLE_SEQUENCE]!
  }
  /** Of a head: the highest sequence known to be on the disk when it was written. */
  durable(at: number): number {
    return this.doubles[at / 8 + DOUBLE_DURABLE]!
  }
  hash(at: number): Uint8Array {
    return this.bytes.subarray(at + WORD_HASH * 4, at + WORD_HASH * 4 + HASH_BYTES)
  }

  /** Writes the checksums of the records between head and seal. */
  writeChecksums(at: number, count: number): void {
    const { words } = this
    const first = (at + BLOCK_BYTES) / 4
    const checksums = first + count * EVENT_I32
    for (let k = 0; k < count; k++) {
      words[checksums + k] = crc32cOfWords(words, first + k * EVENT_I32, EVENT_I32)
    }
    words.fill(0, checksums + count, checksums + checksumBytes(count) / 4)
  }

  /** Place in the batch of the first record at or after `from` that its checksum does not fit, or -1. */
  firstDamaged(at: number, count: number, from = 0): number {
    const { words } = this
    const first = (at + BLOCK_BYTES) / 4
    const checksums = first + count * EVENT_I32
    for (let k = from; k < count; k++) {
      const crc = crc32cOfWords(words, first + k * EVENT_I32, EVENT_I32)
      if (words[checksums + k] !== crc) return k
    }
    return -1
  }

  #isBlock(at: number, magic: number): boolean {
    const word = at / 4
    return (
      this.words[word + WORD_MAGIC] === magic &&
      this.words[word + WORD_CRC] === this.#blockCrc(word)
    )
  }

  /** Of the block without the word of the checksum: that one is covered by being compared. */
  #blockCrc(word: number): number {
    const { words } = this
    const kept = words[word + WORD_CRC]!
    words[word + WORD_CRC] = 0
    const crc = crc32cOfWords(words, word, BLOCK_WORDS)
    words[word + WORD_CRC] = kept
    return crc
  }
}
