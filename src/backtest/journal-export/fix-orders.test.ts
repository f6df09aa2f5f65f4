/** A FIX log remembers as much as it must, and says what it does not remember. */
import { expect, test } from 'vitest'
import {
  BUY,
  CANCELED,
  ENTER_ORDER,
  EventTape,
  FILLED,
  JOURNAL_INTENT,
  LIMIT,
  packMeta,
} from '../../core/index.ts'
import { EntryRows } from './entry-row.ts'
import { FixLog } from './fix-log.ts'
import { FixOrders } from './fix-orders.ts'
import { readFix } from './fix-reader.suite.ts'
import { entryOf, type JournalEntry } from './journal-entry.ts'

const INSTRUMENT = {
  symbol: 'ÄB|C\u0001D\n',
  tick: '0.1',
  lot: '1',
  contract: 'linear',
  contractSize: 1,
  isContinuous: false,
  feed: { name: 'drawn', epochNanos: '0', isOrderLevel: false, hasLocalTime: true, timeUnit: 'ns' },
} as const
const rows = new EntryRows({ epochNanos: 0n, instruments: [INSTRUMENT] })

let sequence = 0
function entry(kind: number, order: number, fields: Partial<JournalEntry> = {}): JournalEntry {
  const tape = new EventTape(1)
  tape.append(packMeta(kind, BUY, 0), 0, 1e9, 1e9)
  const usual = { order, number: order, price: 1000, size: 10, a: 100, b: 0 }
  return { ...entryOf(tape, 0, ++sequence), ...usual, ...fields }
}
const enter = (order: number) => entry(JOURNAL_INTENT, order, { grade: ENTER_ORDER, rest: LIMIT })

test('orders that are over make room, those that work do not', () => {
  const orders = new FixOrders({ liveMax: 4, overMax: 3 })
  const working = orders.enter('works')
  for (let k = 0; k < 1000; k++) {
    orders.enter(`o${k}`)
    orders.end(`o${k}`)
    orders.end(`o${k}`)
    expect(orders.size).toBeLessThanOrEqual(4)
  }
  expect(orders.of('works')).toBe(working)
  expect(orders.of('o999').isWhole).toBe(true)
  expect(orders.of('o1').isWhole).toBe(false)
  for (let k = 0; k < 100; k++) orders.enter(`w${k}`)
  expect(orders.size).toBeLessThanOrEqual(7)
})

test('an order entered again under its old name is the new one, and outlives what was kept of the old', () => {
  const orders = new FixOrders({ overMax: 2 })
  orders.enter('a')
  orders.end('a')
  const again = orders.enter('a')
  for (const key of ['b', 'c', 'd']) {
    orders.enter(key)
    orders.end(key)
  }
  expect(orders.of('a')).toBe(again)
})

test('a late report of a remembered order is whole; of a forgotten one it says so, and is counted', () => {
  const log = new FixLog(rows, '\u0001', new FixOrders({ overMax: 1 }))
  const say = (told: JournalEntry) => readFix(log.message(told)!)
  say(enter(1))
  say(entry(CANCELED, 1))
  expect(say(entry(FILLED, 1, { size: 4 })).get(38)).toBe('10')
  expect(log.unknownOrders).toBe(0)
  say(enter(2))
  say(entry(CANCELED, 2))
  const late = say(entry(FILLED, 1, { size: 4 }))
  expect(late.has(38)).toBe(false)
  expect([late.get(14), late.get(39), late.get(58)]).toEqual([
    '4',
    '1',
    expect.stringContaining('entered before this log begins, or over for long'),
  ])
  expect(log.unknownOrders).toBe(1)
})

test('no number has an exponent, and one that is none is told in words', () => {
  const log = new FixLog(rows)
  log.message(enter(1))
  const small = readFix(log.message(entry(FILLED, 1, { size: 1, a: 1e-9, b: -2.5e-8 }))!)
  expect([small.get(31), small.get(12)]).toEqual(['0.000000001', '-0.000000025'])
  expect(small.get(55)).toBe('ÄB|C D ')
  const none = readFix(log.message(entry(FILLED, 1, { size: 1, a: Number.NaN, b: Infinity }))!)
  expect([none.has(31), none.has(12), none.get(6)]).toEqual([false, false, '0'])
  expect(none.get(58)).toContain('31 is NaN; 12 is Infinity')
})

test('prices of an instrument that nobody told are said to be ticks', () => {
  const log = new FixLog(new EntryRows({ epochNanos: 0n, instruments: [] }))
  const message = readFix(log.message(enter(1))!)
  expect([message.get(44), message.get(55)]).toEqual(['1000', '0'])
  expect(message.get(58)).toContain('prices in ticks and sizes in lots')
  expect(log.unknownGrids).toBe(1)
})
