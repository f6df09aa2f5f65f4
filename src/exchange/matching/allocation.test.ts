/** Shares of a level: every lot goes somewhere, nobody gets more than is shown. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocateInto } from './allocation.ts'
import { InstrumentRules } from './instrument-rules.ts'

function shares(shown: readonly number[], taken: number, rules: object): number[] {
  const out = new Int32Array(shown.length)
  allocateInto(out, Int32Array.from(shown), shown.length, taken, new InstrumentRules(rules))
  return [...out]
}

test('shares by size are rounded down, and the rest goes by time', () => {
  expect(shares([50, 10, 40], 30, { timePercent: 0 })).toEqual([15, 3, 12])
  expect(shares([50, 10, 40], 31, { timePercent: 0 })).toEqual([16, 3, 12])
  expect(shares([1, 1, 1], 2, { timePercent: 0 })).toEqual([1, 1, 0])
})

test('a first part goes by time, and a small share is none', () => {
  expect(shares([50, 10, 40], 50, { timePercent: 40 })).toEqual([32, 3, 15])
  expect(shares([50, 10, 40], 31, { timePercent: 0, shareLotsMin: 4 })).toEqual([19, 0, 12])
  expect(shares([50, 10, 40], 60, { timePercent: 100 })).toEqual([50, 10, 0])
})

test('no lot is created or lost, whatever the sizes', () => {
  const size = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 2 ** 27 }))
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 50 }),
      (shown, share, timePercent, shareLotsMin) => {
        const total = shown.reduce((sum, lots) => sum + lots, 0)
        const taken = Math.max(1, Math.floor(total * share))
        const given = shares(shown, taken, { timePercent, shareLotsMin })
        expect(given.reduce((sum, lots) => sum + lots, 0)).toBe(taken)
        expect(given.every((lots, order) => lots >= 0 && lots <= shown[order]!)).toBe(true)
      },
    ),
  )
})
