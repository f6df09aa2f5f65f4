/** Every record is a row and a line, whatever its bytes; FIX messages chain and count as they should. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ACCEPTED,
  BUY,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EVENT_I32,
  EventTape,
  FILLED,
  FLAG_MAKER,
  GTX,
  JOURNAL_INTENT,
  LIMIT,
  NO_PRICE,
  ORDER_TERMS,
  REJECTED,
  REPLACE_ORDER,
  REPLACED,
  REQUEST_REJECTED,
  SELL,
} from '../../core/index.ts'
import {
  PRICE_COLLAR,
  REASON_COUNT,
  reasonText,
  rejectCodes,
  UNKNOWN_ORDER,
} from '../../risk/index.ts'
import { catEvent } from './cat-events.ts'
import { entryLine } from './entry-line.ts'
import { EntryRows } from './entry-row.ts'
import { FixLog } from './fix-log.ts'
import { entryOf, type JournalEntry } from './journal-entry.ts'

const INSTRUMENT = {
  symbol: 'TEST',
  tick: '0.1',
  lot: '0.01',
  contract: 'linear',
  contractSize: 1,
  isContinuous: false,
  feed: {
    name: 'drawn',
    epochNanos: '0',
    isOrderLevel: false,
    hasLocalTime: true,
    timeUnit: 'ns',
  },
} as const
const EPOCH = 1_700_000_000_000_000_000n
const rows = new EntryRows({ epochNanos: EPOCH, instruments: [INSTRUMENT] })

test('property: any bytes are a row, a line, and perhaps a message and an event', () => {
  const words = fc.array(fc.integer(), { minLength: EVENT_I32, maxLength: EVENT_I32 })
  fc.assert(
    fc.property(words, fc.integer({ min: 0, max: 255 }), fc.boolean(), (record, kind, isDated) => {
      const tape = new EventTape(1)
      tape.append(0, 0, 0, 0)
      tape.i32.set(record)
      tape.i32[10] = (record[10]! & ~0xff) | kind
      const entry = entryOf(tape, 0, 1, { text: ['a\nb', '"c"'], isCut: false })
      const some = new EntryRows({ epochNanos: isDated ? EPOCH : 0n, instruments: [INSTRUMENT] })
      expect(entryLine(some.row(entry))).not.toContain('\n')
      expect(JSON.parse(JSON.stringify(some.row(entry))).sequence).toBe(1)
      const message = new FixLog(some).message(entry)
      if (message !== undefined) expect(message).toMatch(/^8=FIX\.4\.4/)
      catEvent(entry, some)
    }),
    { numRuns: 2000 },
  )
})

const entry = (kind: number, fields: Partial<JournalEntry>): JournalEntry => {
  const tape = new EventTape(1)
  tape.append(kind | ((fields.side ?? BUY) << 8), 0, 1e9, 1e9)
  return { ...entryOf(tape, 0, 1), order: 7, price: 1000, size: 50, ...fields }
}
const intent = (grade: number, number: number, fields: Partial<JournalEntry> = {}) =>
  entry(JOURNAL_INTENT, { grade, number, rest: LIMIT | (GTX << 8), ...fields })

/** The fields of a message by tag. */
function parsed(message: string | undefined): Record<string, string> {
  const fields = (message ?? '').split('|').filter((field) => field !== '')
  return Object.fromEntries(fields.map((field) => field.split('=')))
}

test('the life of an order is a chain of messages whose sums are right, on both sides', () => {
  for (const side of [BUY, SELL]) {
    const log = new FixLog(rows, '|')
    const say = (told: JournalEntry) => parsed(log.message({ ...told, side }))
    expect(log.message(entry(ORDER_TERMS, { price: NO_PRICE, size: 10, a: Infinity, b: 1 }))).toBe(
      undefined,
    )
    expect(say(intent(ENTER_ORDER, 1))).toMatchObject({
      35: 'D',
      11: '0.7-1',
      38: '0.50',
      40: '2',
      44: '100.0',
      54: side === BUY ? '1' : '2',
      55: 'TEST',
      59: '1',
      18: '6 E',
      111: '0.10',
      34: '1',
      52: '20231114-22:13:21.000000000',
    })
    expect(say(entry(ACCEPTED, { number: 1 }))).toMatchObject({ 35: '8', 150: '0', 151: '0.50' })
    expect(say(intent(REPLACE_ORDER, 2, { price: 1001, size: 80 }))).toMatchObject({
      35: 'G',
      11: '0.7-2',
      41: '0.7-1',
      38: '0.80',
      44: '100.1',
    })
    expect(say(entry(REPLACED, { number: 2, price: 1001, size: 80 }))).toMatchObject({
      150: '5',
      11: '0.7-2',
      41: '0.7-1',
    })
    const fill = { number: 1, size: 30, a: 100.1, b: -0.2, flags: FLAG_MAKER }
    expect(say(entry(FILLED, fill))).toMatchObject({
      150: 'F',
      39: '1',
      14: '0.30',
      151: '0.50',
      31: '100.1',
      32: '0.30',
      12: '-0.2',
      851: '1',
    })
    expect(say(intent(CANCEL_ORDER, 3))).toMatchObject({ 35: 'F', 11: '0.7-3', 41: '0.7-2' })
    expect(say(entry(REQUEST_REJECTED, { number: 3, a: UNKNOWN_ORDER }))).toMatchObject({
      35: '9',
      434: '1',
      102: '1',
    })
    expect(say(entry(CANCELED, { size: 50 }))).toMatchObject({
      150: '4',
      39: '4',
      151: '0.00',
      11: '0.7-3',
      41: '0.7-2',
    })
    expect(say(intent(ENTER_ORDER, 0, { code: PRICE_COLLAR }))).toMatchObject({
      35: '8',
      150: '8',
      49: 'T2T-GATE',
      58: 'price collar',
    })
  }
})

test('a refusal bears the code of its reason, whoever refused', () => {
  const log = new FixLog(rows, '|')
  for (let reason = 1; reason < REASON_COUNT; reason++) {
    const { fix103 } = rejectCodes(reason)
    const words = expect.stringContaining(reasonText(reason))
    const told = { 35: '8', 150: '8', 39: '8', 103: `${fix103}`, 58: words }
    expect(parsed(log.message(intent(ENTER_ORDER, reason, { code: reason })))).toMatchObject(told)
    expect(parsed(log.message(entry(REJECTED, { number: 1, a: reason })))).toMatchObject(told)
  }
})

test('audit events bear the names of the trail', () => {
  const typeOf = (told: JournalEntry) =>
    (catEvent(told, rows) as { type?: string } | undefined)?.type
  expect(typeOf(intent(ENTER_ORDER, 1))).toBe('MENO')
  expect(typeOf(intent(ENTER_ORDER, 0, { code: PRICE_COLLAR }))).toBeUndefined()
  expect(typeOf(intent(CANCEL_ORDER, 1))).toBeUndefined()
  expect(typeOf(entry(ACCEPTED, {}))).toBe('MEOA')
  expect(typeOf(entry(REPLACED, {}))).toBe('MEOM')
  expect(typeOf(entry(CANCELED, {}))).toBe('MEOC')
  expect(catEvent(entry(FILLED, { a: 100.05, side: SELL }), rows)).toMatchObject({
    type: 'MEOT',
    side: 'SL',
    price: 100.05,
    eventTimestamp: '20231114 221321.000000000',
  })
})
