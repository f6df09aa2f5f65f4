/** How far panes reach around what they show. */
import { expect, test } from 'vitest'
import { padded, symmetric } from './ranges.ts'

test('a pane without data reaches one up and down, not a billionth', () => {
  expect(padded(0, 0, 0.1)).toEqual([-1, 1])
})

test('a pane of one value has it in the middle, however small it is', () => {
  for (const value of [1e-6, 100, 65_000]) {
    const [low, high] = padded(value, value, 0.1)
    expect((low + high) / 2).toBeCloseTo(value)
    expect((high - low) / value).toBeCloseTo(0.002)
  }
})

test('a pane has room beyond its values, and one around zero as much below as above', () => {
  expect(padded(10, 20, 0.1)).toEqual([9, 21])
  const [low, high] = symmetric(-5, 20, 3)
  expect([low, high]).toEqual([-23, 23])
  expect(symmetric(0, 0, 2)).toEqual([-2.3, 2.3])
})
