/**
 * Collects evidence while a run writes itself down: a sink for its records, on its own or ahead of a
 * journal on a disk.
 */
import {
  EVENT_I32,
  type EventTape,
  FLAG_TEXT,
  flagsOf,
  I_META,
  JOURNAL_INSTRUMENT,
  JOURNAL_TEXT,
  JournalText,
  recordKindOf,
} from '../../core/index.ts'
import type { JournalState } from '../../journal/index.ts'
import { entryOf, type JournalEntry, jsonOf } from '../journal-export/index.ts'
import {
  type InstrumentFacts,
  instrumentFactsOf,
  type RecordArrays,
  type RecordSink,
} from '../run-journal/index.ts'
import { type EvidenceSource, RunEvidence } from './run-evidence.ts'

const ROOM = 1 << 20

export class EvidenceSink implements RecordSink, EvidenceSource {
  readonly evidence: RunEvidence
  readonly instruments: (InstrumentFacts | undefined)[] = []
  epochNanos = 0n
  readonly #next: () => RecordSink | undefined
  #sequence = 0
  #head: JournalEntry | undefined
  readonly #text = new JournalText()

  /** `next`: where the records go on to. */
  constructor(next: () => RecordSink | undefined = () => undefined) {
    this.#next = next
    this.evidence = new RunEvidence(this)
  }

  get state(): JournalState {
    return this.#next()?.state ?? 'open'
  }
  get problem(): string {
    return this.#next()?.problem ?? ''
  }
  get lastSequence(): number {
    return this.#sequence
  }
  get durableSequence(): number {
    return this.#next()?.durableSequence ?? this.#sequence
  }
  get room(): number {
    return this.#next()?.room ?? ROOM
  }

  append(tape: EventTape, index: number): number {
    this.#sequence = this.#next()?.append(tape, index) ?? this.#sequence + 1
    this.take(tape, index, this.#sequence)
    return this.#sequence
  }

  appendRun(tape: EventTape, from: number, count: number): void {
    for (let index = from; index < from + count; index++) this.append(tape, index)
  }

  commit(): boolean {
    return this.#next()?.commit() ?? true
  }

  /** Looks at a record that lies somewhere else already: in a batch of a journal. */
  take(arrays: RecordArrays, index: number, sequence: number): void {
    const { i32 } = arrays
    const meta = i32[index * EVENT_I32 + I_META]!
    if (recordKindOf(meta) === JOURNAL_TEXT) {
      if (this.#head !== undefined && this.#text.take(i32, index) === 'whole') this.#close()
      return
    }
    const entry = entryOf(arrays, index, sequence)
    if ((flagsOf(meta) & FLAG_TEXT) === 0) {
      this.evidence.take(entry)
      return
    }
    this.#head = entry
    this.#text.clear()
  }

  #close(): void {
    const entry = { ...this.#head!, text: this.#text.fields }
    this.#head = undefined
    if (entry.kind === JOURNAL_INSTRUMENT) {
      const facts = instrumentFactsOf(entry.instrument, jsonOf(entry.text[0]))
      if (facts !== undefined) this.instruments[entry.instrument] = facts
    }
    this.evidence.take(entry)
  }
}
