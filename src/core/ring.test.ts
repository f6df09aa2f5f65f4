/** The ring against an array. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { Int32Ring } from './ring.ts'

test('entries leave in the order in which they came', () => {
  const ring = new Int32Ring()
  for (const entry of [3, 1, -2]) ring.push(entry)
  expect([ring.shift(), ring.shift(), ring.shift()]).toEqual([3, 1, -2])
})

test('an empty ring has nothing to give or to show', () => {
  const ring = new Int32Ring()
  expect(() => ring.shift()).toThrow(InvariantError)
  expect(() => ring.peek()).toThrow(InvariantError)
  ring.push(1)
  expect(() => ring.peek(1)).toThrow(InvariantError)
  expect(() => ring.peek(-1)).toThrow(InvariantError)
})

test('a ring whose front is in the middle grows without mixing its entries', () => {
  const ring = new Int32Ring(4)
  for (let i = 0; i < 4; i++) ring.push(i)
  ring.shift()
  ring.shift()
  for (let i = 4; i < 9; i++) ring.push(i)
  expect(Array.from({ length: ring.length }, (_, i) => ring.peek(i))).toEqual([2, 3, 4, 5, 6, 7, 8])
})

test('whatever is done to it, it is the queue an array makes', () => {
  const action = fc.oneof(
    { weight: 6, arbitrary: fc.integer() },
    { weight: 4, arbitrary: fc.constant('shift' as const) },
    { weight: 1, arbitrary: fc.constant('clear' as const) },
  )
  fc.assert(
    fc.property(fc.nat({ max: 5 }), fc.array(action, { maxLength: 200 }), (expected, actions) => {
      const ring = new Int32Ring(expected)
      let twin: number[] = []
      for (const action of actions) {
        if (typeof action === 'number') {
          ring.push(action)
          twin.push(action)
        } else if (action === 'clear') {
          ring.clear()
          twin = []
        } else if (twin.length > 0) {
          expect(ring.shift()).toBe(twin.shift())
        }
        ring.checkInvariants()
        expect(Array.from({ length: ring.length }, (_, i) => ring.peek(i))).toEqual(twin)
      }
    }),
  )
})
