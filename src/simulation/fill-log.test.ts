/** Executions as columns: what goes in comes out, also after the columns have grown. */
import { expect, test } from 'vitest'
import { lots, nanos, type Side, ticks } from '../core/index.ts'
import { FillReport, TAKER } from '../exchange/index.ts'
import { FillLog } from './fill-log.ts'

test('keeps every figure of every execution through many growths', () => {
  const log = new FillLog()
  for (let k = 0; k < 5_000; k++) {
    const side: Side = k % 2 === 0 ? 1 : -1
    const fill = new FillReport()
    fill.at = nanos(k * 1e9 + 0.5)
    fill.orderId = k - 7
    fill.side = side
    fill.priceTicks = ticks(-k - 1)
    fill.size = lots(k + 1)
    fill.leaves = lots(k % 5)
    fill.price = k / 7
    fill.fee = -k / 9
    expect(log.add(k % 3, fill)).toBe(k + 1)
  }
  expect(log.length).toBe(5_000)
  const seen = [...log]
  expect(seen).toHaveLength(5_000)
  for (const k of [0, 255, 256, 257, 2_048, 4_999]) {
    expect(seen[k]).toEqual(log.at(k))
    expect(log.at(k)).toMatchObject({
      instrument: k % 3,
      at: k * 1e9 + 0.5,
      orderId: k - 7,
      side: k % 2 === 0 ? 1 : -1,
      priceTicks: ticks(-k - 1),
      size: k + 1,
      leaves: k % 5,
      price: k / 7,
      fee: -k / 9,
      cause: TAKER,
      quantity: Number.NaN,
    })
  }
})

test('has no execution beyond its ends', () => {
  const log = new FillLog()
  expect([...log]).toEqual([])
  for (const index of [-1, 0, 0.5, Number.NaN]) expect(() => log.at(index)).toThrow(RangeError)
})
