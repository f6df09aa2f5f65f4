/**
 * Reads a journal batch by batch, from its first record to its last, and believes nothing: every
 * checksum, every link of the chain, every sequence.
 *
 * A crash may keep the disk from having what was not synced yet: the end, or whole sectors anywhere in
 * it, which then read as zeros. That is torn. Everything else that is wrong is corruption:
 *
 * | found                                                         | means                           |
 * |---------------------------------------------------------------|---------------------------------|
 * | a batch that is incomplete, or lacks whole sectors, and no    | torn                            |
 * | later batch knew it to be synced                              |                                 |
 * | a bad checksum, head or seal where the disk had everything,   | corrupt, named by offset        |
 * | or where a later batch knew it to be synced                   |                                 |
 * | a sequence that does not follow                               | corrupt: misplaced or repeated  |
 * | good checksums under a hash that does not fit                 | tampered with                   |
 *
 * ```ts
 * const reader = new JournalReader({ disk, hasher })
 * for (let batch = reader.next(); batch !== undefined; batch = reader.next()) look(batch)
 * reader.report() // clean, torn, corrupt or empty, and where it ends
 * ```
 *
 * A journal that is still being written ends where it ends now: `next` may be called again later, and
 * goes on when more has been written.
 */
import { EVENT_BYTES } from '../core/index.ts'
import {
  type JournalDisk,
  type JournalFile,
  type JournalHasher,
  type SegmentHeader,
  segmentName,
  segmentOf,
} from './journal.ts'
import type { JournalBatch, JournalEnd, JournalProblem, JournalReport } from './journal-report.ts'
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
import { isTorn, isZero } from './torn-tail.ts'

export interface ReaderOptions {
  readonly disk: JournalDisk
  readonly hasher: JournalHasher
  /** Begins with this segment and takes its header's word for what was before; the first without. */
  readonly fromSegment?: number | undefined
}

/** What is read in one go to begin with; larger batches make the room grow. */
const USUAL_RECORDS = 1024

