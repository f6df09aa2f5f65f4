/** What every book of single orders does, whatever it is made of. */
import { describe, expect, test } from 'vitest'
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_ORDER,
  I_PRICE,
  I_SIZE,
  type Instrument,
  lots,
  NO_PRICE,
  NO_SIDE,
  nanos,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  packMeta,
  SIDES,
  type Side,
  type Ticks,
  ticks,
} from '../core/index.ts'
import { bookSuite, TEST_INSTRUMENT } from './book.suite.ts'
import { LEVEL_LOTS_MAX, type OrderQueues } from './order-queues.ts'

const PRICE = ticks(100)

export function orderLevelBookSuite(
  name: string,
  make: (instrument: Instrument) => OrderQueues,
): void {
  bookSuite(name, make)
  const empty = () => make(TEST_INSTRUMENT)
  describe(name, () => {
    for (const side of SIDES) {
      describe(side === BUY ? 'bids' : 'asks', () => {
        describePriority(empty, side)
        describeAnonymous(empty, side)
        describeAnomalies(empty, side)
      })
    }
    describeRecords(empty)
    describeHash(empty)
  })
}

/** A book with orders 1, 2, 3 of 10, 20, 30 lots at one price. */
function queued(empty: () => OrderQueues, side: Side): OrderQueues {
  const book = empty()
  for (const id of [1, 2, 3]) book.add(id, side, PRICE, lots(10 * id))
  return book
}

/** A queue as text: `30 | 7: 5, 9: 12` for 30 anonymous lots and two orders. */
export function queueAt(book: OrderQueues, side: Side, price: Ticks): string {
  const out = new Float64Array(2 * book.orderCountAt(side, price))
  const count = book.ordersAtInto(side, price, out)
  const orders = Array.from({ length: count }, (_, i) => `${out[2 * i]}: ${out[2 * i + 1]}`)
  return `${book.anonymousLotsAt(side, price)} | ${orders.join(', ')}`.trim()
}

function describePriority(empty: () => OrderQueues, side: Side): void {
  test('orders queue in the order they came, and their sum is the level', () => {
    const book = queued(empty, side)
    expect(queueAt(book, side, PRICE)).toBe('0 | 1: 10, 2: 20, 3: 30')
    expect(book.sizeAt(side, PRICE)).toBe(60)
    expect(book.orderCount).toBe(3)
    expect([1, 2, 3].map((id) => book.ordersAhead(id))).toEqual([0, 1, 2])
    expect([1, 2, 3].map((id) => book.lotsAhead(id))).toEqual([0, 10, 30])
    book.checkInvariants()
  })

  test('a reduction and an execution keep the place', () => {
    const book = queued(empty, side)
    book.reduce(2, lots(5), NO_SIDE, PRICE)
    book.execute(1, lots(4), NO_SIDE, PRICE)
    expect(queueAt(book, side, PRICE)).toBe('0 | 1: 6, 2: 15, 3: 30')
    expect(book.lotsAhead(3)).toBe(21)
    expect(book.sizeAt(side, PRICE)).toBe(51)
  })

  test('an order that is taken whole leaves the queue', () => {
    const book = queued(empty, side)
    book.execute(1, lots(10), NO_SIDE, PRICE)
    book.delete(3, lots(0), NO_SIDE, PRICE)
    expect(queueAt(book, side, PRICE)).toBe('0 | 2: 20')
    expect(book.has(1)).toBe(false)
    expect(book.sizeOf(1)).toBe(0)
    expect(book.priceOf(1)).toBe(NO_PRICE)
    expect(book.sideOf(1)).toBe(NO_SIDE)
    book.reduce(2, lots(20), NO_SIDE, PRICE)
    expect(book.levelCount(side)).toBe(0)
    expect(book.anomalies.total).toBe(0)
    book.checkInvariants()
  })

  test('a replacement loses its place, also under its own id', () => {
    const book = queued(empty, side)
    book.replace(1, 4, lots(7), NO_SIDE, PRICE)
    book.replace(2, 2, lots(20), NO_SIDE, PRICE)
    expect(queueAt(book, side, PRICE)).toBe('0 | 3: 30, 4: 7, 2: 20')
    book.replace(3, 5, lots(1), NO_SIDE, ticks(90))
    expect(book.priceOf(5)).toBe(90)
    expect(book.sideOf(5)).toBe(side)
    expect(book.sizeAt(side, PRICE)).toBe(27)
    expect(book.anomalies.total).toBe(0)
    book.checkInvariants()
  })

  test('as many orders are copied as fit', () => {
    const book = queued(empty, side)
    const out = new Float64Array(5)
    expect(book.ordersAtInto(side, PRICE, out)).toBe(2)
    expect([...out]).toEqual([1, 10, 2, 20, 0])
    expect(book.ordersAtInto(side, ticks(99), out)).toBe(0)
  })

  test('an order that does not exist has no place in the queue', () => {
    for (const ask of ['ordersAhead', 'lotsAhead'] as const) {
      expect(() => empty()[ask](7)).toThrow('only an order that exists')
    }
  })
}

