/**
 * Appends records to a journal: in memory first, then batch by batch to the disk.
 *
 * Appending costs a copy of 64 bytes. A full batch is written out, and `commit` writes what there is
 * and syncs it: that is the group commit, and the caller decides how long a group waits. Nothing that
 * depends on a record may be told to anyone before `durableSequence` has reached it.
 *
 * A disk that refuses a write does not lose a record: the batch stays in memory, `onHalt` is told at
 * once so that trading stops, and there is room for what a stop still brings (`reserveRecords`).
 * `retry` tries again. A failed sync cannot be tried again, because what the system has dropped is not
 * known: the journal is then broken, and recovery tells what is there.
 */
import { assert, EVENT_I32, type EventTape } from '../core/index.ts'
import {
  HASH_BYTES,
  JOURNAL_VERSION,
  type JournalDisk,
  type JournalFile,
  type JournalHasher,
  segmentName,
} from './journal.ts'
import type { JournalReport } from './journal-report.ts'
import {
  BATCH_CLOSES,
  BATCH_RECORDS_MAX,
  BatchBytes,
  BLOCK_BYTES,
  batchBytes,
  encodeHeader,
} from './layout.ts'

export interface JournalOptions {
  readonly disk: JournalDisk
  readonly hasher: JournalHasher
  /** Records in a batch; 1,024 by default. */
  readonly batchRecords?: number
  /** Records that still fit after the disk has refused one; 8,192 by default. */
  readonly reserveRecords?: number
  /** A segment that has grown beyond this is the last but one; 1 GiB by default. */
  readonly segmentBytesMax?: number
  /** Older segments are removed when there are more; all are kept by default. */
  readonly segmentsMax?: number
  /** `commitIfDue` waits this long for more company; 0 by default. */
  readonly groupNanos?: number
  /** The journal cannot take any more: whatever it protects must stop now. Told once. */
  readonly onHalt?: (problem: string) => void
}

export interface NewJournal extends JournalOptions {
  /** Unix nanoseconds that the times of the records count from. */
  readonly epochNanos: bigint
  /** Version of the rules that make the decisions, at most 40 characters. */
  readonly rules: string
}

/** `stalled`: a write was refused, `retry` may help. `broken`: a sync failed, only recovery helps. */
export type JournalState = 'open' | 'stalled' | 'broken' | 'closed'

const BATCH_RECORDS = 1024
const RESERVE_RECORDS = 8192
const SEGMENT_BYTES_MAX = 1024 ** 3

/** Where a writer begins. */
interface Start {
  readonly file: JournalFile
  readonly segment: number
  readonly epochNanos: bigint
  readonly rules: string
  readonly hash: Uint8Array
  readonly lastSequence: number
  readonly firstSegment: number
}

export class JournalWriter {
  readonly #options: JournalOptions
  readonly #batchRecords: number = 0
  readonly #batch: BatchBytes
  readonly #epochNanos: bigint
  readonly #rules: string
  #file: JournalFile
  #segment: number = 0
  #firstSegment: number = 0
  /** Where the next batch begins. */
  #end: number = 0
  #hash: Uint8Array = new Uint8Array(0)
  #count = 0
  #capacity: number = 0
  #state: JournalState = 'open'
  #problem = ''
  #written: number = 0
  #durable: number = 0
  #committedAt = Number.NEGATIVE_INFINITY

  /** @throws what the disk throws, also when there is a journal already. */
  static create(options: NewJournal): JournalWriter {
    const { epochNanos, rules } = options
    const hash = new Uint8Array(HASH_BYTES)
    const segment = 1
    const file = createSegment(options, { segment, firstSequence: 1, epochNanos, rules, hash })
    const headerHash = options.hasher(
      encodeHeader(headerOf({ segment, firstSequence: 1, epochNanos, rules, hash })),
    )
    const start = { file, segment, epochNanos, rules, hash: headerHash }
    return new JournalWriter(options, { ...start, lastSequence: 0, firstSegment: 1 })
  }

  /** Goes on where recovery found the end. @throws RangeError for a report that is not clean. */
  static resume(options: JournalOptions & { readonly report: JournalReport }): JournalWriter {
    const { report } = options
    const { end } = report
    if (report.status !== 'clean' || end === undefined) {
      throw new RangeError('only a journal that was found clean can go on')
    }
    const file = options.disk.open(segmentName(end.segment))
    return new JournalWriter(options, {
      file,
      segment: end.segment,
      epochNanos: end.epochNanos,
      rules: end.rules,
      hash: end.hash,
      lastSequence: report.lastSequence,
      firstSegment: report.segments[0]!,
    })
  }

