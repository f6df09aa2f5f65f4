/**
 * The journal: everything that happened, in order, so that nothing can be lost or changed unseen.
 *
 * A journal is a row of segments, and a segment is a header and batches. A batch holds event records
 * exactly as they lie in memory, a checksum for each of them, and a seal:
 *
 * ```
 * segment   header | batch | batch | batch ...                    everything lies on 64-byte borders
 *
 * batch     head      64 B   magic, count, first sequence, what was durable, flags, checksum of the head
 *           records   64 B each
 *           checksums  4 B each, CRC-32C of the record; zeros up to the border
 *           seal      64 B   magic, count, last sequence, hash, checksum of the seal
 * ```
 *
 * The hash is SHA-256 over the hash before it, the head, the records and the checksums. The first
 * batch of a segment continues from the hash of the segment's header, and a header holds the last hash
 * of the segment before it: one chain from the first record to the last. A checksum tells damage, the
 * chain tells a change that somebody made with correct checksums.
 *
 * A record has no number of its own; its sequence is the first sequence of its batch and its place.
 *
 * ```ts
 * const journal = JournalWriter.create({ disk, hasher, epochNanos, rules: 'tick-to-trade 1' })
 * journal.append(tape, index)      // in memory: answers the record's sequence
 * journal.commit()                 // on disk, and synced: everything up to `durableSequence` is safe
 * journal.close()
 *
 * const report = recoverJournal({ disk, hasher })        // after a crash: cuts off a torn tail
 * const again = JournalWriter.resume({ disk, hasher, report })
 * ```
 *
 * What is acknowledged is what `commit` has returned for. Whatever else was written may be lost in a
 * crash, always from the end, never from the middle.
 */

/** A row of files, by name. Implementations: the file system (`io`), memory with faults (tests). */
export interface JournalDisk {
  /** Names of all files, in any order. */
  list(): readonly string[]
  /** Makes a new, empty file that survives a crash from then on. @throws when the name is taken. */
  create(name: string): JournalFile
  open(name: string): JournalFile
  remove(name: string): void
}

export interface JournalFile {
  readonly sizeBytes: number
  /** Writes at the end; answers how many bytes were taken, which may be fewer than given. */
  append(bytes: Uint8Array): number
  /** Returns when everything appended survives a loss of power. */
  sync(): void
  /** Fills `target` from `offset` on; answers how many bytes there were. */
  read(offset: number, target: Uint8Array): number
  truncate(sizeBytes: number): void
  close(): void
}

/** SHA-256 over the parts, one after the other: 32 bytes. Given from outside, as it is native there. */
export type JournalHasher = (...parts: readonly Uint8Array[]) => Uint8Array

export const JOURNAL_VERSION = 1
export const HASH_BYTES = 32

/** A segment as its header tells it. */
export interface SegmentHeader {
  readonly version: number
  /** From 1. */
  readonly segment: number
  /** Sequence of its first record; records count from 1. */
  readonly firstSequence: number
  /** Unix nanoseconds that the times of its records count from. */
  readonly epochNanos: bigint
  /** Version of the rules that made the decisions in it, at most 40 bytes of ASCII. */
  readonly rules: string
  /** Last hash of the segment before it, zeros for the first. */
  readonly previousHash: Uint8Array
}

const NAME = /^journal-(\d{6})\.t2t$/

export const segmentName = (segment: number): string =>
  `journal-${String(segment).padStart(6, '0')}.t2t`

/** The number in a segment's name, undefined for other files. */
export function segmentOf(name: string): number | undefined {
  const match = NAME.exec(name)
  return match === null ? undefined : Number(match[1])
}
