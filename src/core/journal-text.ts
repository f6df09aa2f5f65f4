/**
 * Words behind a record: as many JOURNAL_TEXT records as they need, 60 bytes of UTF-8 in each.
 *
 * | byte  | content                                                                          |
 * |-------|----------------------------------------------------------------------------------|
 * | 0-39  | the first 40 bytes                                                               |
 * | 40    | kind JOURNAL_TEXT; 41: how many bytes of text; 42-43: FLAG_TEXT when more follows |
 * | 44-63 | the next 20 bytes; zeros behind the last                                         |
 *
 * The record that the words belong to bears FLAG_TEXT itself, and they follow at once.
 *
 * ```ts
 * const at = tape.append(packMeta(JOURNAL_OPERATOR, 0, FLAG_TEXT), 0, now, now)
 * appendText(tape, ['alice', 'position looks wrong'])
 *
 * const text = new JournalText()
 * text.take(tape.i32, at + 1) // 'more' until it answers 'whole'
 * text.fields // ['alice', 'position looks wrong']
 * ```
 *
 * A text is put together up to TEXT_BYTES_MAX; one that goes on beyond has lost its end there. No run
 * writes such, but a file may be anybody's.
 */
import { EVENT_BYTES, EVENT_I32, flagsOf, I_META, packMeta } from './event.ts'
import type { EventTape } from './event-tape.ts'
import { FLAG_TEXT, JOURNAL_TEXT, recordKindOf } from './journal-event.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

export const TEXT_BYTES = 60
export const TEXT_BYTES_MAX = 1 << 24
const BEFORE_META = 40
const BEHIND_META = 44
/** Stands between the fields of a text: the unit separator, which nobody types. */
const SEPARATOR = '\u001f'

/** Appends the fields as text records behind the newest record; answers how many there are. */
export function appendText(tape: EventTape, fields: readonly string[]): number {
  const text = fields.map((field) => field.replaceAll(SEPARATOR, ' ')).join(SEPARATOR)
  const bytes = encodeUtf8(text)
  const records = Math.max(1, Math.ceil(bytes.length / TEXT_BYTES))
  for (let record = 0; record < records; record++) {
    const part = bytes.subarray(record * TEXT_BYTES, (record + 1) * TEXT_BYTES)
    const flags = record + 1 < records ? FLAG_TEXT : 0
    const index = tape.append(packMeta(JOURNAL_TEXT, part.length, flags), 0, 0, 0)
    const target = new Uint8Array(tape.i32.buffer, index * EVENT_BYTES, EVENT_BYTES)
    // The instrument's slot and everything else is text here.
    target.set(part.subarray(0, BEFORE_META))
    target.set(part.subarray(BEFORE_META), BEHIND_META)
  }
  return records
}

/** Puts the text of one record together. */
export class JournalText {
  #parts: Uint8Array[] = []
  #length = 0

  /** Forgets what it has. */
  clear(): void {
    this.#parts = []
    this.#length = 0
  }

  /**
   * Takes a record that may be the next one of the text: `none` when it is not, which means that the
   * text has lost its end.
   */
  take(i32: Int32Array, index: number): 'more' | 'whole' | 'none' {
    const meta = i32[index * EVENT_I32 + I_META]!
    if (recordKindOf(meta) !== JOURNAL_TEXT || this.#length >= TEXT_BYTES_MAX) return 'none'
    const length = Math.min(TEXT_BYTES, (meta >>> 8) & 0xff)
    const offset = i32.byteOffset + index * EVENT_BYTES
    const record = new Uint8Array(i32.buffer, offset, EVENT_BYTES)
    const part = new Uint8Array(length)
    part.set(record.subarray(0, Math.min(length, BEFORE_META)))
    const behind = Math.max(0, length - BEFORE_META)
    part.set(record.subarray(BEHIND_META, BEHIND_META + behind), length - behind)
    this.#parts.push(part)
    this.#length += length
    return (flagsOf(meta) & FLAG_TEXT) === 0 ? 'whole' : 'more'
  }

  get text(): string {
    return this.fields.join(' · ')
  }

  get fields(): string[] {
    const bytes = new Uint8Array(this.#length)
    let at = 0
    for (const part of this.#parts) {
      bytes.set(part, at)
      at += part.length
    }
    return decodeUtf8(bytes).split(SEPARATOR)
  }
}
