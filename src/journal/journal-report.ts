/** What reading a journal comes to, and what a reader hands over on the way. */
import { EVENT_I32 } from '../core/index.ts'
import type { SegmentHeader } from './journal.ts'

export interface JournalProblem {
  readonly segment: string
  /** Byte in the segment. */
  readonly offset: number
  /** Of the first record concerned, where that is known. */
  readonly sequence?: number
  readonly text: string
  /** Nothing is wrong with the journal: its writer, which keeps the newest segments, was faster. */
  readonly isOvertaken?: true
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
  /** Bytes of all segments, as far as they were read. */
  readonly bytes: number
  /** Bytes behind the last good batch. */
  readonly tornBytes: number
  readonly end: JournalEnd | undefined
  readonly problem: JournalProblem | undefined
}

/** Good records of one batch, valid until the next is asked for. */
export interface JournalBatch {
  readonly f64: Float64Array
  readonly i32: Int32Array
  /** The first record's index: it begins at `first * EVENT_I32` in `i32`. */
  readonly first: number
  readonly count: number
  readonly firstSequence: number
  readonly header: SegmentHeader
}

/** Index of a batch's record in its words. */
export const wordOf = (batch: JournalBatch, record: number): number =>
  (batch.first + record) * EVENT_I32
