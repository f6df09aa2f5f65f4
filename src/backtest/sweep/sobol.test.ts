import { expect, test } from 'vitest'
import { SOBOL_AXES_MAX, SobolSequence } from './sobol.ts'

function points(axes: number, count: number, shift?: Uint32Array): number[][] {
  const sequence = new SobolSequence(axes, shift)
  const out = new Float64Array(axes)
  return Array.from({ length: count }, () => {
    sequence.nextInto(out)
    return [...out]
  })
}

test('the first points of six axes are the known ones', () => {
  const eighths = points(6, 8).map((point) => point.map((place) => place * 8))
  expect(eighths).toEqual(FIRST)
})

test('a later point of every axis is the one that another program gives', () => {
  const [last] = points(SOBOL_AXES_MAX, 778).slice(-1)
  expect(last!.map((place) => place * 1024)).toEqual(POINT_777)
})

for (const shift of [
  undefined,
  Uint32Array.from({ length: SOBOL_AXES_MAX }, (_, k) => k * 98765431),
]) {
  const how = shift === undefined ? 'as it is' : 'moved'
  test(`each of 2^k parts of every axis has one of 2^k points, ${how}`, () => {
    for (const count of [1, 2, 16, 256]) {
      const all = points(SOBOL_AXES_MAX, count, shift)
      for (let axis = 0; axis < SOBOL_AXES_MAX; axis++) {
        const parts = all.map((point) => Math.floor(point[axis]! * count))
        expect(parts.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, k) => k))
      }
    }
  })
}

test('the first two axes fill every elementary box of an area alike', () => {
  const all = points(2, 64)
  for (const wide of [1, 2, 4, 8, 16, 32, 64]) {
    const boxes = all.map(([x, y]) => Math.floor(x! * wide) + wide * Math.floor((y! * 64) / wide))
    expect(new Set(boxes).size).toBe(64)
  }
})

const FIRST = [
  [0, 0, 0, 0, 0, 0],
  [4, 4, 4, 4, 4, 4],
  [6, 2, 2, 2, 6, 6],
  [2, 6, 6, 6, 2, 2],
  [3, 3, 5, 7, 3, 1],
  [7, 7, 1, 3, 7, 5],
  [5, 1, 7, 5, 5, 7],
  [1, 5, 3, 1, 1, 3],
]

/** scipy.stats.qmc.Sobol(40, scramble=False).random(778)[777] * 1024 */
const POINT_777 = [
  709, 959, 167, 281, 651, 365, 195, 781, 357, 331, 763, 713, 393, 485, 583, 527, 413, 885, 379,
  771, 243, 279, 969, 493, 353, 149, 61, 799, 65, 113, 555, 921, 115, 3, 825, 969, 473, 359, 351,
  367,
]
