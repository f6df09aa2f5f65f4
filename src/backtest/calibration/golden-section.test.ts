/** The lowest point of curves whose lowest point is known. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { minimise } from './golden-section.ts'

const grid = Array.from({ length: 21 }, (_, k) => k / 2 - 5)

test('the bottom of a parabola is found between grid points, to the tolerance', () => {
  fc.assert(
    fc.property(fc.double({ min: -4.9, max: 4.9, noNaN: true }), (bottom) => {
      const found = minimise((x) => (x - bottom) * (x - bottom) + 3, grid, 1e-6)
      expect(Math.abs(found.at - bottom)).toBeLessThan(1e-5)
      expect(found.value).toBeCloseTo(3, 9)
      expect(found.isAtEdge).toBe(false)
    }),
  )
})

test('of several valleys the deepest on the grid wins', () => {
  const found = minimise((x) => Math.cos(2 * x) + 0.1 * Math.abs(x - 4.7), grid, 1e-6)
  expect(found.at).toBeCloseTo(4.7, 1)
})

test('a curve that only falls ends at the edge and says so', () => {
  const found = minimise((x) => -x, grid, 1e-6)
  expect(found.isAtEdge).toBe(true)
  expect(found.at).toBeGreaterThan(4.999)
})

test('a lone low grid point is not lost between sections', () => {
  expect(minimise((x) => (x === 0 ? -1 : 1), grid, 1e-6)).toMatchObject({ at: 0, value: -1 })
})
