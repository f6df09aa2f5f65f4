import { expect, test } from 'vitest'
import { InvariantError } from './assert.ts'
import { SimulatedClock, WallClock } from './clock.ts'
import { NEVER, nanos, seconds } from './units.ts'

test('a simulated clock stands still until it is moved', () => {
  const clock = new SimulatedClock(seconds(1))
  expect(clock.now).toBe(1e9)
  clock.advanceTo(seconds(2))
  clock.advanceTo(seconds(2))
  expect(clock.now).toBe(2e9)
})

test('a simulated clock starts at zero, or before it when told so', () => {
  expect(new SimulatedClock().now).toBe(0)
  expect(new SimulatedClock(nanos(-5)).now).toBe(-5)
})

test('moving a simulated clock back, to no time or to the end of time is a bug, and stops', () => {
  const clock = new SimulatedClock(nanos(10))
  for (const time of [nanos(9), nanos(Number.NaN), NEVER]) {
    expect(() => clock.advanceTo(time)).toThrow(InvariantError)
  }
  expect(clock.now).toBe(10)
  expect(() => new SimulatedClock(nanos(Number.NaN))).toThrow(InvariantError)
})

test('a wall clock follows its source and waits while that is set back', () => {
  const source = [5, 7, 3, 6, 8].map(nanos)
  const clock = new WallClock(() => source.shift()!)
  expect([clock.now, clock.now, clock.now, clock.now, clock.now]).toEqual([5, 7, 7, 7, 8])
})

test('a source that tells no time is a bug, and stops', () => {
  const clock = new WallClock(() => nanos(Number.NaN))
  expect(() => clock.now).toThrow(InvariantError)
})
