import { expect, test } from 'vitest'
import { BUY, SELL, SIDES } from '../../core/index.ts'
import { ShortfallRecord } from './shortfall-record.ts'

test('delay, trading and opportunity of an order that is partly filled, on both sides', () => {
  for (const side of SIDES) {
    const record = new ShortfallRecord()
    record.decided(1, side, 10, 100)
    record.arrived(1, 100 + side * 2)
    record.filled(1, 4, 100 + side * 5, 6)
    record.ended(1, 100 + side * 9)
    expect([record.delay, record.trading, record.opportunity]).toEqual([8, 12, 54])
    expect(record.total).toBe(74)
    expect([record.orders, record.filledLots, record.unfilledLots]).toEqual([1, 4, 6])
  }
})

test('the sum is what was paid against the decision', () => {
  const record = new ShortfallRecord()
  record.decided(1, BUY, 7, 100)
  record.decided(2, SELL, 3, 200)
  record.arrived(2, 199)
  record.arrived(1, 103)
  record.filled(2, 3, 195, 0)
  record.filled(1, 2, 104, 5)
  record.filled(1, 5, 106, 0)
  expect(record.total).toBe(3 * 5 + 2 * 4 + 5 * 6)
  expect([record.orders, record.unfilledLots]).toEqual([2, 0])
})

test('a new size counts, and what still works ends with the data', () => {
  const record = new ShortfallRecord()
  record.decided(1, BUY, 7, 100)
  record.arrived(1, 100)
  record.resized(1, 12)
  record.filled(1, 2, 100, 10)
  record.finish(101)
  expect([record.opportunity, record.unfilledLots]).toEqual([10, 10])
})

test('orders that met no market are counted and in no sum; strangers are nobody', () => {
  const record = new ShortfallRecord()
  record.decided(1, BUY, 7, Number.NaN)
  record.filled(1, 7, 100, 0)
  record.filled(99, 7, 100, 0)
  record.arrived(99, 1)
  record.resized(99, 1)
  record.ended(99, 1)
  expect([record.orders, record.unpriced, record.filledLots, record.total]).toEqual([1, 1, 0, 0])
})
