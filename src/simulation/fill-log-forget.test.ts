/** Forgetting executions: what a run without an end does to stay small. */
import { expect, test } from 'vitest'
import { BUY, lots, nanos, SELL, ticks } from '../core/index.ts'
import { FillReport } from '../exchange/index.ts'
import { FillLog } from './fill-log.ts'

function add(log: FillLog, number: number): number {
  const fill = new FillReport()
  fill.at = nanos(number)
  fill.orderId = number
  fill.side = number % 2 === 0 ? BUY : SELL
  fill.priceTicks = ticks(number)
  fill.size = lots(number)
  fill.price = number
  return log.add(0, fill)
}

test('executions keep their numbers when older ones are forgotten', () => {
  const log = new FillLog()
  for (let number = 1; number <= 10; number++) expect(add(log, number)).toBe(number)
  log.forgetBefore(7)
  expect(log.length).toBe(10)
  expect([...log].map((fill) => fill.orderId)).toEqual([8, 9, 10])
  expect(log.at(7)).toMatchObject({ orderId: 8, size: 8, price: 8, side: BUY })
  expect(() => log.at(6)).toThrow(RangeError)
  expect(add(log, 11)).toBe(11)
  expect(log.at(10).orderId).toBe(11)
})

test('forgetting more than there is, or less than was forgotten, is harmless', () => {
  const log = new FillLog()
  add(log, 1)
  log.forgetBefore(100)
  expect([log.length, [...log].length]).toEqual([1, 0])
  log.forgetBefore(0)
  expect(add(log, 2)).toBe(2)
  expect(log.at(1).orderId).toBe(2)
})
