/** The desk between a strategy, a gate and a venue that the test plays. */
import { expect, test } from 'vitest'
import { BUY, FOK, lots, NO_PRICE, opposite, SELL, SIDES, sideName, ticks } from '../core/index.ts'
import {
  DUPLICATE_ORDER_ID,
  KILL_SWITCH,
  MALFORMED,
  NO_REASON,
  POSITION_LIMIT,
} from '../risk/index.ts'
import { NOT_SENT } from '../strategy/index.ts'
import { WiredDesk } from './wired-desk.suite.ts'

for (const side of SIDES) {
  const name = sideName(side)
  const enter = (wired: WiredDesk, size = 10, id?: number) =>
    wired.desk.enter(side, ticks(100), lots(size), undefined, id)

  test(`${name}: an order sent counts as open before anybody has answered`, () => {
    const wired = new WiredDesk()
    const id = enter(wired)
    expect(wired.take()).toEqual([`#1 enter ${id} ${name} 10 at 100`])
    expect(wired.desk.openLots(side)).toBe(10)
    expect(wired.desk.openLots(opposite(side))).toBe(0)
    expect(wired.desk.isLive(id)).toBe(true)
    expect(wired.desk.position).toBe(0)
    expect(wired.desk.cancel(id)).toBe(false)
    expect(wired.desk.replace(id, ticks(101), lots(10))).toBe(false)
  })

  test(`${name}: fills move the position one by one, and the last ends the order`, () => {
    const wired = new WiredDesk()
    const id = enter(wired)
    wired.accepted(id, side)
    expect(wired.filled(id, side, 4)?.status).toBe('partially filled')
    expect([wired.desk.position, wired.desk.openLots(side)]).toEqual([side * 4, 6])
    expect(wired.filled(id, side, 6)?.status).toBe('filled')
    expect([wired.desk.position, wired.desk.openLots(side)]).toEqual([side * 10, 0])
    expect(wired.desk.count).toBe(0)
    expect(wired.desk.counts.filledOrders).toBe(1)
  })

  test(`${name}: fills may overtake the answer to a cancel, and win`, () => {
    const wired = new WiredDesk()
    const id = enter(wired)
    wired.accepted(id, side)
    expect(wired.desk.cancel(id)).toBe(true)
    expect(wired.desk.cancel(id)).toBe(false)
    wired.filled(id, side, 10)
    expect(wired.refused(id, side, 2)).toBeUndefined()
    expect(wired.desk.position).toBe(side * 10)
    expect(wired.desk.counts.lateRequests).toBe(1)
    expect(wired.desk.counts.strayReports).toBe(0)
  })

  test(`${name}: a late refusal of an old order's cancel leaves the new order of that id alone`, () => {
    const wired = new WiredDesk()
    enter(wired, 10, 77)
    wired.accepted(77, side)
    wired.desk.cancel(77)
    wired.filled(77, side, 10)
    expect(enter(wired, 5, 77)).toBe(77)
    wired.accepted(77, side, 3)
    wired.desk.cancel(77)
    // The refusal of request 2 arrives while request 4 is in flight.
    wired.refused(77, side, 2)
    expect(wired.desk.find(77)?.isRequestPending).toBe(true)
    expect(wired.canceled(77, side, 4)?.status).toBe('canceled')
  })

  test(`${name}: a refusal of the own request makes the order cancellable again`, () => {
    const wired = new WiredDesk()
    const id = enter(wired)
    wired.accepted(id, side)
    wired.desk.replace(id, ticks(101), lots(20))
    expect(wired.desk.openLots(side)).toBe(20)
    wired.refused(id, side)
    expect(wired.desk.openLots(side)).toBe(10)
    expect(wired.desk.find(id)?.isCancellable).toBe(true)
  })

  test(`${name}: a replace changes price and size only when the venue says so`, () => {
    const wired = new WiredDesk()
    const id = enter(wired)
    wired.accepted(id, side)
    wired.filled(id, side, 4)
    expect(wired.desk.replace(id, ticks(101), lots(4))).toBe(false)
    expect(wired.desk.replace(id, ticks(101), lots(12))).toBe(true)
    expect(wired.take().at(-1)).toBe(`#2 replace ${id} ${name} 12 at 101`)
    expect(wired.desk.find(id)?.price).toBe(100)
    wired.replaced(id, side, 101, 12)
    const order = wired.desk.find(id)
    expect([order?.price, order?.size, order?.leaves]).toEqual([101, 12, 8])
  })

  test(`${name}: a replace that grows beyond the position limit does not leave`, () => {
    const wired = new WiredDesk({ positionLotsMax: 15 })
    const id = enter(wired)
    wired.accepted(id, side)
    wired.filled(id, side, 4)
    expect(wired.desk.replace(id, ticks(100), lots(16))).toBe(false)
    expect(wired.judged.at(-1)).toBe(POSITION_LIMIT)
    expect(wired.desk.find(id)?.isCancellable).toBe(true)
    expect(wired.desk.replace(id, ticks(100), lots(15))).toBe(true)
    // While it is in flight its larger size counts: nothing else fits.
    expect(enter(wired, 1)).toBe(NOT_SENT)
  })

  test(`${name}: a fill of an order that nobody knows still moves the position`, () => {
    const wired = new WiredDesk()
    expect(wired.filled(999, side, 3)).toBeUndefined()
    expect(wired.desk.position).toBe(side * 3)
    expect(wired.desk.counts.strayReports).toBe(1)
  })

  test(`${name}: an id in use is refused, and the order that bears it unharmed`, () => {
    const wired = new WiredDesk()
    enter(wired, 10, 5)
    expect(enter(wired, 3, 5)).toBe(NOT_SENT)
    expect(wired.judged).toEqual([NO_REASON, DUPLICATE_ORDER_ID])
    expect(wired.gate.refusals[DUPLICATE_ORDER_ID]).toBe(1)
    expect(wired.desk.find(5)?.size).toBe(10)
    expect(wired.sent).toHaveLength(1)
  })

  test(`${name}: impossible orders are refused, whoever chose their id, price or size`, () => {
    const wired = new WiredDesk()
    expect(enter(wired, 0)).toBe(NOT_SENT)
    expect(enter(wired, 1.5)).toBe(NOT_SENT)
    expect(enter(wired, Number.NaN)).toBe(NOT_SENT)
    expect(enter(wired, 1, Number.NaN)).toBe(NOT_SENT)
    expect(wired.desk.enter(side, NO_PRICE, lots(1))).toBe(NOT_SENT)
    expect(wired.desk.enter(side, ticks(99.5), lots(1), FOK)).toBe(NOT_SENT)
    expect(wired.desk.market(side, lots(-1))).toBe(NOT_SENT)
    expect(wired.judged).toEqual(Array.from({ length: 7 }, () => MALFORMED))
    expect(wired.sent).toEqual([])
    expect(wired.desk.count).toBe(0)
  })

  test(`${name}: a market order has no price, and ends with what it got`, () => {
    const wired = new WiredDesk()
    const id = wired.desk.market(side, lots(7))
    expect(wired.take()).toEqual([`#1 enter ${id} ${name} 7 at market`])
    wired.accepted(id, side)
    wired.filled(id, side, 5)
    expect(wired.expired(id, side)?.filled).toBe(5)
    expect(wired.desk.openLots(side)).toBe(0)
    expect(wired.desk.position).toBe(side * 5)
  })
}

