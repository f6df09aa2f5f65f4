/** Any words survive their way through records, whole or cut. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVENT_I32, I_META, packMeta } from './event.ts'
import { EventTape } from './event-tape.ts'
import { FLAG_TEXT, JOURNAL_KIND_NAMES, JOURNAL_NOTE, JOURNAL_TEXT } from './journal-event.ts'
import { appendText, JournalText, TEXT_BYTES, TEXT_BYTES_MAX } from './journal-text.ts'
import { decodeUtf8, encodeUtf8 } from './utf8.ts'

function read(tape: EventTape, from: number): { fields: string[]; end: number } {
  const text = new JournalText()
  let index = from
  while (text.take(tape.i32, index) === 'more') index++
  return { fields: text.fields, end: index + 1 }
}

const words = fc.string({ unit: 'grapheme', maxLength: 120 }).map((text) => text.normalize())

test('texts come back field by field, and the next record stands behind them', () => {
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), (fields) => {
      const wanted = fields.map((field) => field.replaceAll('\u001f', ' '))
      const tape = new EventTape(1)
      tape.append(packMeta(JOURNAL_NOTE, 0, FLAG_TEXT), 0, 1, 1)
      const records = appendText(tape, fields)
      tape.append(packMeta(JOURNAL_NOTE, 0, 0), 0, 2, 2)
      expect(tape.length).toBe(2 + records)
      expect(read(tape, 1)).toEqual({ fields: wanted, end: 1 + records })
    }),
  )
})

test('a text takes one record up to 60 bytes, and one more for every 60', () => {
  for (const [length, records] of [
    [0, 1],
    [TEXT_BYTES, 1],
    [TEXT_BYTES + 1, 2],
    [3 * TEXT_BYTES, 3],
  ] as const) {
    const tape = new EventTape(1)
    expect(appendText(tape, ['x'.repeat(length)])).toBe(records)
    expect(read(tape, 0).fields).toEqual(['x'.repeat(length)])
  }
})

test('a text that has lost its end says so, and a record of another kind is none', () => {
  const tape = new EventTape(1)
  appendText(tape, ['y'.repeat(100)])
  const text = new JournalText()
  expect(text.take(tape.i32, 0)).toBe('more')
  tape.i32[EVENT_I32 + I_META] = packMeta(JOURNAL_NOTE, 0, 0)
  expect(text.take(tape.i32, 1)).toBe('none')
  expect(text.text).toBe('y'.repeat(60))
})

test('a text that never ends is read up to a bound', () => {
  const tape = new EventTape(1)
  tape.append(packMeta(JOURNAL_TEXT, TEXT_BYTES, FLAG_TEXT), 0, 0, 0)
  const text = new JournalText()
  let records = 0
  while (text.take(tape.i32, 0) === 'more') records++
  expect(records).toBe(Math.ceil(TEXT_BYTES_MAX / TEXT_BYTES))
})

test('UTF-8 is the one of everybody else, for any text and any bytes', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-composite' }))
  fc.assert(
    fc.property(texts, (text) => {
      expect(encodeUtf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)))
      expect(decodeUtf8(encodeUtf8(text))).toBe(text)
    }),
  )
  expect(encodeUtf8('a\ud800b')).toEqual(new TextEncoder().encode('a\ufffdb'))
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const text = decodeUtf8(bytes)
      const isText = !new TextDecoder().decode(bytes).includes('\ufffd')
      if (isText) expect(text).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes))
      else expect(text).toContain('\ufffd')
    }),
  )
})

test('every kind has a name of its own', () => {
  const names = Object.values(JOURNAL_KIND_NAMES)
  expect(new Set(names).size).toBe(names.length)
  for (const kind of Object.keys(JOURNAL_KIND_NAMES)) expect(Number(kind)).toBeGreaterThan(99)
})
