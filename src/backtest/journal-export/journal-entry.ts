/** Records of a journal one by one, each with the words behind it, for whoever reads or exports them. */
import {
  ENGINE_KIND_NAMES,
  EVENT_F64,
  EVENT_I32,
  EVENT_KIND_NAMES,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  F_SEQUENCE,
  FLAG_TEXT,
  flagsOf,
  I_ALGORITHM,
  I_CODE,
  I_GRADE,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_REST,
  I_SIZE,
  JOURNAL_INSTRUMENT,
  JOURNAL_INTENT,
  JOURNAL_KIND_NAMES,
  JOURNAL_TEXT,
  JournalText,
  recordKindOf,
  sideOf,
} from '../../core/index.ts'
import type { JournalBatch, JournalReader, SegmentHeader } from '../../journal/index.ts'
import { type InstrumentFacts, instrumentFactsOf, type RecordArrays } from '../run-journal/index.ts'

const NAMES: Readonly<Record<number, string>> = {
  ...EVENT_KIND_NAMES,
  ...ENGINE_KIND_NAMES,
  ...JOURNAL_KIND_NAMES,
}
/** The engine calls some events as venues' reports are called; here both may stand in one list. */
const FIRST_ENGINE_KIND = 64

/** What records of a kind are called; `kind 200` for one that this version does not know. */
export function kindName(kind: number): string {
  const name = NAMES[kind] ?? `kind ${kind}`
  return kind >= FIRST_ENGINE_KIND && kind < JOURNAL_INTENT ? `engine ${name}` : name
}

/** Every kind there is, by name. */
export const KIND_NAMES: readonly string[] = Object.keys(NAMES).map((kind) =>
  kindName(Number(kind)),
)

/** A record as plain data; slots are told in `core/event.ts` and `core/journal-event.ts`. */
export interface JournalEntry {
  readonly sequence: number
  readonly kind: number
  readonly name: string
  readonly exchangeNanos: number
  readonly localNanos: number
  readonly order: number
  /** Of the record's own slot: a request's number, an execution's, the feed's. */
  readonly number: number
  readonly price: number
  readonly size: number
  readonly side: number
  readonly flags: number
  readonly instrument: number
  readonly a: number
  readonly b: number
  readonly code: number
  readonly grade: number
  readonly algorithm: number
  readonly rest: number
  /** The words behind it; empty without. */
  readonly text: readonly string[]
  /** Its words end before they are over: the journal was cut there. */
  readonly isCut: boolean
}

export function entryOf(
  { f64, i32 }: RecordArrays,
  index: number,
  sequence: number,
  words: { readonly text: readonly string[]; readonly isCut: boolean } = { text: [], isCut: false },
): JournalEntry {
  const f = index * EVENT_F64
  const i = index * EVENT_I32
  const meta = i32[i + I_META]!
  const kind = recordKindOf(meta)
  return {
    sequence,
    kind,
    name: kindName(kind),
    exchangeNanos: f64[f + F_EXCHANGE]!,
    localNanos: f64[f + F_LOCAL]!,
    order: f64[f + F_ORDER]!,
    number: f64[f + F_SEQUENCE]!,
    price: i32[i + I_PRICE]!,
    size: i32[i + I_SIZE]!,
    side: sideOf(meta),
    flags: flagsOf(meta),
    instrument: i32[i + I_INSTRUMENT]!,
    a: f64[f + F_A]!,
    b: f64[f + F_B]!,
    code: i32[i + I_CODE]!,
    grade: i32[i + I_GRADE]!,
    algorithm: i32[i + I_ALGORITHM]!,
    rest: i32[i + I_REST]!,
    ...words,
  }
}

export class EntryReader {
  readonly reader: JournalReader
  /** Markets as the journal has told them so far, by index. */
  readonly instruments: (InstrumentFacts | undefined)[] = []
  #batch: JournalBatch | undefined
  #place = 0
  #header: SegmentHeader | undefined

  /** `instruments`: as records before the first one to be read have told them. */
  constructor(reader: JournalReader, instruments: readonly (InstrumentFacts | undefined)[] = []) {
    this.reader = reader
    this.instruments.push(...instruments)
  }

  /** Unix nanoseconds that times count from; 0n when no date is known. */
  get epochNanos(): bigint {
    return this.#header?.epochNanos ?? 0n
  }
  /** Of the newest segment read; undefined before the first record. */
  get header(): SegmentHeader | undefined {
    return this.#header
  }

  /** The next record that is no text of its own; undefined at the end, as it is now. */
  next(): JournalEntry | undefined {
    while (this.#ready()) {
      const batch = this.#batch!
      const index = batch.first + this.#place
      const sequence = batch.firstSequence + this.#place
      const meta = batch.i32[index * EVENT_I32 + I_META]!
      this.#place++
      if (recordKindOf(meta) === JOURNAL_TEXT) continue
      if ((flagsOf(meta) & FLAG_TEXT) === 0) return entryOf(batch, index, sequence)
      const head = entryOf(batch, index, sequence)
      const entry = { ...head, ...this.#words() }
      if (entry.kind === JOURNAL_INSTRUMENT) this.#learn(entry)
      return entry
    }
    return undefined
  }

  /** Whether there is a record to look at. */
  #ready(): boolean {
    while (this.#batch === undefined || this.#place >= this.#batch.count) {
      this.#batch = this.reader.next()
      this.#place = 0
      if (this.#batch === undefined) return false
      this.#header = this.#batch.header
    }
    return true
  }

  #words(): { text: string[]; isCut: boolean } {
    const text = new JournalText()
    while (this.#ready()) {
      const found = text.take(this.#batch!.i32, this.#batch!.first + this.#place)
      if (found !== 'none') this.#place++
      if (found !== 'more') return { text: text.fields, isCut: found === 'none' }
    }
    return { text: text.fields, isCut: true }
  }

  #learn({ instrument, text }: JournalEntry): void {
    const facts = instrumentFactsOf(instrument, jsonOf(text[0]))
    if (facts !== undefined) this.instruments[instrument] = facts
  }
}

/** What a text says in JSON; undefined when it is none. */
export function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