export class JournalReader {
  readonly #options: ReaderOptions
  #batch = new BatchBytes(new ArrayBuffer(batchBytes(USUAL_RECORDS)))
  #segments: number[]
  /** Which of them is being read. */
  #place = 0
  #file: JournalFile | undefined
  #header: SegmentHeader | undefined
  #offset = 0
  #records = 0
  #batches = 0
  #bytesBefore = 0
  #firstSequence = 0
  #nextSequence = 0
  #hash: Uint8Array | undefined
  #isClosed = false
  #end: JournalEnd | undefined
  #problem: JournalProblem | undefined
  #tornBytes = 0
  #isTorn = false
  /** The writer has removed what was about to be read. */
  #isOvertaken = false

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#segments = this.#list()
  }

  /** Segments that there are. */
  get segments(): readonly number[] {
    return this.#segments
  }

  /** The next good batch; undefined at the end, as it is now, or at a problem. */
  next(): JournalBatch | undefined {
    this.#isTorn = false
    this.#tornBytes = 0
    while (this.#problem === undefined) {
      if (this.#header === undefined && !this.#enterSegment()) break
      const batch = this.#readBatch(this.#file!, this.#header!)
      if (batch !== undefined) return batch
      if (this.#isTorn || this.#problem !== undefined || !this.#leaveSegment()) break
    }
    // A torn end may be one that is being written: the next call looks at the file anew.
    this.close()
    return undefined
  }

  /** Gives the open file back; `next` opens it again. */
  close(): void {
    this.#file?.close()
    this.#file = undefined
  }

  /** What was found so far. */
  report(): JournalReport {
    return {
      status: this.#status(),
      segments: this.#segments,
      records: this.#records,
      batches: this.#batches,
      firstSequence: this.#firstSequence,
      lastSequence: Math.max(0, this.#nextSequence - 1),
      isClosed: this.#isClosed,
      bytes: this.#bytesBefore + this.#offset,
      tornBytes: this.#tornBytes,
      end: this.#end,
      problem: this.#problem,
    }
  }

  #list(): number[] {
    const { disk, fromSegment = 0 } = this.#options
    return disk
      .list()
      .map(segmentOf)
      .filter((segment) => segment !== undefined)
      .filter((segment) => segment >= fromSegment)
      .sort((a, b) => a - b)
  }

  #status(): JournalReport['status'] {
    if (this.#problem !== undefined) return 'corrupt'
    if (this.#isTorn) return 'torn'
    return this.#segments.length === 0 ? 'empty' : 'clean'
  }

  /** Opens the present segment and reads its header. */
  #enterSegment(): boolean {
    if (this.#place >= this.#segments.length) this.#segments = this.#list()
    const segment = this.#segments[this.#place]
    if (segment === undefined) return false
    const before = this.#segments[this.#place - 1]
    if (before !== undefined && segment !== before + 1) {
      // What is removed by its writer is removed from the oldest on.
      this.#isOvertaken ||= !this.#list().includes(before)
      const why = this.#isOvertaken ? 'what was between was removed' : 'one in between is missing'
      this.#corrupt(segment, 0, `follows segment ${before}: ${why}`)
      return false
    }
    const file = this.#open(segment)
    if (file === undefined) {
      this.#corrupt(segment, 0, 'was removed while it was being read')
      return false
    }
    const header = this.#readHeader(file, segment)
    if (header === undefined) return false
    this.#header = header
    this.#offset = HEADER_BYTES
    this.#settle(header)
    return true
  }

  /** Answers whether there is another segment to go on with. */
  #leaveSegment(): boolean {
    if (this.#place + 1 >= this.#segments.length) {
      const known = new Set(this.#segments)
      this.#segments.push(...this.#list().filter((segment) => !known.has(segment)))
      if (this.#place + 1 >= this.#segments.length) return false
      // More may have come into this one before the next was begun.
      const file = this.#open(this.#segments[this.#place]!)
      if (file !== undefined && file.sizeBytes > this.#offset) return true
    }
    this.close()
    this.#header = undefined
    this.#bytesBefore += this.#offset
    this.#offset = 0
    this.#place++
    return true
  }

  /** Undefined when it has been removed since it was listed: a writer keeps only the newest. */
  #open(segment: number): JournalFile | undefined {
    this.close()
    try {
      this.#file = this.#options.disk.open(segmentName(segment))
    } catch (error) {
      if (this.#list().includes(segment)) throw error
      this.#isOvertaken = true
    }
    return this.#file
  }

  #settle({ segment, epochNanos, rules }: SegmentHeader): void {
    this.#end = { segment, offset: this.#offset, hash: this.#hash!, epochNanos, rules }
  }

  #readHeader(file: JournalFile, segment: number): SegmentHeader | undefined {
    const bytes = new Uint8Array(HEADER_BYTES)
    const length = file.read(0, bytes)
    const header = decodeHeader(bytes.subarray(0, length))
    if ('problem' in header) {
      // A header is synced before anything follows it: a file without one has no record either.
      const isUnwritten = file.sizeBytes <= HEADER_BYTES && (length < HEADER_BYTES || isZero(bytes))
      if (this.#isLast && isUnwritten) this.#tear(file.sizeBytes)
      else this.#corrupt(segment, header.offset, header.text)
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
      const why = this.#isOvertaken ? ': what was between was removed while it was being read' : ''
      const found = `begins with sequence ${header.firstSequence} where ${this.#nextSequence} follows`
      this.#corrupt(segment, 0, `${found}${why}`)
      return undefined
    } else if (!isEqual(header.previousHash, this.#hash)) {
      this.#corrupt(segment, 0, 'does not continue the hash of the segment before it')
      return undefined
    }
    this.#hash = this.#options.hasher(encodeHeader(header))
    this.#isOvertaken = false
    return header
  }

  get #isLast(): boolean {
    return this.#place === this.#segments.length - 1
  }

  #readBatch(known: JournalFile | undefined, header: SegmentHeader): JournalBatch | undefined {
    const file = known ?? this.#open(header.segment)
    // Gone, with all that was behind: the next segment tells what is missing.
    if (file === undefined) return undefined
    const offset = this.#offset
    if (offset >= file.sizeBytes) return undefined
    const got = file.read(offset, this.#batch.bytes.subarray(0, BLOCK_BYTES))
    if (got < BLOCK_BYTES || !this.#batch.isHead(0)) {
      return this.#damaged(file, 'the head of a batch is damaged')
    }
    const count = this.#batch.count(0)
    const size = batchBytes(count)
    if (size > file.sizeBytes - offset) return this.#damaged(file, 'a batch is incomplete')
    if (size > this.#batch.bytes.length) this.#batch = new BatchBytes(new ArrayBuffer(size))
    const batch = this.#batch
    file.read(offset, batch.bytes.subarray(0, size))
    const sealAt = size - BLOCK_BYTES
    const damaged = batch.firstDamaged(0, count)
    if (damaged !== -1) {
      const at = offset + BLOCK_BYTES + damaged * EVENT_BYTES
      const sequence = this.#nextSequence + damaged
      return this.#damaged(file, 'a record does not fit its checksum', { at, sequence })
    }
    // The zeros between the checksums and the seal.
    const paddingAt = BLOCK_BYTES + count * EVENT_BYTES + count * 4
    const paddingEnd = BLOCK_BYTES + count * EVENT_BYTES + checksumBytes(count)
    const isPadded = isZero(batch.bytes.subarray(paddingAt, paddingEnd))
    if (!isPadded || !batch.isSeal(sealAt)) {
      const at = offset + (isPadded ? sealAt : paddingAt)
      return this.#damaged(file, 'a seal is damaged', { at })
    }
    return this.#accept(header, count, size)
  }

  #accept(header: SegmentHeader, count: number, size: number): JournalBatch | undefined {
    const batch = this.#batch
    const { segment } = header
    const offset = this.#offset
    const sealAt = size - BLOCK_BYTES
    const firstSequence = batch.sequence(0)
    if (firstSequence !== this.#nextSequence) {
      const text = `a batch begins with sequence ${firstSequence} where ${this.#nextSequence} follows`
      return this.#corrupt(segment, offset, text, this.#nextSequence)
    }
    const isSealed = batch.count(sealAt) === count
    if (!isSealed || batch.sequence(sealAt) !== firstSequence + count - 1) {
      const text = 'a seal belongs to another batch'
      return this.#corrupt(segment, offset + sealAt, text, firstSequence)
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
    this.#offset += size
    this.#settle(header)
    const first = BLOCK_BYTES / EVENT_BYTES
    return { f64: batch.doubles, i32: batch.words, first, count, firstSequence, header }
  }

  /** Torn or corrupt? The table above. */
  #damaged(
    file: JournalFile,
    text: string,
    { at = this.#offset, sequence = this.#nextSequence } = {},
  ): undefined {
    if (this.#isLast && isTorn(file, this.#offset, this.#nextSequence, this.#batch)) {
      return this.#tear(file.sizeBytes - this.#offset)
    }
    return this.#corrupt(this.#header!.segment, at, text, sequence)
  }

  #tear(bytes: number): undefined {
    this.#isTorn = true
    this.#tornBytes = bytes
  }

  #corrupt(segment: number, offset: number, text: string, sequence?: number): undefined {
    this.#problem ??= {
      segment: segmentName(segment),
      offset,
      text,
      ...(sequence === undefined ? {} : { sequence }),
      ...(this.#isOvertaken ? { isOvertaken: true } : {}),
    }
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false
  return a.length === b.length
}
