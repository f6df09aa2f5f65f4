/** The ziggurat's table: layers of equal area that close at the top. */
import { expect, test } from 'vitest'
import { NORMAL_EDGES, NORMAL_HEIGHTS, NORMAL_TAIL, normalHeight } from './normal-table.ts'

const LAST = NORMAL_EDGES.length - 1

/** Simpson's rule over the density from the tail's edge to 12, beyond which nothing is left. */
function tailArea(): number {
  const steps = 100_000
  const width = (12 - NORMAL_TAIL) / steps
  let sum = 0
  for (let i = 0; i <= steps; i++) {
    const weight = i === 0 || i === steps ? 1 : 2 + 2 * (i % 2)
    sum += weight * Math.exp(-((NORMAL_TAIL + i * width) ** 2) / 2)
  }
  return (sum * width) / 3
}

test('every layer, the one with the tail included, has the same area', () => {
  const bottom = NORMAL_TAIL * normalHeight(NORMAL_TAIL) + tailArea()
  expect(NORMAL_EDGES[0]! * normalHeight(NORMAL_TAIL)).toBeCloseTo(bottom, 14)
  for (let layer = 1; layer < LAST; layer++) {
    const height = NORMAL_HEIGHTS[layer + 1]! - NORMAL_HEIGHTS[layer]!
    // Not closer: the top layer takes up what rounding left over in all the others.
    expect(NORMAL_EDGES[layer]! * height).toBeCloseTo(bottom, 13)
  }
})

test('the edges fall from the tail to zero, along the curve', () => {
  expect(NORMAL_EDGES[1]).toBe(NORMAL_TAIL)
  expect(NORMAL_EDGES[LAST]).toBe(0)
  expect(NORMAL_HEIGHTS[LAST]).toBe(1)
  for (let layer = 1; layer <= LAST; layer++) {
    expect(NORMAL_EDGES[layer]!).toBeLessThan(NORMAL_EDGES[layer - 1]!)
    expect(NORMAL_HEIGHTS[layer]!).toBeCloseTo(normalHeight(NORMAL_EDGES[layer]!), 14)
  }
})
