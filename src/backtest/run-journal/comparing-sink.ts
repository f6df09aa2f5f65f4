/**
 * Takes a run's records and holds each beside the record of an older journal: a replay.
 *
 * The first record that differs ends the run with a `DivergedRun`, which has both. What nobody can
 * derive again (clocks, latencies, remarks, what people did, what watchers noticed) is passed over
 * where the run does not say the same. At the journal's end a replay is over; a run that resumes a
 * journal goes on writing behind it.
 */
import {
  EVENT_I32,
  EventTape,
  FLAG_TEXT,
  flagsOf,
  I_META,
  JOURNAL_ALERT,
  JOURNAL_ALGORITHM,
  JOURNAL_CLOCK,
  JOURNAL_LATENCY,
  JOURNAL_NOTE,
  JOURNAL_TEXT,
  JournalText,
  recordKindOf,
} from '../../core/index.ts'
import type { JournalBatch, JournalReader, JournalState } from '../../journal/index.ts'
import { JournaledState } from './journaled-state.ts'
import type { RecordSink } from './record-sink.ts'

/** One record, copied, with the words behind it. */
export interface RecordImage {
  readonly tape: EventTape
  readonly text: readonly string[]
}

/** A run that is not the one of the journal. */
export class DivergedRun extends Error {
  /** Of the journal's record. */
  readonly sequence: number
  /** Undefined when the journal ends there. */
  readonly journaled: RecordImage | undefined
  /** Undefined when the run ends there. */
  readonly derived: RecordImage | undefined

  constructor(
    sequence: number,
    journaled: RecordImage | undefined,
    derived: RecordImage | undefined,
  ) {
    super(`the run differs from its journal at sequence ${sequence}`)
    this.name = 'DivergedRun'
    this.sequence = sequence
    this.journaled = journaled
    this.derived = derived
  }
}

export interface ComparingOptions {
  readonly reader: JournalReader
  /** Begins to write behind the journal's end; without, a run that goes on there has diverged. */
  readonly goOn?: (() => RecordSink) | undefined
}

const OBSERVED: ReadonlySet<number> = new Set([
  JOURNAL_ALERT,
  JOURNAL_ALGORITHM,
  JOURNAL_CLOCK,
  JOURNAL_LATENCY,
  JOURNAL_NOTE,
])

const ROOM = 1 << 20

export class ComparingSink implements RecordSink {
  readonly state: JournalState = 'open'
  readonly problem = ''
  /** What the journal says up to the record that was compared last. */
  readonly journaled: JournaledState
  readonly #options: ComparingOptions
  #batch: JournalBatch | undefined
  #place = 0
  #sequence = 0
  #compared = 0
  #next: RecordSink | undefined
  /** The newest record that words belong to, and those of them that were equal. */
  readonly #head = new EventTape(1)
  readonly #text = new JournalText()
  #headSequence = 0
  #isInObserved = false

  constructor(options: ComparingOptions, journaled = new JournaledState()) {
    this.#options = options
    this.journaled = journaled
    this.#head.append(0, 0, 0, 0)
  }

  get lastSequence(): number {
    return this.#next?.lastSequence ?? this.#sequence
  }
  get durableSequence(): number {
    return this.#next?.durableSequence ?? this.#sequence
  }
  get room(): number {
    return this.#next?.room ?? ROOM
  }
  /** Records found equal. */
  get compared(): number {
    return this.#compared
  }
  /** The journal has been left behind: what came since was written. */
  get isBeyond(): boolean {
    return this.#next !== undefined
  }

