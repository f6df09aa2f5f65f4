/**
 * How a copied record is told: the form that a reader asks for with `?format=`.
 *
 * A new form is one more entry of `COPY_FORMATS`: it is handed whole records with their words, in order.
 */
import {
  EntryRows,
  entryOf,
  type InstrumentFacts,
  instrumentFactsOf,
  type JournalEntry,
  jsonOf,
} from '../../backtest/index.ts'
import {
  EVENT_BYTES,
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

export type CopyFormat = 'json' | 'raw'

/** A whole record with its words; each form is made when somebody asks for it, and once. */
export class ToldRecord {
  readonly kind: number
  readonly raw: Buffer
  readonly #toJson: () => Buffer
  #json: Buffer | undefined

  constructor(kind: number, raw: Buffer, toJson: () => Buffer) {
    this.kind = kind
    this.raw = raw
    this.#toJson = toJson
  }

  get json(): Buffer {
    this.#json ??= this.#toJson()
    return this.#json
  }
}

/** Puts records and the words behind them together. */
export class CopiedRecords {
  /** Of the run that goes on; records of an earlier one keep theirs. */
  #instruments: readonly (InstrumentFacts | undefined)[] = []
  readonly #text = new JournalText()
  readonly #parts: Buffer[] = []
  #head: { readonly entry: JournalEntry; readonly bytes: Buffer } | undefined
  epochNanos = 0n

  /** Takes a record; answers it when it is whole. */
  take(tape: EventTape, index: number, sequence: number): ToldRecord | undefined {
    const meta = tape.i32[index * EVENT_I32 + I_META]!
    const bytes = Buffer.from(
      new Uint8Array(tape.i32.buffer, tape.i32.byteOffset + index * EVENT_BYTES, EVENT_BYTES),
    )
    if (recordKindOf(meta) === JOURNAL_TEXT) {
      if (this.#head === undefined) return undefined
      this.#parts.push(bytes)
      if (this.#text.take(tape.i32, index) === 'more') return undefined
      const { entry, bytes: first } = this.#head
      this.#head = undefined
      return this.#whole(
        { ...entry, text: this.#text.fields },
        Buffer.concat([first, ...this.#parts]),
      )
    }
    const entry = entryOf(tape, index, sequence)
    this.#head = undefined
    if ((flagsOf(meta) & FLAG_TEXT) === 0) return this.#whole(entry, bytes)
    this.#head = { entry, bytes }
    this.#text.clear()
    this.#parts.length = 0
    return undefined
  }

  #whole(entry: JournalEntry, bytes: Buffer): ToldRecord {
    if (entry.kind === JOURNAL_INSTRUMENT) {
      const facts = instrumentFactsOf(entry.instrument, jsonOf(entry.text[0]))
      if (facts !== undefined) {
        const instruments = [...this.#instruments]
        instruments[entry.instrument] = facts
        this.#instruments = instruments
      }
    }
    const source = { epochNanos: this.epochNanos, instruments: this.#instruments }
    const toJson = () => Buffer.from(`${JSON.stringify(new EntryRows(source).row(entry))}\n`)
    return new ToldRecord(entry.kind, bytes, toJson)
  }
}
