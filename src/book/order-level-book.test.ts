/** The fast book of orders under the suite of all, and step by step against its slow twin. */
import { expect, test } from 'vitest'
import { BUY, lots, NO_SIDE, type RandomStream, SELL, SIDES, ticks } from '../core/index.ts'
import { TEST_INSTRUMENT } from './book.suite.ts'
import { expectSameTouch } from './book-fuzz.suite.ts'
import { fuzz } from './fuzz.suite.ts'
import { orderLevelBookSuite } from './order-level-book.suite.ts'
import { OrderLevelBook } from './order-level-book.ts'
import type { OrderQueues } from './order-queues.ts'
import { ReferenceOrderLevelBook } from './reference-order-level-book.ts'

const instrument = TEST_INSTRUMENT

orderLevelBookSuite('OrderLevelBook', (traded) => new OrderLevelBook({ instrument: traded }))
orderLevelBookSuite(
  'OrderLevelBook that starts small',
  (traded) => new OrderLevelBook({ instrument: traded, bandTicks: 64, ordersExpected: 1 }),
)

/** Makes one random change, the same in every book. Ids repeat, sizes exceed, prices jump. */
function change(random: RandomStream, books: readonly OrderQueues[], centre: number): void {
  const side = random.integer(0, 1) === 0 ? BUY : SELL
  const toldSide = random.integer(0, 9) === 0 ? NO_SIDE : side
  const reach = random.integer(1, 50) === 1 ? 1_000_000_000 : 12
  const price = ticks(centre - side * random.integer(-3, reach))
  const id = random.integer(1, 400)
  const newId = random.integer(1, 400)
  const size = lots(random.integer(-1, 12))
  const kind = random.integer(1, 1_000)
  for (const book of books) {
    if (kind <= 450) book.add(id, side, price, size)
    else if (kind <= 600) book.reduce(id, size, toldSide, price)
    else if (kind <= 750) book.delete(id, size, toldSide, price)
    else if (kind <= 880) book.execute(id, size, toldSide, price)
    else if (kind <= 970) book.replace(id, newId, size, toldSide, price)
    else if (kind <= 999) book.set(side, price, lots(Math.max(0, 5 * size)))
    else book.clear(side)
  }
}

function expectSameQueues(book: OrderQueues, twin: OrderQueues): void {
  book.checkInvariants()
  twin.checkInvariants()
  expect(book.orderHash()).toBe(twin.orderHash())
  expect(book.stateHash()).toBe(twin.stateHash())
  expect(book.orderCount).toBe(twin.orderCount)
  for (const side of SIDES) expect(book.totalLots(side)).toBe(twin.totalLots(side))
  for (let id = 1; id <= 400; id++) {
    if (book.sizeOf(id) !== twin.sizeOf(id)) expect(book.sizeOf(id)).toBe(twin.sizeOf(id))
    if (!twin.has(id)) continue
    expect([book.sideOf(id), book.priceOf(id), book.ordersAhead(id), book.lotsAhead(id)]).toEqual([
      twin.sideOf(id),
      twin.priceOf(id),
      twin.ordersAhead(id),
      twin.lotsAhead(id),
    ])
  }
}

test('the book of orders equals its twin through 200,000 random changes', () => {
  fuzz('book of orders', 20, (random) => {
    const book = new OrderLevelBook({ instrument, bandTicks: 64, ordersExpected: 8 })
    const twin = new ReferenceOrderLevelBook({ instrument })
    let centre = 0
    for (let step = 1; step <= 10_000; step++) {
      centre += random.integer(-2, 2)
      change(random, [book, twin], centre)
      expectSameTouch(book, twin)
      if (step % 1_000 === 0) expectSameQueues(book, twin)
    }
    expect(book.anomalies).toEqual(twin.anomalies)
    for (const count of Object.values(book.anomalies)) expect(count).toBeGreaterThan(0)
  })
})

test('orders that come and go leave nothing behind', () => {
  const book = new OrderLevelBook({ instrument, ordersExpected: 4 })
  for (let id = 0; id < 100_000; id++) {
    const side = SIDES[id & 1]!
    book.add(2 ** 52 + id, side, ticks(side * (id % 500)), lots(1 + (id % 9)))
    if (id >= 100) book.delete(2 ** 52 + id - 100, lots(0), NO_SIDE, ticks(0))
  }
  expect(book.orderCount).toBe(100)
  expect(book.anomalies.total).toBe(0)
  book.checkInvariants()
})