  append(tape: EventTape, index: number): number {
    if (this.#next !== undefined) return this.#next.append(tape, index)
    while (this.#advance()) {
      if (this.#isEqual(tape, index)) {
        this.#accept(tape, index)
        return this.#sequence
      }
      if (!this.#passOver()) throw this.#diverged(imageOf(tape, index))
    }
    this.#next = this.#options.goOn?.()
    if (this.#next !== undefined) return this.#next.append(tape, index)
    throw new DivergedRun(this.#sequence + 1, undefined, imageOf(tape, index))
  }

  appendRun(tape: EventTape, from: number, count: number): void {
    for (let index = from; index < from + count; index++) this.append(tape, index)
  }

  commit(): boolean {
    return this.#next?.commit() ?? true
  }

  /** The run is over. @throws DivergedRun when the journal goes on. */
  finish(): void {
    if (this.#next !== undefined) return
    while (this.#advance()) {
      if (!this.#passOver()) throw this.#diverged(undefined)
    }
  }

  /** Goes to the journal's next record; false at its end. */
  #advance(): boolean {
    while (this.#batch === undefined || this.#place + 1 >= this.#batch.count) {
      this.#batch = this.#options.reader.next()
      this.#place = -1
      if (this.#batch === undefined) return false
    }
    this.#place++
    this.#sequence = this.#batch.firstSequence + this.#place
    return true
  }

  /** Leaves a record that cannot be derived, and its words. */
  #passOver(): boolean {
    const { i32 } = this.#batch!
    const meta = i32[this.#at * EVENT_I32 + I_META]!
    const kind = recordKindOf(meta)
    if (kind === JOURNAL_TEXT) return this.#isInObserved
    if (!OBSERVED.has(kind)) return false
    this.#isInObserved = (flagsOf(meta) & FLAG_TEXT) !== 0
    return true
  }

  get #at(): number {
    return this.#batch!.first + this.#place
  }

  #isEqual(tape: EventTape, index: number): boolean {
    const { i32 } = this.#batch!
    const a = this.#at * EVENT_I32
    const b = index * EVENT_I32
    for (let k = 0; k < EVENT_I32; k++) if (i32[a + k] !== tape.i32[b + k]) return false
    return true
  }

  #accept(tape: EventTape, index: number): void {
    this.#compared++
    const meta = tape.i32[index * EVENT_I32 + I_META]!
    if (recordKindOf(meta) === JOURNAL_TEXT) {
      this.#text.take(tape.i32, index)
      return
    }
    this.#isInObserved = false
    if ((flagsOf(meta) & FLAG_TEXT) !== 0) {
      this.#head.clear()
      this.#head.appendFrom(tape, index, 1)
      this.#headSequence = this.#sequence
      this.#text.clear()
    }
    this.journaled.apply(tape, index)
  }

  #diverged(derived: RecordImage | undefined): DivergedRun {
    const { i32 } = this.#batch!
    const isText = recordKindOf(i32[this.#at * EVENT_I32 + I_META]!) === JOURNAL_TEXT
    const sequence = isText ? this.#headSequence : this.#sequence
    return new DivergedRun(sequence, this.#journaledImage(isText), derived)
  }

  /** The journal's record here, or the one that its words belong to. Reads on. */
  #journaledImage(isText: boolean): RecordImage {
    const tape = new EventTape(1)
    if (isText) tape.appendFrom(this.#head, 0, 1)
    else {
      const from = this.#at * EVENT_I32
      tape.append(0, 0, 0, 0)
      tape.i32.set(this.#batch!.i32.subarray(from, from + EVENT_I32))
      this.#text.clear()
    }
    let hasMore = isText || ((flagsOf(tape.i32[I_META]!) & FLAG_TEXT) !== 0 && this.#advance())
    while (hasMore && this.#text.take(this.#batch!.i32, this.#at) === 'more') {
      hasMore = this.#advance()
    }
    return { tape, text: this.#text.fields }
  }
}

function imageOf(tape: EventTape, index: number): RecordImage {
  const record = new EventTape(1)
  let head = index
  while (head > 0 && recordKindOf(tape.i32[head * EVENT_I32 + I_META]!) === JOURNAL_TEXT) head--
  record.appendFrom(tape, head, 1)
  const text = new JournalText()
  let at = head + 1
  while (at < tape.length && text.take(tape.i32, at) === 'more') at++
  return { tape: record, text: text.fields }
}
