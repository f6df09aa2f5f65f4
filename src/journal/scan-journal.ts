/**
 * Reads a journal from its first record to its last and believes nothing: every checksum, every link
 * of the chain, every sequence.
 *
 * A crash may keep the disk from having what was not synced yet: the end, or whole sectors anywhere in
 * it, which then read as zeros. What was never acknowledged is cut off. Everything else that is wrong is
 * corruption, and nothing is cut off:
 *
 * | found                                                         | means                           |
 * |---------------------------------------------------------------|---------------------------------|
 * | a batch that is incomplete, or lacks whole sectors, and no    | torn                            |
 * | later batch knew it to be synced                              |                                 |
 * | a bad checksum, head or seal where the disk had everything,   | corrupt, named by offset        |
 * | or where a later batch knew it to be synced                   |                                 |
 * | a sequence that does not follow                               | corrupt: misplaced or repeated  |
 * | good checksums under a hash that does not fit                 | tampered with                   |
 */
import { EVENT_BYTES, EVENT_I32 } from '../core/index.ts'
import {
  type JournalDisk,
  type JournalFile,
  type JournalHasher,
  type SegmentHeader,
  segmentName,
  segmentOf,
} from './journal.ts'
import {
  BATCH_CLOSES,
  BatchBytes,
  BLOCK_BYTES,
  batchBytes,
  checksumBytes,
  decodeHeader,
  encodeHeader,
  HEADER_BYTES,
} from './layout.ts'

export interface JournalProblem {
  readonly segment: string
  /** Byte in the segment. */
  readonly offset: number
  /** Of the first record concerned, where that is known. */
  readonly sequence?: number
  readonly text: string
}

/** Where a writer can go on. */
export interface JournalEnd {
  readonly segment: number
  readonly offset: number
  readonly hash: Uint8Array
  readonly epochNanos: bigint
  readonly rules: string
}

export interface JournalReport {
  readonly status: 'clean' | 'torn' | 'corrupt' | 'empty'
  /** Segments found, ascending. */
  readonly segments: readonly number[]
  readonly records: number
  readonly batches: number
  /** 0 when there is none. */
  readonly firstSequence: number
  readonly lastSequence: number
  /** Its writer said that this is all. */
  readonly isClosed: boolean
  /** Bytes behind the last good batch. */
  readonly tornBytes: number
  readonly end: JournalEnd | undefined
  readonly problem: JournalProblem | undefined
}

/** Good records of one batch, valid during the call only. */
export interface JournalBatch {
  readonly f64: Float64Array
  readonly i32: Int32Array
  /** The first record's index: it begins at `first * EVENT_I32` in `i32`. */
  readonly first: number
  readonly count: number
  readonly firstSequence: number
  readonly header: SegmentHeader
}

export interface ScanOptions {
  readonly disk: JournalDisk
  readonly hasher: JournalHasher
  readonly onBatch?: ((batch: JournalBatch) => void) | undefined
}

/** A disk writes whole sectors: what it never wrote of an appended file reads as zeros. */
const SECTOR_BYTES = 512
/** What is read in one go to begin with; larger batches make the room grow. */
const USUAL_RECORDS = 1024

/** Reads everything and changes nothing. */
export function scanJournal(options: ScanOptions): JournalReport {
  return new JournalScan(options).run()
}

/** Scans, and cuts off what a crash has torn. @returns the report after the cut: clean, or corrupt. */
export function recoverJournal(options: ScanOptions): JournalReport {
  const report = scanJournal(options)
  if (report.status !== 'torn') return report
  const { disk } = options
  const last = report.segments.at(-1)!
  const { end } = report
  if (end === undefined || end.segment !== last) {
    disk.remove(segmentName(last))
    const segments = report.segments.slice(0, -1)
    return { ...report, segments, status: segments.length === 0 ? 'empty' : 'clean' }
  }
  const file = disk.open(segmentName(last))
  try {
    file.truncate(end.offset)
    file.sync()
  } finally {
    file.close()
  }
  return { ...report, status: 'clean' }
}

class JournalScan {
  readonly #options: ScanOptions
  #batch = new BatchBytes(new ArrayBuffer(batchBytes(USUAL_RECORDS)))
  readonly #segments: number[]
  #records = 0
  #batches = 0
  #firstSequence = 0
  #nextSequence = 0
  #hash: Uint8Array | undefined
  #isClosed = false
  #end: JournalEnd | undefined
  #problem: JournalProblem | undefined
  #tornBytes = 0
  #isTorn = false

  constructor(options: ScanOptions) {
    this.#options = options
    this.#segments = options.disk
      .list()
      .map(segmentOf)
      .filter((segment) => segment !== undefined)
      .sort((a, b) => a - b)
  }