function describeAnonymous(empty: () => OrderQueues, side: Side): void {
  test('lots told by level only stand at the front, and unknown orders take from them', () => {
    const book = empty()
    book.set(side, PRICE, lots(30))
    book.add(7, side, PRICE, lots(5))
    expect(queueAt(book, side, PRICE)).toBe('30 | 7: 5')
    expect(book.ordersAhead(7)).toBe(1)
    expect(book.lotsAhead(7)).toBe(30)
    book.reduce(901, lots(1), side, PRICE)
    book.delete(902, lots(2), side, PRICE)
    book.execute(903, lots(3), side, PRICE)
    expect(queueAt(book, side, PRICE)).toBe('24 | 7: 5')
    expect(book.anomalies).toMatchObject({
      unknownReduces: 1,
      unknownDeletes: 1,
      unknownExecutes: 1,
      overReductions: 0,
    })
    book.checkInvariants()
  })

  test('unknown orders never take from known ones', () => {
    const book = queued(empty, side)
    book.set(side, PRICE, lots(64))
    book.delete(900, lots(14), side, PRICE)
    book.execute(901, lots(1_000), side, PRICE)
    book.reduce(902, lots(1), side, ticks(55))
    expect(queueAt(book, side, PRICE)).toBe('0 | 1: 10, 2: 20, 3: 30')
    expect(book.levelCount(side)).toBe(1)
    expect(book.anomalies).toMatchObject({
      unknownDeletes: 1,
      unknownExecutes: 1,
      unknownReduces: 1,
      overReductions: 3,
    })
    book.checkInvariants()
  })

  test('a level set below its orders loses the youngest, set to nothing it loses all', () => {
    const book = queued(empty, side)
    book.set(side, PRICE, lots(25))
    expect(queueAt(book, side, PRICE)).toBe('0 | 1: 10, 2: 15')
    book.set(side, PRICE, lots(0))
    expect(book.levelCount(side)).toBe(0)
    expect(book.orderCount).toBe(0)
    book.checkInvariants()
  })

  test('an unknown order of which no place is told changes nothing', () => {
    const book = queued(empty, side)
    book.delete(900, lots(10), NO_SIDE, PRICE)
    book.replace(901, 902, lots(10), NO_SIDE, PRICE)
    expect(queueAt(book, side, PRICE)).toBe('0 | 1: 10, 2: 20, 3: 30')
    expect(book.anomalies).toMatchObject({ unknownDeletes: 1, unknownReplaces: 1 })
  })

  test('the new order of an unknown replacement is placed where the side is told', () => {
    const book = empty()
    book.replace(901, 902, lots(10), side, PRICE)
    expect(queueAt(book, side, PRICE)).toBe('0 | 902: 10')
    expect(book.anomalies.unknownReplaces).toBe(1)
  })
}

