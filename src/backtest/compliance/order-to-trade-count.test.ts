import { expect, test } from 'vitest'
import {
  ACCEPTED,
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
  JOURNAL_RUN_BEGIN,
  KILL_REARMED,
  KILL_TRIPPED,
  LIMIT,
  MARKET,
  NO_PRICE,
  ORDER_TERMS,
  REPLACE_ORDER,
  SIDES,
  STOP,
  STOP_LIMIT,
  TRADE,
} from '../../core/index.ts'
import { NO_LIQUIDITY, TIME_EXPIRED } from '../../risk/index.ts'
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
  const count = new OrderToTradeCount((market) => `M${market}`)
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

for (const side of SIDES) {
  const words = side > 0 ? 'buy' : 'sell'
  const stop = (order: number, type: number, stopTicks: number) => [
    entry(ORDER_TERMS, { order, side, price: stopTicks, size: 0 }),
    enter(type, GTC, { order, side, price: type === STOP ? NO_PRICE : 100 }),
  ]
  const accepted = (order: number, at: number) =>
    entry(ACCEPTED, { order, side, exchangeNanos: at, localNanos: at + 20 })
  const trade = (price: number, at: number) =>
    entry(TRADE, { price, exchangeNanos: at, localNanos: at, order: 0, side: 0 })
  const beyond = 100 + side * 5

  test(`a ${words} stop counts once more when it triggers, however that shows`, () => {
    for (const [entries, orders] of [
      [[...stop(1, STOP, beyond), accepted(1, 10)], 1],
      // It executed: it must have triggered. Twice executed is triggered once.
      [[...stop(1, STOP, beyond), accepted(1, 10), entry(FILLED), entry(FILLED)], 2],
      [[...stop(1, STOP, beyond), accepted(1, 10), entry(EXPIRED, { a: NO_LIQUIDITY })], 2],
      [[...stop(1, STOP, beyond), accepted(1, 10), entry(EXPIRED, { a: TIME_EXPIRED })], 1],
      [[...stop(1, STOP, beyond), accepted(1, 10), cancel(), entry(CANCELED)], 2],
      // A stop-limit that was woken, rested and was withdrawn: the market's trade tells.
      [[...stop(1, STOP_LIMIT, beyond), accepted(1, 10), trade(beyond, 30), cancel()], 3],
      [[...stop(1, STOP_LIMIT, beyond), accepted(1, 10), trade(beyond - side, 30), cancel()], 2],
      [[...stop(1, STOP_LIMIT, beyond), accepted(1, 10), trade(beyond, 30), entry(FILLED)], 2],
      // The trade was heard before the answer, but came after it at the venue; or before it.
      [[...stop(1, STOP_LIMIT, beyond), trade(beyond, 15), trade(100, 16), accepted(1, 10)], 2],
      [[...stop(1, STOP_LIMIT, beyond), trade(beyond, 5), trade(100, 6), accepted(1, 10)], 1],
      // The market stood beyond it when it came.
      [[trade(beyond, 5), ...stop(1, STOP_LIMIT, beyond), accepted(1, 10)], 2],
      // Of another instrument, and an order that the gate refused.
      [[...stop(1, STOP, beyond), accepted(1, 10), { ...trade(beyond, 30), instrument: 1 }], 1],
    ] as const) {
      expect(counted(...entries)[0]?.orders).toBe(orders)
    }
  })

  test(`a ${words} day reckoned by hand: 13 orders, 3 transactions`, () => {
    const [day, ...others] = counted(
      ...[enter(LIMIT, GTC, { order: 1, side }), entry(FILLED, { order: 1, size: 10 })], // 1
      ...[enter(LIMIT, GTC, { order: 2, side }), replace(), cancel({ order: 2 })], // 1 + 2 + 1
      ...[enter(LIMIT, IOC, { order: 3, side }), entry(EXPIRED, { order: 3 })], // 1 + 1
      ...[enter(MARKET, GTC, { order: 4, side }), entry(FILLED, { order: 4, size: 10 })], // 1
      ...[...stop(5, STOP, beyond), accepted(5, 10)], // 1
      ...[...stop(6, STOP_LIMIT, beyond + side), accepted(6, 10)], // 1
      trade(beyond, 20), // 1: the first of them
      entry(FILLED, { order: 5, size: 10 }),
      ...[trade(beyond + side, 30), cancel({ order: 6 })], // 1 + 1
    )
    expect(others).toEqual([])
    expect([day?.newOrders, day?.replaces, day?.cancels, day?.triggers]).toEqual([6, 1, 2, 2])
    expect([day?.orders, day?.trades]).toEqual([13, 3])
    expect(day?.byNumber).toBe(13 / 3 - 1)
    // Six new orders and a replaced one, of ten lots each; thirty lots were traded.
    expect([day?.orderedLots, day?.tradedLots, day?.byVolume]).toEqual([70, 30, 70 / 30 - 1])
  })
}

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
  const count = new OrderToTradeCount((market) => `M${market}`)
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

test('an order of a run that is over is not one of the next, which has its number', () => {
  const begin = entry(JOURNAL_RUN_BEGIN)
  expect(counted(enter(LIMIT, IOC), begin, enter(LIMIT, GTC), entry(EXPIRED))[0]?.orders).toBe(2)
  const stop = [entry(ORDER_TERMS, { price: 103 }), enter(STOP, GTC), entry(ACCEPTED)]
  const woken = counted(...stop, begin, enter(LIMIT, GTC), entry(FILLED))
  expect(woken[0]).toMatchObject({ triggers: 0, orders: 2 })
})
