/** Increments that grow with the price, against every price tried one by one. */
import { expect, test } from 'vitest'
import { InputError, SIDES } from '../../core/index.ts'
import { TickTable } from './tick-table.ts'

const ROWS = [
  { fromTicks: -20, stepTicks: 2 },
  { fromTicks: 10, stepTicks: 5 },
  { fromTicks: 40, stepTicks: 20 },
]

test('the passive price of a side is the nearest allowed one that is not better', () => {
  const table = new TickTable(ROWS)
  for (const side of SIDES) {
    for (let price = -60; price <= 130; price++) {
      let expected = price
      while (!table.allows(expected)) expected -= side
      expect(table.passive(side, price), `${price} on side ${side}`).toBe(expected)
      expect(table.behind(side, price)).toBe(table.passive(side, price - side))
    }
  }
})

test('prices are multiples of the increment that holds where they are', () => {
  const table = new TickTable(ROWS)
  const allowed = [-22, -20, -2, 0, 8, 10, 15, 35, 40, 60, 100]
  const refused = [-21, -1, 9, 11, 12, 36, 41, 45, 50, 61]
  expect(allowed.filter((price) => !table.allows(price))).toEqual([])
  expect(refused.filter((price) => table.allows(price))).toEqual([])
  expect(new TickTable().allows(-7)).toBe(true)
})

test('rows that make no table are refused', () => {
  for (const rows of [
    [{ fromTicks: 0, stepTicks: 0 }],
    [{ fromTicks: 0, stepTicks: 1.5 }],
    [{ fromTicks: 5, stepTicks: 2 }],
    [
      { fromTicks: 10, stepTicks: 1 },
      { fromTicks: 10, stepTicks: 2 },
    ],
    [{ fromTicks: 2 ** 30, stepTicks: 1 }],
  ]) {
    expect(() => new TickTable(rows)).toThrow(InputError)
  }
})
