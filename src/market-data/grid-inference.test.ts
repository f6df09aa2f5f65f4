import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DecimalGrid } from '../core/index.ts'
import { inferStep } from './grid-inference.ts'

for (const step of ['0.1', '0.01', '0.5', '0.05', '0.25', '0.2', '1', '0.00001']) {
  test(`many multiples of ${step} reveal it`, () => {
    const grid = new DecimalGrid(step)
    const values = Array.from({ length: 300 }, (_, at) => grid.format(1000 + at))
    expect(inferStep(values)).toBe(step)
  })
}

test('few values reveal no more than their decimals', () => {
  expect(inferStep(['0.50', '1.50'])).toBe('0.1')
  expect(inferStep(['500', '1000'])).toBe('1')
  expect(inferStep([])).toBe('1')
})

test('every value is a whole number of the steps that are inferred', () => {
  const value = fc.tuple(fc.nat(99_999), fc.nat(9999)).map(([whole, part]) => `${whole}.${part}`)
  fc.assert(
    fc.property(fc.array(value, { maxLength: 250 }), (values) => {
      const grid = new DecimalGrid(inferStep(values))
      for (const text of values) expect(Number.isInteger(grid.count(text))).toBe(true)
    }),
  )
})
