/** Least squares against lines that are known. */
import { expect, test } from 'vitest'
import { straightLine } from './straight-line.ts'

test('points on a line give the line, without error', () => {
  const line = straightLine([1, 2, 5, 9].map((x) => ({ x, y: 3 - 2 * x })))
  expect(line.slope).toBeCloseTo(-2, 12)
  expect(line.intercept).toBeCloseTo(3, 12)
  expect(line.slopeError).toBeCloseTo(0, 9)
  expect(line.rSquared).toBeCloseTo(1, 12)
})

test('a worked example with its errors', () => {
  const points = [
    [1, 1],
    [2, 3],
    [3, 2],
    [4, 5],
  ].map(([x, y]) => ({ x: x!, y: y! }))
  const line = straightLine(points)
  // Means 2.5 and 2.75, squares 5 and 8.75, products 5.5: residual 8.75 - 1.1 x 5.5 = 2.7.
  expect(line.slope).toBeCloseTo(1.1, 12)
  expect(line.intercept).toBeCloseTo(0, 12)
  expect(line.slopeError).toBeCloseTo(Math.sqrt(1.35 / 5), 12)
  expect(line.interceptError).toBeCloseTo(Math.sqrt(1.35 * (1 / 4 + 6.25 / 5)), 12)
  expect(line.rSquared).toBeCloseTo(1 - 2.7 / 8.75, 12)
})
