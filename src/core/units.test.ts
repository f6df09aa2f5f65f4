import { expect, test } from 'vitest'
import { BUY, NO_SIDE, opposite, SELL, SIDES, sideName } from './side.ts'
import {
  ceilTicks,
  floorTicks,
  micros,
  millis,
  NEVER,
  NO_PRICE,
  nanos,
  roundTicks,
  seconds,
} from './units.ts'

test('spans of time are whole nanoseconds, whatever fraction they are given in', () => {
  expect(micros(5)).toBe(5_000)
  expect(millis(5)).toBe(5_000_000)
  expect(seconds(5)).toBe(5_000_000_000)
  // Each of these is off by one last place when it is only multiplied.
  expect(micros(1.001)).toBe(1001)
  expect(millis(8.2)).toBe(8_200_000)
  expect(seconds(0.1) + seconds(0.2)).toBe(seconds(0.3))
})

test('fractional prices go to the grid in the direction asked for, below zero too', () => {
  expect([floorTicks(1.5), ceilTicks(1.5), roundTicks(1.5)]).toEqual([1, 2, 2])
  expect([floorTicks(-1.5), ceilTicks(-1.5), roundTicks(-1.5)]).toEqual([-2, -1, -1])
  expect([floorTicks(7), ceilTicks(7), roundTicks(7)]).toEqual([7, 7, 7])
})

test('no price is an int32 that no difference to a price overflows', () => {
  expect(NO_PRICE).toBe(NO_PRICE | 0)
  expect(Int32Array.of(NO_PRICE)[0]).toBe(NO_PRICE)
})

test('never is after every instant', () => {
  expect(NEVER).toBeGreaterThan(nanos(Number.MAX_SAFE_INTEGER))
})

for (const side of SIDES) {
  test(`${sideName(side)}: the sign says which price is better`, () => {
    const better = side === BUY ? 101 : 99
    expect(side * (better - 100)).toBeGreaterThan(0)
    expect(opposite(opposite(side))).toBe(side)
    expect(opposite(side)).toBe(-side)
    expect(sideName(side)).not.toBe(sideName(opposite(side)))
  })
}

test('there are two sides, and none is neither', () => {
  expect(SIDES).toEqual([BUY, SELL])
  expect(SIDES).not.toContain(NO_SIDE)
})
