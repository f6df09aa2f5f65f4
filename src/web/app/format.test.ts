/** Numbers and times as a person reads them. */
import { expect, test } from 'vitest'
import {
  axisTime,
  clock,
  clockDigits,
  fixed,
  narrowClock,
  priceText,
  short,
  signed,
  speedText,
  TIME_STEPS,
} from './format.ts'

test('fixed digits, with separators and a true minus', () => {
  expect(fixed(1234.5, 2)).toBe('1,234.50')
  expect(fixed(-0.5, 2)).toBe('−0.50')
  expect(fixed(-0.001, 2)).toBe('0.00')
  for (const unknown of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(fixed(unknown, 2)).toBe('–')
  }
})

test('signs are shown where they carry meaning', () => {
  expect(signed(3, 0)).toBe('+3')
  expect(signed(-3, 0)).toBe('−3')
  expect(signed(0, 0)).toBe('0')
  expect(signed(0.0001, 2)).toBe('0.00')
})

test('a price keeps six significant figures, whatever its size', () => {
  expect(priceText(99.12345678)).toBe('99.1235')
  expect(priceText(61_659.7)).toBe('61,659.70')
  expect(priceText(0.000123456)).toBe('0.000123456')
  expect(priceText(null)).toBe('–')
})

test('large counts are shortened', () => {
  expect(short(12_345)).toBe('12,345')
  expect(short(1_234_567)).toBe('1.23 M')
  expect(short(9_876_543_210)).toBe('9.88 G')
})

test('times roll over where they should', () => {
  expect(clock(0)).toBe('0:00:00.00')
  expect(clock(59.999)).toBe('0:01:00.00')
  expect(clock(3_661.5)).toBe('1:01:01.50')
  expect(clock(90_000, 0)).toBe('1 d 1:00:00')
  expect([86_399.5, 90_000.25].map(narrowClock)).toEqual(['23:59:59.50', '1 d 1:00:00'])
})

test('a time has the digits that tell neighbouring ticks apart', () => {
  for (const [tickSeconds, digits] of [
    [1, 0],
    [0.01, 2],
    [0.25, 2],
    [0.001, 3],
    [1e-9, 6],
  ] as const) {
    expect(clockDigits(tickSeconds)).toBe(digits)
  }
})

test('times on an axis are as short as their steps allow', () => {
  expect(axisTime(10, 2)).toBe('00:10')
  expect(axisTime(0.5, 0.1)).toBe('00:00.5')
  expect(axisTime(0.05, 0.05)).toBe('00:00.05')
  expect(axisTime(7_200, 600)).toBe('2:00:00')
  expect([...TIME_STEPS].sort((a, b) => a - b)).toEqual(TIME_STEPS)
})

test('speeds read as multiples', () => {
  expect([speedText(10), speedText('max')]).toEqual(['10×', 'max'])
})
