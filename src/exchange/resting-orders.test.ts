/** Own orders of one side: best price first, then by arrival. */
import { expect, test } from 'vitest'
import { lots, NO_PRICE, SIDES, type Side, sideName, ticks } from '../core/index.ts'
import { RestingOrder, RestingOrders } from './resting-orders.ts'

function order(side: Side, id: number, price: number, size = 1): RestingOrder {
  const one = new RestingOrder()
  one.id = id
  one.side = side
  one.price = ticks(price)
  one.size = lots(size)
  return one
}

for (const side of SIDES) {
  test(`${sideName(side)}: stands best price first, then by arrival`, () => {
    const orders = new RestingOrders(side)
    expect(orders.best).toBe(NO_PRICE)
    for (const [id, better] of [0, 2, 1, 2, 0].entries()) {
      orders.add(order(side, id, 100 + side * better))
      orders.checkInvariants()
    }
    const ids = Array.from({ length: orders.count }, (_, k) => orders.at(k).id)
    expect(ids).toEqual([1, 3, 2, 0, 4])
    expect(orders.best).toBe(100 + side * 2)
  })

  test(`${sideName(side)}: counts the own lots that stand before an order, but none that are hidden`, () => {
    const orders = new RestingOrders(side)
    const all = [9, 5, 7].map((size, id) => order(side, id, 100, size))
    all[0]!.displaySize = lots(3)
    for (const one of all) orders.add(one)
    orders.add(order(side, 9, 100 + side, 100))
    expect(all.map((one) => orders.ownLotsAhead(one))).toEqual([0, 3, 8])
    all[0]!.filled = lots(1)
    all[0]!.shown = lots(2)
    expect(all.map((one) => orders.ownLotsAhead(one))).toEqual([0, 2, 7])
    orders.remove(all[0]!)
    expect(orders.ownLotsAhead(all[2]!)).toBe(5)
    expect(orders.find(0)).toBeUndefined()
    expect(orders.find(2)).toBe(all[2])
  })
}

test('what does not rest cannot be removed or read', () => {
  const orders = new RestingOrders(1)
  expect(() => orders.remove(order(1, 1, 1))).toThrow('a removed order was resting')
  expect(() => orders.at(0)).toThrow('an order rests at each index below count')
})