  run(): JournalReport {
    const segments = this.#segments
    for (const [k, segment] of segments.entries()) {
      if (k > 0 && segment !== segments[k - 1]! + 1) {
        this.#corrupt(segment, 0, `follows segment ${segments[k - 1]}: one in between is missing`)
      }
      if (this.#problem !== undefined || this.#isTorn) break
      const file = this.#options.disk.open(segmentName(segment))
      try {
        this.#scanSegment(file, segment)
      } finally {
        file.close()
      }
    }
    return {
      status: this.#status(),
      segments,
      records: this.#records,
      batches: this.#batches,
      firstSequence: this.#firstSequence,
      lastSequence: Math.max(0, this.#nextSequence - 1),
      isClosed: this.#isClosed,
      tornBytes: this.#tornBytes,
      end: this.#end,
      problem: this.#problem,
    }
  }

  #status(): JournalReport['status'] {
    if (this.#problem !== undefined) return 'corrupt'
    if (this.#isTorn) return 'torn'
    return this.#segments.length === 0 ? 'empty' : 'clean'
  }

  #scanSegment(file: JournalFile, segment: number): void {
    const isLast = segment === this.#segments.at(-1)
    const header = this.#readHeader(file, segment, isLast)
    if (header === undefined) return
    let offset = HEADER_BYTES
    this.#settle(header, offset)
    while (offset < file.sizeBytes) {
      const size = this.#readBatch(file, header, offset, isLast)
      if (size === 0) return
      offset += size
      this.#settle(header, offset)
    }
  }

  #settle(header: SegmentHeader, offset: number): void {
    const { segment, epochNanos, rules } = header
    this.#end = { segment, offset, hash: this.#hash!, epochNanos, rules }
  }

  #readHeader(file: JournalFile, segment: number, isLast: boolean): SegmentHeader | undefined {
    const bytes = new Uint8Array(HEADER_BYTES)
    const length = file.read(0, bytes)
    const header = decodeHeader(bytes.subarray(0, length))
    if (typeof header === 'string') {
      // A header is synced before anything follows it: a file without one has no record either.
      const isUnwritten = file.sizeBytes <= HEADER_BYTES && (length < HEADER_BYTES || isZero(bytes))
      if (isLast && isUnwritten) this.#tear(file.sizeBytes)
      else this.#corrupt(segment, 0, header)
      return undefined
    }
    if (header.segment !== segment) {
      this.#corrupt(segment, 0, `calls itself segment ${header.segment}`)
      return undefined
    }
    if (this.#hash === undefined) {
      this.#nextSequence = header.firstSequence
      this.#firstSequence = header.firstSequence
    } else if (header.firstSequence !== this.#nextSequence) {
      const found = `begins with sequence ${header.firstSequence} where ${this.#nextSequence} follows`
      this.#corrupt(segment, 0, found)
      return undefined
    } else if (!isEqual(header.previousHash, this.#hash)) {
      this.#corrupt(segment, 0, 'does not continue the hash of the segment before it')
      return undefined
    }
    this.#hash = this.#options.hasher(encodeHeader(header))
    return header
  }

  /** Answers the bytes of the batch at `offset`, 0 when the scan ends here. */
  #readBatch(file: JournalFile, header: SegmentHeader, offset: number, isLast: boolean): number {
    const { segment } = header
    const got = file.read(offset, this.#batch.bytes.subarray(0, BLOCK_BYTES))
    if (got < BLOCK_BYTES || !this.#batch.isHead(0)) {
      return this.#damaged(file, segment, offset, isLast, 'the head of a batch is damaged')
    }
    const count = this.#batch.count(0)
    const size = batchBytes(count)
    if (size > file.sizeBytes - offset) {
      return this.#damaged(file, segment, offset, isLast, 'a batch is incomplete')
    }
    if (size > this.#batch.bytes.length) this.#batch = new BatchBytes(new ArrayBuffer(size))
    const batch = this.#batch
    file.read(offset, batch.bytes.subarray(0, size))
    const sealAt = size - BLOCK_BYTES
    const damaged = batch.firstDamaged(0, count)
    if (damaged !== -1) {
      const at = offset + BLOCK_BYTES + damaged * EVENT_BYTES
      const sequence = this.#nextSequence + damaged
      const text = 'a record does not fit its checksum'
      return this.#damaged(file, segment, offset, isLast, text, { at, sequence })
    }
    const [paddingAt, paddingEnd] = this.#padding(count)
    const isPadded = isZero(batch.bytes.subarray(paddingAt, paddingEnd))
    if (!isPadded || !batch.isSeal(sealAt)) {
      const at = offset + (isPadded ? sealAt : paddingAt)
      return this.#damaged(file, segment, offset, isLast, 'a seal is damaged', { at })
    }
    return this.#accept(header, offset, count, size)
  }

  /** The zeros between the checksums and the seal. */
  #padding(count: number): [number, number] {
    const checksums = BLOCK_BYTES + count * EVENT_BYTES
    return [checksums + count * 4, checksums + checksumBytes(count)]
  }

  #accept(header: SegmentHeader, offset: number, count: number, size: number): number {
    const batch = this.#batch
    const { segment } = header
    const sealAt = size - BLOCK_BYTES
    const firstSequence = batch.sequence(0)
    if (firstSequence !== this.#nextSequence) {
      const text = `a batch begins with sequence ${firstSequence} where ${this.#nextSequence} follows`
      return this.#corrupt(segment, offset, text, this.#nextSequence)
    }
    const isSealed = batch.count(sealAt) === count
    if (!isSealed || batch.sequence(sealAt) !== firstSequence + count - 1) {
      return this.#corrupt(
        segment,
        offset + sealAt,
        'a seal belongs to another batch',
        firstSequence,
      )
    }
    const hash = this.#options.hasher(this.#hash!, batch.bytes.subarray(0, sealAt))
    if (!isEqual(hash, batch.hash(sealAt))) {
      const text =
        'checksums are good but the hash does not fit: it was changed after it was written'
      return this.#corrupt(segment, offset, text, firstSequence)
    }
    this.#hash = hash
    this.#isClosed = (batch.flags(0) & BATCH_CLOSES) !== 0
    this.#batches++
    this.#records += count
    this.#nextSequence += count
    const first = BLOCK_BYTES / EVENT_BYTES
    const { doubles: f64, words: i32 } = batch
    this.#options.onBatch?.({ f64, i32, first, count, firstSequence, header })
    return size
  }

  /** Torn or corrupt? The table above. Answers 0: the scan ends here. */
  #damaged(
    file: JournalFile,
    segment: number,
    offset: number,
    isLast: boolean,
    text: string,
    { at = offset, sequence = this.#nextSequence } = {},
  ): 0 {
    if (isLast && isTorn(file, offset, this.#nextSequence, this.#batch)) {
      this.#tear(file.sizeBytes - offset)
      return 0
    }
    return this.#corrupt(segment, at, text, sequence)
  }

  #tear(bytes: number): void {
    this.#isTorn = true
    this.#tornBytes = bytes
  }

  #corrupt(segment: number, offset: number, text: string, sequence?: number): 0 {
    this.#problem ??= {
      segment: segmentName(segment),
      offset,
      text,
      ...(sequence === undefined ? {} : { sequence }),
    }
    return 0
  }
}