  private constructor(options: JournalOptions, start: Start) {
    const { batchRecords = BATCH_RECORDS, reserveRecords = RESERVE_RECORDS } = options
    this.#options = options
    this.#batchRecords = batchRecords
    this.#capacity = batchRecords + reserveRecords
    assert(batchRecords > 0 && reserveRecords >= 0, 'a batch holds records')
    assert(this.#capacity <= BATCH_RECORDS_MAX, 'a batch has its limit')
    this.#batch = new BatchBytes(new ArrayBuffer(batchBytes(this.#capacity)))
    this.#file = start.file
    this.#segment = start.segment
    this.#firstSegment = start.firstSegment
    this.#end = start.file.sizeBytes
    this.#epochNanos = start.epochNanos
    this.#rules = start.rules
    this.#hash = start.hash
    this.#written = start.lastSequence
    this.#durable = start.lastSequence
  }

  get state(): JournalState {
    return this.#state
  }
  /** Why it is stalled or broken. */
  get problem(): string {
    return this.#problem
  }
  /** Of the newest record, 0 before the first. */
  get lastSequence(): number {
    return this.#written + this.#count
  }
  /** Everything up to here is on the disk and survives a loss of power. */
  get durableSequence(): number {
    return this.#durable
  }
  /** Records that fit before the disk must take some. */
  get room(): number {
    return this.#capacity - this.#count
  }

  /**
   * Takes a record in and answers its sequence. Amortised O(1), no allocation.
   * @throws InvariantError when it was halted and went on for more than the reserve.
   */
  append(tape: EventTape, index: number): number {
    assert(this.#state !== 'closed', 'a closed journal takes nothing')
    assert(this.#count < this.#capacity, 'the reserve of a halted journal is used up')
    const { words } = this.#batch
    const { i32 } = tape
    const to = (BLOCK_BYTES >> 2) + this.#count * EVENT_I32
    const from = index * EVENT_I32
    // As integers: a copy of doubles may change the bits of a NaN. Word by word: 1.3 times as fast
    // as a loop.
    words[to] = i32[from]!
    words[to + 1] = i32[from + 1]!
    words[to + 2] = i32[from + 2]!
    words[to + 3] = i32[from + 3]!
    words[to + 4] = i32[from + 4]!
    words[to + 5] = i32[from + 5]!
    words[to + 6] = i32[from + 6]!
    words[to + 7] = i32[from + 7]!
    words[to + 8] = i32[from + 8]!
    words[to + 9] = i32[from + 9]!
    words[to + 10] = i32[from + 10]!
    words[to + 11] = i32[from + 11]!
    words[to + 12] = i32[from + 12]!
    words[to + 13] = i32[from + 13]!
    words[to + 14] = i32[from + 14]!
    words[to + 15] = i32[from + 15]!
    this.#count++
    const sequence = this.#written + this.#count
    if (this.#count >= this.#batchRecords && this.#state === 'open') this.#write(0)
    return sequence
  }

  /** The same for a run of records: what market data come in. */
  appendRun(tape: EventTape, from: number, count: number): void {
    const { words } = this.#batch
    for (let taken = 0; taken < count; ) {
      assert(this.#state !== 'closed', 'a closed journal takes nothing')
      const limit = this.#state === 'open' ? this.#batchRecords : this.#capacity
      const step = Math.min(count - taken, limit - this.#count)
      assert(step > 0, 'the reserve of a halted journal is used up')
      const first = (from + taken) * EVENT_I32
      const to = (BLOCK_BYTES >> 2) + this.#count * EVENT_I32
      words.set(tape.i32.subarray(first, first + step * EVENT_I32), to)
      this.#count += step
      taken += step
      if (this.#count >= this.#batchRecords && this.#state === 'open') this.#write(0)
    }
  }

  /** Writes and syncs what there is. Answers whether everything appended is now durable. */
  commit(): boolean {
    if (this.#state !== 'open') return false
    if (this.#count > 0 && !this.#write(0)) return false
    return this.#durable === this.#written || this.#sync()
  }

  /** Commits when the group has waited long enough. Cheap when it has not. */
  commitIfDue(nowNanos: number): void {
    if (this.lastSequence === this.#durable) {
      this.#committedAt = nowNanos
      return
    }
    if (nowNanos - this.#committedAt < (this.#options.groupNanos ?? 0)) return
    this.#committedAt = nowNanos
    this.commit()
  }

  /** After a refused write: tries again. Answers whether the journal is open. */
  retry(): boolean {
    if (this.#state !== 'stalled') return this.#state === 'open'
    this.#state = 'open'
    this.#problem = ''
    try {
      this.#file.truncate(this.#end)
    } catch (error) {
      return this.#halt('stalled', 'cannot be cut back', error)
    }
    return this.commit()
  }

  /** Seals the journal as complete, and syncs it. Answers whether that has worked. */
  close(): boolean {
    if (this.#state === 'closed') return true
    const isSafe = this.#state === 'open' && this.#write(BATCH_CLOSES) && this.#sync()
    if (isSafe) {
      this.#file.close()
      this.#state = 'closed'
    }
    return isSafe
  }

  #write(flags: number): boolean {
    const batch = this.#batch
    const count = this.#count
    const first = this.#written + 1
    const last = this.#written + count
    const sealAt = batchBytes(count) - BLOCK_BYTES
    const durableSequence = this.#durable
    batch.writeHead(0, { count, firstSequence: first, durableSequence, flags })
    batch.writeChecksums(0, count)
    const hash = this.#options.hasher(this.#hash, batch.bytes.subarray(0, sealAt))
    batch.writeSeal(sealAt, count, last, hash)
    const size = sealAt + BLOCK_BYTES
    try {
      for (let at = 0; at < size; ) {
        const taken = this.#file.append(batch.bytes.subarray(at, size))
        if (taken <= 0) throw new RangeError('the disk takes nothing')
        at += taken
      }
    } catch (error) {
      return this.#halt('stalled', 'cannot be written', error)
    }
    this.#hash = hash
    this.#end += size
    this.#written = last
    this.#count = 0
    return flags === BATCH_CLOSES || this.#rotateIfFull()
  }

  #sync(): boolean {
    try {
      this.#file.sync()
    } catch (error) {
      return this.#halt('broken', 'cannot be synced', error)
    }
    this.#durable = this.#written
    return true
  }

  #rotateIfFull(): boolean {
    if (this.#end < (this.#options.segmentBytesMax ?? SEGMENT_BYTES_MAX)) return true
    if (!this.#sync()) return false
    const segment = this.#segment + 1
    const next = {
      segment,
      firstSequence: this.#written + 1,
      epochNanos: this.#epochNanos,
      rules: this.#rules,
      hash: this.#hash,
    }
    try {
      const file = createSegment(this.#options, next)
      this.#file.close()
      this.#file = file
    } catch (error) {
      return this.#halt('broken', 'cannot begin its next segment', error)
    }
    this.#segment = segment
    this.#end = this.#file.sizeBytes
    this.#hash = this.#options.hasher(encodeHeader(headerOf(next)))
    this.#forgetOldest()
    return true
  }

  #forgetOldest(): void {
    const { segmentsMax = Number.POSITIVE_INFINITY, disk } = this.#options
    while (this.#segment - this.#firstSegment + 1 > segmentsMax) {
      disk.remove(segmentName(this.#firstSegment))
      this.#firstSegment++
    }
  }

  #halt(state: 'stalled' | 'broken', what: string, error: unknown): false {
    this.#state = state
    this.#problem = `the journal ${what}: ${error instanceof Error ? error.message : String(error)}`
    this.#options.onHalt?.(this.#problem)
    return false
  }
}

interface SegmentStart {
  readonly segment: number
  readonly firstSequence: number
  readonly epochNanos: bigint
  readonly rules: string
  readonly hash: Uint8Array
}

const headerOf = ({ hash, ...start }: SegmentStart) => ({
  version: JOURNAL_VERSION,
  ...start,
  previousHash: hash,
})

function createSegment({ disk }: JournalOptions, start: SegmentStart): JournalFile {
  const file = disk.create(segmentName(start.segment))
  const header = encodeHeader(headerOf(start))
  for (let at = 0; at < header.length; ) at += file.append(header.subarray(at))
  file.sync()
  return file
}