function describeAnomalies(empty: () => OrderQueues, side: Side): void {
  test('taking more than an order has removes it, is counted, and costs no other', () => {
    for (const take of ['reduce', 'execute'] as const) {
      const book = queued(empty, side)
      book[take](2, lots(21), side, PRICE)
      expect(queueAt(book, side, PRICE)).toBe('0 | 1: 10, 3: 30')
      expect(book.anomalies.overReductions).toBe(1)
    }
  })

  test('an id that is added twice means the younger order', () => {
    const book = queued(empty, side)
    book.add(1, side, ticks(95), lots(4))
    expect(queueAt(book, side, PRICE)).toBe('0 | 2: 20, 3: 30')
    expect(book.priceOf(1)).toBe(95)
    expect(book.anomalies.duplicateIds).toBe(1)
    book.replace(2, 3, lots(6), side, PRICE)
    expect(queueAt(book, side, PRICE)).toBe('0 | 3: 6')
    expect(book.anomalies.duplicateIds).toBe(2)
    book.checkInvariants()
  })

  test('what no order can be is ignored and counted', () => {
    const book = queued(empty, side)
    const before = book.orderHash()
    for (const id of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
      book.add(id, side, PRICE, lots(1))
    }
    book.add(4, side, PRICE, lots(0))
    book.add(4, side, PRICE, lots(-5))
    book.add(4, side, NO_PRICE, lots(5))
    book.add(4, NO_SIDE as Side, PRICE, lots(5))
    book.add(4, side, PRICE, lots(LEVEL_LOTS_MAX))
    book.reduce(1, lots(-1), side, PRICE)
    book.execute(900, lots(-1), side, PRICE)
    expect(book.orderHash()).toBe(before)
    expect(book.anomalies.impossible).toBe(12)
    book.checkInvariants()
  })
}

function describeRecords(empty: () => OrderQueues): void {
  test('order records do what their verbs do', () => {
    for (const side of SIDES) {
      const book = empty()
      const tape = new EventTape(8)
      const apply = (kind: number, id: number, size: number, newId = 0) => {
        const at = tape.append(packMeta(kind, side, 0), 0, nanos(0), nanos(0))
        tape.i32[at * EVENT_I32 + I_PRICE] = PRICE
        tape.i32[at * EVENT_I32 + I_SIZE] = size
        tape.f64[at * EVENT_F64 + F_ORDER] = id
        tape.f64[at * EVENT_F64 + F_A] = newId
        book.apply(tape, at)
        return queueAt(book, side, PRICE)
      }
      expect(apply(ORDER_ADD, 1, 10)).toBe('0 | 1: 10')
      expect(apply(ORDER_ADD, 2, 20)).toBe('0 | 1: 10, 2: 20')
      expect(apply(ORDER_REDUCE, 2, 3)).toBe('0 | 1: 10, 2: 17')
      expect(apply(ORDER_EXECUTE, 1, 4)).toBe('0 | 1: 6, 2: 17')
      expect(apply(ORDER_REPLACE, 1, 9, 3)).toBe('0 | 2: 17, 3: 9')
      expect(apply(ORDER_DELETE, 2, 17)).toBe('0 | 3: 9')
    }
  })
}

function describeHash(empty: () => OrderQueues): void {
  test('the order hash sees the queue where the state hash sees the level', () => {
    for (const side of SIDES) {
      const book = queued(empty, side)
      const swapped = empty()
      for (const id of [1, 3, 2]) swapped.add(id, side, PRICE, lots(10 * id))
      const anonymous = empty()
      anonymous.set(side, PRICE, lots(60))
      const orderHashes = [book, swapped, anonymous].map((each) => each.orderHash())
      expect(new Set(orderHashes).size).toBe(3)
      const stateHashes = [book, swapped, anonymous].map((each) => each.stateHash())
      expect(new Set(stateHashes).size).toBe(1)
    }
  })
}
