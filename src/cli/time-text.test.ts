/** Times as files and people write them. */
import { expect, test } from 'vitest'
import { Instrument } from '../core/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { instantText, spanText, timestampText } from './time-text.ts'

const info = (timeUnit: FeedInfo['timeUnit'], epochNanos = 0n, isOrderLevel = false): FeedInfo => ({
  name: 'x',
  epochNanos,
  instruments: [new Instrument({ symbol: 'X', tick: 1, lot: 1 })],
  isOrderLevel,
  hasLocalTime: false,
  timeUnit,
})

test('timestamps are those of the input: its unit, its epoch, nothing rounded up', () => {
  const day = 1_723_075_200_000_000_000n
  expect(timestampText(60e6, info('ms'))).toBe('60')
  expect(timestampText(60e6 + 2, info('ms'))).toBe('60')
  expect(timestampText(86_056_681_000_000, info('ns', day))).toBe('1723161256681000000')
  expect(timestampText(86_056_681_000_000, info('ms', day))).toBe('1723161256681')
  expect(timestampText(1.5e9, info('s'))).toBe('1.5')
  expect(timestampText(2e9 + 1, info('s'))).toBe('2')
  expect(timestampText(34_200_017_459_617, info('s', 0n, true))).toBe('34200.017459617')
})

test('instants are dated where the date is known', () => {
  expect(instantText(1e9, info('ns', 1_723_075_200_000_000_000n))).toBe('2024-08-08 00:00:01')
  expect(instantText(34_200.5e9, info('s'))).toBe('09:30:00.5')
  expect(instantText(Number.POSITIVE_INFINITY, info('s'))).toBe('never')
})

test('spans take the largest unit that keeps them above one', () => {
  const cases: [number, string][] = [
    [250, '250 ns'],
    [1500, '1.5 us'],
    [20e6, '20 ms'],
    [1e9, '1 s'],
    [90e9, '1.5 min'],
    [7200e9, '2.00 h'],
    [-5e6, '-5 ms'],
    [Number.NaN, '–'],
  ]
  for (const [nanos, text] of cases) expect(spanText(nanos)).toBe(text)
})
