/** Where cancellations happen: the formulae by hand, their ends, and the numbers that are none. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lots } from '../core/index.ts'
import {
  logQueue1,
  logQueue2,
  ProbabilityQueue,
  powerQueue1,
  powerQueue2,
  powerQueue3,
} from './probability-queue.ts'
import { ConservativeQueue, type QueueModel, type QueuePlace } from './queue-model.ts'

const placeAt = (ahead: number): QueuePlace => ({ ahead, traded: 0, leaves: lots(1) })
const enter = (model: QueueModel, displayed: number): QueuePlace => {
  const place = placeAt(0)
  model.enter(place, lots(displayed), lots(0))
  return place
}
const models = [
  powerQueue1(3),
  powerQueue2(2),
  powerQueue3(3),
  powerQueue1(0.5),
  logQueue1(0.001),
  logQueue2(1),
]
const fixed = (p: number) => new ProbabilityQueue('fixed', () => p)

/** Lots ahead after a level went from `before` to `after`. */
function after(model: ProbabilityQueue, ahead: number, before: number, left: number): number {
  const place = placeAt(ahead)
  model.depth(place, before, left)
  return place.ahead
}

test('a decrease is shared between front and back by the probability', () => {
  // Six ahead, four behind; five leave. With p = 1/2, two and a half from either end.
  expect(after(fixed(0.5), 6, 10, 5)).toBe(3.5)
  expect(after(fixed(0), 6, 10, 5)).toBe(1)
  // From behind only four can leave: the fifth was ahead after all, and the level shows five.
  expect(after(fixed(1), 6, 10, 5)).toBe(5)
})

test('never stands behind what the level still shows, and growth does not push it back', () => {
  for (const model of models) {
    expect(after(model, 6, 10, 2)).toBeLessThanOrEqual(2)
    expect(after(model, 6, 10, 30)).toBe(6)
    expect(after(model, 40, 10, 30)).toBe(30)
  }
})

test('what has traded since the last change is not counted as cancelled again', () => {
  const place = placeAt(6)
  const model = fixed(0)
  model.trade(place, 4)
  model.depth(place, 10, 6)
  expect(place).toMatchObject({ ahead: 2, traded: 0 })
  // More traded than the level has lost: somebody added, nobody cancelled.
  model.trade(place, 1)
  model.depth(place, 6, 6)
  expect(place).toMatchObject({ ahead: 1, traded: 0 })
})

test('the formulae, with three ahead and one behind', () => {
  const p = (model: ProbabilityQueue): number => {
    // One of four lots leaves: the front loses (1 - p) of it.
    const left = after(model, 3, 4, 3)
    return 1 - (3 - left)
  }
  expect(p(powerQueue1(2))).toBeCloseTo(1 / 10, 12)
  expect(p(powerQueue2(2))).toBeCloseTo(1 / 16, 12)
  expect(p(powerQueue3(2))).toBeCloseTo(1 - 9 / 16, 12)
  expect(p(powerQueue1(0.5))).toBeCloseTo(1 / (1 + Math.sqrt(3)), 12)
  expect(p(logQueue1(1))).toBeCloseTo(Math.log(2) / (Math.log(2) + Math.log(4)), 12)
  expect(p(logQueue2(1))).toBeCloseTo(Math.log(2) / Math.log(5), 12)
})

test('the unit of the logarithms is the quantity of a lot', () => {
  const wide = after(logQueue2(1), 3_000, 4_000, 3_000)
  const fine = after(logQueue2(0.001), 3_000, 4_000, 3_000)
  expect(wide).not.toBeCloseTo(fine, 3)
  expect(3_000 - fine).toBeCloseTo(1_000 * (1 - Math.log(2) / Math.log(5)), 6)
})

test('first in the queue loses nothing, last in the queue loses everything', () => {
  for (const model of models) {
    expect(after(model, 0, 10, 4)).toBe(0)
    expect(after(model, 10, 10, 4)).toBeCloseTo(4, 12)
  }
})

test('nobody ahead and nobody behind: 0/0 leaves the level to decide', () => {
  for (const model of [
    powerQueue1(3),
    powerQueue2(3),
    powerQueue3(3),
    logQueue1(1),
    logQueue2(1),
  ]) {
    const place = placeAt(0)
    model.depth(place, 0, 0)
    expect(place.ahead).toBe(0)
    model.depth(place, 0, 7)
    expect(place.ahead).toBeLessThanOrEqual(7)
  }
})

test('a place that trades have driven below zero never makes a place that is no number', () => {
  for (const model of models) {
    for (const [ahead, before, left] of [
      [-3, 5, 2],
      [-0.5, 1, 0],
      [-7, 2, 2],
      [9, 2, 1],
    ] as const) {
      const found = after(model, ahead, before, left)
      expect(Number.isNaN(found)).toBe(false)
      expect(found).toBeLessThanOrEqual(left)
    }
  }
})

test('cancellations alone may take a place below zero: whoever stands there is first', () => {
  // One ahead, one behind, both leave; with p = 1/4 that is a lot and a half from the front.
  expect(after(powerQueue2(2), 1, 2, 0)).toBe(-0.5)
})

test('infinite odds mean behind', () => {
  for (const p of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(after(fixed(p), 6, 10, 8)).toBe(after(fixed(1), 6, 10, 8))
  }
})

test('always behind is the conservative model, as long as nothing else trades', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(fc.nat({ max: 40 }), levels, (displayed, sizes) => {
      const model = fixed(1)
      const conservative = enter(new ConservativeQueue(), displayed)
      const certain = enter(model, displayed)
      let before = displayed
      for (const size of sizes) {
        new ConservativeQueue().depth(conservative, before, size)
        model.depth(certain, before, size)
        before = size
        expect(certain.ahead).toBe(conservative.ahead)
      }
    }),
    { numRuns: 200, seed: 14 },
  )
})

test('property: no model is more careful than the conservative one', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })
  fc.assert(
    fc.property(fc.nat({ max: 40 }), levels, (displayed, sizes) => {
      for (const model of models) {
        const place = enter(model, displayed)
        const conservative = enter(new ConservativeQueue(), displayed)
        let before = displayed
        for (const size of sizes) {
          model.depth(place, before, size)
          new ConservativeQueue().depth(conservative, before, size)
          before = size
          // Below zero it is first already, and the formulae no longer speak of a probability.
          if (place.ahead < 0) break
          expect(place.ahead).toBeLessThanOrEqual(conservative.ahead + 1e-9)
        }
      }
    }),
    { numRuns: 200, seed: 15 },
  )
})
