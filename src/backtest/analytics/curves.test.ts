import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Curves } from './curves.ts'

const points = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 1, 700, 1e5, 3e6, 1e9, 8e10),
      value: fc.integer({ min: -100, max: 100 }),
    }),
    { minLength: 1, maxLength: 400 },
  )
  .map((gaps) => {
    let at = 1e12
    return gaps.map(({ gap, value }) => ({ at: (at += gap), value }))
  })

test('each interval holds the lowest, the highest and the newest of its values', () => {
  fc.assert(
    fc.property(points, (list) => {
      const curves = new Curves(1)
      for (const { at, value } of list) curves.add(0, at, value)
      const { low, high, last } = curves.curve(0)
      expect(last.length).toBe(curves.length)
      for (let k = 0; k < last.length; k++) {
        const from = curves.startNanos + k * curves.intervalNanos
        const inside = list.filter(({ at }) => at >= from && at < from + curves.intervalNanos)
        const values = inside.map(({ value }) => value)
        expect(last[k]).toBe(values.at(-1) ?? Number.NaN)
        expect(low[k]).toBe(values.length === 0 ? Number.NaN : Math.min(...values))
        expect(high[k]).toBe(values.length === 0 ? Number.NaN : Math.max(...values))
      }
    }),
    { numRuns: 60 },
  )
})

test('a day in a million values fits, at least half full, and shows its one spike', () => {
  const curves = new Curves(2)
  const step = 86_400e9 / 1e6
  for (let k = 0; k < 1e6; k++) {
    curves.add(0, k * step, k === 654_321 ? 1000 : k % 3)
    if (k % 1000 === 0) curves.add(1, k * step, k)
  }
  expect(curves.length).toBeGreaterThan(1024)
  expect(curves.length).toBeLessThanOrEqual(2048)
  expect(curves.curve(0).high.filter((value) => value === 1000)).toHaveLength(1)
  expect(curves.curve(0).low.every((value) => value === 0)).toBe(true)
  expect(curves.curve(1).last.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(900)
})

test('what is no number is no value, and early times belong to the first interval', () => {
  const curves = new Curves(2)
  curves.add(0, 5, Number.NaN)
  expect([curves.length, curves.startNanos]).toEqual([0, Number.NaN])
  curves.add(0, 5_000, 1)
  curves.add(1, 10, -7)
  expect(curves.startNanos).toBe(5_000)
  expect(curves.curve(1).last).toEqual([-7])
  expect(curves.curve(0).last).toEqual([1])
})
