/** The conservative model, and what an order may take of the trades that reached it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lots } from '../core/index.ts'
import { ConservativeQueue, type QueuePlace, takeFillable } from './queue-model.ts'

const model = new ConservativeQueue()
const placeAt = (ahead: number): QueuePlace => ({ ahead, traded: 0, leaves: lots(1) })

test('an order enters behind everything displayed, and forgets what it was', () => {
  const place = { ...placeAt(-3), traded: 9 }
  model.enter(place, lots(12), lots(4))
  expect(place).toMatchObject({ ahead: 12, traded: 0 })
})

test('only trades bring it forward; a smaller level caps it, a larger one does not push it back', () => {
  const place = placeAt(10)
  model.trade(place, 4)
  expect(place.ahead).toBe(6)
  model.depth(place, 20, 8)
  expect(place.ahead).toBe(6)
  model.depth(place, 8, 5)
  expect(place.ahead).toBe(5)
  model.depth(place, 5, 100)
  expect(place.ahead).toBe(5)
})

test('what went past the front may be taken, once', () => {
  const place = placeAt(2)
  model.trade(place, 5)
  expect(model.takeFillable(place)).toBe(3)
  expect(model.takeFillable(place)).toBe(0)
  expect(place.ahead).toBe(0)
})

test('a trade that ends at the turn of the order leaves nothing to take', () => {
  const place = placeAt(5)
  model.trade(place, 5)
  expect(model.takeFillable(place)).toBe(0)
})

test('half a lot counts as one, less does not and stays; a place that is no number counts as none', () => {
  for (const [ahead, taken, left] of [
    [-0.49, 0, -0.49],
    [-0.5, 1, 0],
    [-1.49, 1, 0],
    [-1.5, 2, 0],
    [0, 0, 0],
    [3, 0, 3],
  ] as const) {
    const place = placeAt(ahead)
    expect(takeFillable(place)).toBe(taken)
    expect(place.ahead).toBe(left)
  }
  expect(takeFillable(placeAt(Number.NaN))).toBe(0)
})

test('property: whatever trades and changes, nothing is filled that was not traded past the queue', () => {
  const step = fc.oneof(
    fc.record({ trade: fc.integer({ min: 1, max: 9 }) }),
    fc.record({ after: fc.integer({ min: 0, max: 30 }) }),
  )
  fc.assert(
    fc.property(fc.nat({ max: 30 }), fc.array(step, { maxLength: 50 }), (displayed, steps) => {
      const place = placeAt(0)
      model.enter(place, lots(displayed), lots(0))
      let traded = 0
      let filled = 0
      let before = displayed
      let smallest = displayed
      for (const one of steps) {
        if ('trade' in one) {
          traded += one.trade
          model.trade(place, one.trade)
        } else {
          smallest = Math.min(smallest, one.after)
          model.depth(place, before, one.after)
          before = one.after
        }
        filled += model.takeFillable(place)
        expect(place.ahead).toBeGreaterThanOrEqual(0)
      }
      expect(filled).toBeLessThanOrEqual(traded)
      if (smallest === displayed) expect(filled).toBe(Math.max(0, traded - displayed))
    }),
    { numRuns: 300, seed: 13 },
  )
})
