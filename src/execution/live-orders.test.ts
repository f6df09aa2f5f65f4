/** Live orders by id against a Map, and what a kept view may be trusted to show. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUY, GTC, LIMIT, lots, ticks } from '../core/index.ts'
import { LiveOrders } from './live-orders.ts'
import type { Order } from './order.ts'

function add(live: LiveOrders, id: number, size = 1, side: 1 | -1 = BUY): Order {
  const order = live.spare().begin(id, side, ticks(id), lots(size), LIMIT, GTC)
  live.add(order)
  return order
}

function end(live: LiveOrders, order: Order): void {
  order.end('canceled')
  live.remove(order)
}

test('stands ascending by id and finds by id', () => {
  const live = new LiveOrders()
  for (const id of [5, -2, 9, 0, 7]) add(live, id)
  expect(Array.from({ length: live.count }, (_, k) => live.at(k).id)).toEqual([-2, 0, 5, 7, 9])
  expect(live.find(7)?.price).toBe(7)
  for (const id of [6, 100, -3, Number.NaN]) expect(live.find(id)).toBeUndefined()
})

test('an ended order stays readable while others begin, until the next order ends', () => {
  const live = new LiveOrders()
  const ended = add(live, 1, 3)
  end(live, ended)
  for (let id = 2; id < 50; id++) add(live, id, 1)
  expect([ended.id, ended.size, ended.status]).toEqual([1, 3, 'canceled'])
  end(live, live.at(0))
  add(live, 77, 1)
  expect(ended.id).toBe(77)
})

test('an id that is live cannot be added again', () => {
  const live = new LiveOrders()
  add(live, 1)
  expect(() => add(live, 1)).toThrow('live order ids are unique')
})

test('only the spare order is added, only a live order removed', () => {
  const live = new LiveOrders()
  const order = add(live, 1)
  live.spare()
  expect(() => live.add(order)).toThrow('the order added is the spare one')
  const other = new LiveOrders()
  expect(() => other.remove(order)).toThrow('a removed order was live')
  expect(() => live.at(1)).toThrow('an order stands at each index below count')
})

test('property: any sequence of additions and endings agrees with a Map', () => {
  const step = fc.record({
    id: fc.integer({ min: 0, max: 30 }),
    size: fc.integer({ min: 1, max: 9 }),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const live = new LiveOrders()
      const twin = new Map<number, number>()
      for (const { id, size } of steps) {
        const order = live.find(id)
        if (order === undefined) add(live, id, size)
        else end(live, order)
        if (!twin.delete(id)) twin.set(id, size)
        const ids = [...twin.keys()].sort((a, b) => a - b)
        expect(Array.from({ length: live.count }, (_, k) => live.at(k).id)).toEqual(ids)
      }
    }),
    { numRuns: 200, seed: 5 },
  )
})