/** Whether the batch at `offset` can be one that a crash kept the disk from having whole. */
function isTorn(file: JournalFile, offset: number, sequence: number, scratch: BatchBytes): boolean {
  const length = file.sizeBytes - offset
  const isThere = file.read(offset, scratch.bytes.subarray(0, BLOCK_BYTES)) === BLOCK_BYTES
  const size = isThere && scratch.isHead(0) ? batchBytes(scratch.count(0)) : 0
  // What was written later knew what had been synced by then.
  if (durableBehind(file, offset + BLOCK_BYTES, scratch) >= sequence) return false
  if (size === 0) return length < BLOCK_BYTES || !isWrittenBlock(file, offset, scratch)
  return size > length || hasUnwrittenSector(file, offset, size, scratch)
}

/** A head that is there but wrong was written, then damaged: a torn write leaves zeros, or nothing. */
function isWrittenBlock(file: JournalFile, offset: number, scratch: BatchBytes): boolean {
  const block = scratch.bytes.subarray(0, BLOCK_BYTES)
  return file.read(offset, block) === BLOCK_BYTES && !isZero(block)
}

/** The highest sequence that a valid head at any 64-byte border from `from` on knew to be durable. */
function durableBehind(file: JournalFile, from: number, scratch: BatchBytes): number {
  const stride = scratch.bytes.length - (scratch.bytes.length % BLOCK_BYTES)
  let durable = 0
  for (let at = from; at < file.sizeBytes; at += stride) {
    const got = file.read(at, scratch.bytes.subarray(0, stride))
    for (let k = 0; k + BLOCK_BYTES <= got; k += BLOCK_BYTES) {
      if (scratch.isHead(k)) durable = Math.max(durable, scratch.durable(k))
    }
  }
  return durable
}

function hasUnwrittenSector(
  file: JournalFile,
  offset: number,
  length: number,
  scratch: BatchBytes,
): boolean {
  const end = offset + length
  for (let sector = offset - (offset % SECTOR_BYTES); sector < end; sector += SECTOR_BYTES) {
    const from = Math.max(sector, offset)
    const to = Math.min(sector + SECTOR_BYTES, end)
    const bytes = scratch.bytes.subarray(0, to - from)
    file.read(from, bytes)
    if (isZero(bytes)) return true
  }
  return false
}

function isZero(bytes: Uint8Array): boolean {
  for (let k = 0; k < bytes.length; k++) if (bytes[k] !== 0) return false
  return true
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false
  return a.length === b.length
}

/** Index of a batch's record in its arrays. */
export const wordOf = (batch: JournalBatch, record: number): number =>
  (batch.first + record) * EVENT_I32
