/** Axes, paths and number texts: what the drawings stand on. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configurationEntries } from './configuration-entries.ts'
import { areaPath, curvePath, narrowed, type PlacedCurve, rangeOf } from './curve-path.ts'
import {
  countText,
  fixedText,
  moneyText,
  percentText,
  signedText,
  spanText,
} from './number-text.ts'
import { instantText, TimeAxis } from './time-axis.ts'
import { ValueAxis } from './value-axis.ts'

test('an axis of values holds its range between round marks, few of them', () => {
  const value = fc.double({ min: -1e9, max: 1e9, noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 6 }), (a, b, marks) => {
      const [low, high] = a < b ? [a, b] : [b, a]
      const axis = new ValueAxis(low, high, marks)
      const slack = (axis.high - axis.low) * 1e-6
      expect(axis.low).toBeLessThanOrEqual(low + slack)
      expect(axis.high).toBeGreaterThanOrEqual(high - slack)
      expect(axis.percent(axis.low)).toBeCloseTo(0, 9)
      expect(axis.percent(axis.high)).toBeCloseTo(100, 9)
      const texts = axis.marks.map(({ text }) => text)
      expect(texts.length).toBeGreaterThanOrEqual(2)
      expect(texts.length).toBeLessThanOrEqual(marks + 3)
      expect(new Set(texts).size).toBe(texts.length)
    }),
  )
})

test('an axis without a range still has a height', () => {
  for (const [low, high] of [
    [5, 5],
    [0, 0],
    [Number.NaN, Number.NaN],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as const) {
    const axis = new ValueAxis(low, high)
    expect(axis.high).toBeGreaterThan(axis.low)
    expect(axis.marks.every(({ text }) => /^[−\d.,]+$/.test(text))).toBe(true)
  }
  expect(new ValueAxis(0, 1, 4).marks.map(({ text }) => text)).toEqual([
    '0.00',
    '0.25',
    '0.50',
    '0.75',
    '1.00',
  ])
})

test('marks of time are round, in order, and written as the clock', () => {
  const epoch = 1_723_075_200_000_000_000n
  const texts = (from: number, to: number, since = epoch) =>
    new TimeAxis(from, to, since).marks(6).map(({ text }) => text)
  expect(texts(0, 300e9)).toEqual(['00:00', '00:01', '00:02', '00:03', '00:04', '00:05'])
  expect(texts(1e9, 1.02e9)).toEqual([
    '00:00:01.000',
    '00:00:01.005',
    '00:00:01.010',
    '00:00:01.015',
    '00:00:01.020',
  ])
  expect(texts(0, 4 * 86_400e9)).toEqual(['08-08', '08-09', '08-10', '08-11', '08-12'])
  expect(texts(0, 2 * 86_400e9).slice(0, 2)).toEqual(['08-08 00:00', '08-08 12:00'])
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9e15 }),
      fc.integer({ min: 1, max: 9e15 }),
      (from, span) => {
        const marks = new TimeAxis(from, Math.min(from + span, 9e15), epoch).marks(8)
        expect(marks.length).toBeLessThanOrEqual(9)
        for (const { percent } of marks) {
          expect(percent).toBeGreaterThanOrEqual(-1e-6)
          expect(percent).toBeLessThanOrEqual(100 + 1e-6)
        }
      },
    ),
  )
})

test('instants are dates where the date is known, and times of day elsewhere', () => {
  expect(instantText(1_500_000_000, 1_723_075_200_000_000_000n)).toBe('2024-08-08 00:00:01.5')
  expect(instantText(34_200_000_000_001, 0n)).toBe('09:30:00.000000001')
  expect(instantText(Number.NaN, 0n)).toBe('–')
  expect(instantText(0, 10n ** 29n)).toBe('0 ns')
})

const curve = (last: number[], intervalNanos = 1): PlacedCurve => ({
  low: last,
  high: last,
  last,
  startNanos: 0,
  intervalNanos,
})

test('narrowing keeps the lowest, the highest and the newest of what it joins', () => {
  const points = fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN)), {
    minLength: 1,
    maxLength: 50,
  })
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 60 }), (values, columns) => {
      const joined = narrowed(curve(values), columns)
      expect(joined.last.length).toBeLessThanOrEqual(columns)
      expect(rangeOf([joined])).toEqual(rangeOf([curve(values)]))
      expect(joined.last.findLast((value) => !Number.isNaN(value))).toBe(
        values.findLast((value) => !Number.isNaN(value)),
      )
    }),
  )
})

test('a step holds its value, a line runs to the next, holes are bridged', () => {
  const time = new TimeAxis(0, 10, 0n)
  const values = new ValueAxis(0, 10, 2)
  const drawn = curve([0, Number.NaN, 10], 1)
  expect(curvePath(drawn, time, values, 'step')).toBe('M50 100V100H250V0H1000')
  expect(curvePath(drawn, time, values, 'line')).toBe('M50 100L50 100L250 0')
  expect(curvePath(curve([Number.NaN]), time, values, 'step')).toBe('')
  const range = {
    ...drawn,
    low: [0, Number.NaN, 4],
    high: [0, Number.NaN, 10],
    last: [0, Number.NaN, 5],
  }
  expect(curvePath(range, time, values, 'step')).toBe('M50 100V100H250V0V60V50H1000')
  expect(areaPath('M50 100V100H250V0H1000', 0)).toBe('M50 100V100H250V0H1000L1000 100L50 100Z')
})

test('numbers are grouped, signed, and never a computer’s', () => {
  expect(fixedText(-1_234_567.891, 2)).toBe('−1,234,567.89')
  expect(fixedText(-0.001, 2)).toBe('0.00')
  expect([fixedText(Number.NaN, 2), fixedText(Number.POSITIVE_INFINITY, 0)]).toEqual(['–', '∞'])
  expect([countText(1000), countText(2.5)]).toEqual(['1,000', '2.50'])
  expect([moneyText(0), moneyText(1234.5), moneyText(0.5), moneyText(0.00012)]).toEqual([
    '0.00',
    '1,234.50',
    '0.5000',
    '0.00012000',
  ])
  expect([percentText(0.5), percentText(0.01234)]).toEqual(['50.0 %', '1.23 %'])
  expect([signedText(1, '1'), signedText(-1, '−1')]).toEqual(['+1', '−1'])
  expect([0, 999, 1500, 20e6, -90e9, 7200e9, 86_400e9].map(spanText)).toEqual([
    '0 ns',
    '999 ns',
    '1.5 µs',
    '20 ms',
    '−1.5 min',
    '2 h',
    '1 d',
  ])
})

test('a configuration shows what was given as it was written, and what was not', () => {
  const given = { latency: { entry: '20ms' }, feed: { files: 'a.log', tick: 0.1 }, odd: 1 }
  const inForce = {
    latency: { entry: 20e6, response: 0 },
    feed: { files: ['a.log'], tick: '0.1' },
    cash: 0,
  }
  expect(configurationEntries(given, inForce)).toEqual([
    { key: 'latency.entry', value: '20ms', isGiven: true },
    { key: 'latency.response', value: '0', isGiven: false },
    { key: 'feed.files.0', value: 'a.log', isGiven: true },
    { key: 'feed.tick', value: '0.1', isGiven: true },
    { key: 'cash', value: '0', isGiven: false },
    { key: 'odd', value: '1', isGiven: true },
  ])
})