test('free ids pass over those that a strategy has chosen', () => {
  const { desk } = new WiredDesk()
  for (const id of [1, 2, 4]) desk.enter(BUY, ticks(100), lots(1), undefined, id)
  expect(desk.enter(BUY, ticks(100), lots(1))).toBe(3)
  expect(desk.enter(BUY, ticks(100), lots(1))).toBe(5)
})

test('withdraws everything that can be withdrawn, also with the kill switch on', () => {
  const wired = new WiredDesk()
  for (const id of [1, 2, 3]) {
    wired.desk.enter(id === 2 ? SELL : BUY, ticks(100), lots(1), undefined, id)
    if (id !== 3) wired.accepted(id, BUY)
  }
  wired.killSwitch.trip('test')
  wired.take()
  expect(wired.desk.cancelAll()).toBe(2)
  expect(wired.take()).toEqual(['#4 cancel 1', '#5 cancel 2'])
  expect(wired.desk.cancelAll()).toBe(0)
  expect(wired.desk.enter(BUY, ticks(100), lots(1))).toBe(NOT_SENT)
  expect(wired.judged.at(-1)).toBe(KILL_SWITCH)
})

test('a strategy that enters orders while it looks at a report does not see its view change', () => {
  const wired = new WiredDesk()
  const id = wired.desk.enter(BUY, ticks(100), lots(10))
  wired.accepted(id, BUY)
  const ended = wired.filled(id, BUY, 10)
  for (let k = 0; k < 20; k++) wired.desk.enter(SELL, ticks(101), lots(1))
  wired.desk.enter(SELL, ticks(101), lots(1), undefined, 2)
  expect([ended?.id, ended?.side, ended?.size, ended?.status]).toEqual([id, BUY, 10, 'filled'])

  const working = wired.desk.find(2)
  for (let other = 100; other < 120; other++) wired.desk.enter(SELL, ticks(99), lots(1), 0, other)
  expect([working?.id, working?.price]).toEqual([2, 101])
})

test('every intent is listened to with its verdict, every report once', () => {
  const wired = new WiredDesk({ orderLotsMax: 5 })
  wired.desk.enter(BUY, ticks(100), lots(6))
  const id = wired.desk.enter(BUY, ticks(100), lots(5))
  wired.accepted(id, BUY)
  wired.desk.cancel(id)
  wired.canceled(id, BUY)
  wired.canceled(id, BUY)
  expect(wired.judged.map((reason) => reason === NO_REASON)).toEqual([false, true, true])
  expect(wired.reports).toBe(3)
  expect(wired.desk.counts).toMatchObject({
    entered: 1,
    cancels: 1,
    accepted: 1,
    canceled: 1,
    orderedLots: 5,
    strayReports: 1,
  })
})

test('equity is cash and position at the mark, less fees', () => {
  const wired = new WiredDesk()
  const id = wired.desk.enter(BUY, ticks(98), lots(10))
  wired.filled(id, BUY, 10, 98, 3)
  expect(wired.desk.equity).toBe(10 * (100 - 98) - 3)
})
