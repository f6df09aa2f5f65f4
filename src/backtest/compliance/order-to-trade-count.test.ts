import { expect, test } from 'vitest'
import {
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EXPIRED,
  FILLED,
  FOK,
  GTC,
  IOC,
  JOURNAL_INTENT,
  JOURNAL_KILL_SWITCH,
  KILL_REARMED,
  KILL_TRIPPED,
  LIMIT,
  MARKET,
  REPLACE_ORDER,
  STOP,
} from '../../core/index.ts'
import type { JournalEntry } from '../journal-export/index.ts'
import { dayText, OrderToTradeCount } from './order-to-trade-count.ts'

const NO_DATE = 0n

function entry(kind: number, given: Partial<JournalEntry> = {}): JournalEntry {
  const zero = { sequence: 1, name: '', exchangeNanos: 0, localNanos: 0, order: 1, number: 0 }
  const more = { price: 0, size: 10, side: 1, flags: 0, instrument: 0, a: 0, b: 0 }
  const words = { code: 0, grade: 0, algorithm: 0, rest: 0, text: [], isCut: false }
  return { kind, ...zero, ...more, ...words, ...given }
}
const enter = (type: number, timeInForce: number, given: Partial<JournalEntry> = {}) =>
  entry(JOURNAL_INTENT, { grade: ENTER_ORDER, rest: type | (timeInForce << 8), ...given })
const cancel = (given: Partial<JournalEntry> = {}) =>
  entry(JOURNAL_INTENT, { grade: CANCEL_ORDER, ...given })
const replace = () => entry(JOURNAL_INTENT, { grade: REPLACE_ORDER })

function counted(...entries: JournalEntry[]) {
  const count = new OrderToTradeCount()
  for (const each of entries) count.take(each, NO_DATE)
  return count.days
}

test('each type of order counts as the annex says', () => {
  for (const [entries, orders] of [
    [[enter(LIMIT, GTC)], 1],
    [[enter(LIMIT, GTC), cancel()], 2],
    [[enter(LIMIT, GTC), replace(), cancel()], 4],
    [[enter(STOP, GTC)], 1],
    [[enter(MARKET, GTC)], 1],
    [[enter(LIMIT, IOC), entry(FILLED), entry(EXPIRED)], 1],
    [[enter(LIMIT, IOC), entry(EXPIRED)], 2],
    [[enter(LIMIT, FOK), entry(EXPIRED)], 2],
    [[enter(LIMIT, GTC), entry(EXPIRED)], 1],
    [[enter(LIMIT, GTC), entry(CANCELED)], 1],
    [[enter(LIMIT, GTC, { code: 5 })], undefined],
  ] as const) {
    expect(counted(...entries)[0]?.orders).toBe(orders)
  }
})

test('ratios are by number and by volume, and undefined without a transaction', () => {
  const [day] = counted(enter(LIMIT, GTC), replace(), cancel(), entry(FILLED, { size: 4 }))
  expect([day?.byNumber, day?.byVolume]).toEqual([4 / 1 - 1, 20 / 4 - 1])
  const [quiet] = counted(enter(LIMIT, GTC))
  expect([quiet?.byNumber, quiet?.byVolume]).toEqual([null, null])
})

test('withdrawals by the kill switch do not count, those before and after do', () => {
  const [day] = counted(
    cancel(),
    entry(JOURNAL_KILL_SWITCH, { grade: KILL_TRIPPED }),
    cancel(),
    cancel(),
    entry(JOURNAL_KILL_SWITCH, { grade: KILL_REARMED }),
    cancel(),
  )
  expect([day?.orders, day?.notCounted, day?.cancels]).toEqual([2, 2, 4])
})

test('instruments and days are counted apart; a day is one of UTC', () => {
  const count = new OrderToTradeCount()
  const epoch = BigInt(Date.UTC(2024, 7, 8, 23)) * 1_000_000n
  for (const [instrument, hours] of [
    [0, 0.5],
    [0, 1.5],
    [1, 0.5],
  ] as const) {
    count.take(enter(LIMIT, GTC, { instrument, localNanos: hours * 3600e9 }), epoch)
  }
  expect(count.days.map(({ market, day }) => [market, dayText(day, epoch)])).toEqual([
    [0, '2024-08-08'],
    [0, '2024-08-09'],
    [1, '2024-08-08'],
  ])
  expect(dayText(0, 0n)).toBe('day 1')
})
