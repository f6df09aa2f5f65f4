/**
 * The contract of where a run's records go: onto a disk, or beside those of an older journal.
 *
 * A `JournalWriter` is one; `ComparingSink` is the other. Sequences count from 1 in both.
 */
import type { EventTape } from '../../core/index.ts'
import type { JournalState } from '../../journal/index.ts'

export interface RecordSink {
  readonly state: JournalState
  /** Why it takes no more, when it does not. */
  readonly problem: string
  readonly lastSequence: number
  readonly durableSequence: number
  /** Records that it still takes in for certain. */
  readonly room: number
  /** Takes a record in and answers its sequence. */
  append(tape: EventTape, index: number): number
  appendRun(tape: EventTape, from: number, count: number): void
  /** Answers whether everything taken in is now safe. */
  commit(): boolean
}

/** What a sink must know to begin. */
export interface SinkStart {
  /** Unix nanoseconds that the times of the records count from. */
  readonly epochNanos: bigint
  /** Version of the rules that make the decisions. */
  readonly rules: string
  /** To be told, once, when nothing can be written any more. */
  readonly onHalt: (problem: string) => void
}

/** Records that a stop may still bring, of a journal that cannot be written: nothing else takes their room. */
export const ROOM_FOR_STOP = 4096

/** Whether the market still fits. */
export const takesMarket = ({ state, room }: RecordSink): boolean =>
  state === 'open' || (state === 'stalled' && room > ROOM_FOR_STOP)

/** Of everything that decides what happens in a run; a replay by other rules may differ rightly. */
export const RULES_VERSION = 'tick-to-trade rules 1'
