/** Times as files and people write them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { EventView, Instrument } from '../core/index.ts'
import { openFeed } from '../io/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { instantNanos, instantText, spanText, timestampText } from './time-text.ts'

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

test('instants before the epoch count down, and are dated too', () => {
  const day = -1_700_006_400_000_000_000n
  expect(timestampText(6_400_051e6, info('ms', day))).toBe('-1699999999949')
  expect(timestampText(6_400_051e6 + 1, info('ms', day))).toBe('-1699999999949')
  expect(timestampText(-1.5e9, info('s'))).toBe('-1.5')
  expect(timestampText(-0.25e9, info('s'))).toBe('-0.25')
  expect(timestampText(-1e6 + 1, info('ms'))).toBe('-1')
  expect(instantText(1.5e9, info('s', -86_400_000_000_000n))).toBe('1969-12-31 00:00:01.5')
  expect(instantText(86_399.5e9, info('s', -172_800_000_000_000n))).toBe('1969-12-30 23:59:59.5')
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

for (const [what, timestamps] of [
  ['floats as a program prints them', ['1700000000.9029999', '1700000001.0', '1700000001.25']],
  ['floats before 1970', ['-1700000000.9029999', '-1700000000.5', '-1699999999.0']],
  ['seconds of three decimals', ['1700000000.100', '1700000001.000', '1700000001.250']],
  ['seconds of nine decimals', ['34200.017459617', '34200.100000000']],
  ['whole seconds', ['1700000000', '1700000001']],
  ['milliseconds', ['1699999999949', '1700000000000']],
  ['milliseconds before 1970', ['-1699999999949', '-1699999999948', '-1699000000000']],
  ['milliseconds of two decimals', ['1699999999949.25', '1699999999949.50']],
  ['milliseconds around midnight', ['-250', '-1', '0', '3']],
  ['microseconds', ['1699999999949123', '1699999999949124']],
  ['nanoseconds', ['1699999999949123456', '1699999999949123457']],
  ['nanoseconds before 1970', ['-1699999999949123456', '-1699999999949123455']],
  ['ISO 8601', ['2024-08-07T00:00:01Z', '2024-08-07T00:00:02Z']],
  ['ISO 8601 with milliseconds', ['2024-08-07T00:00:01.500Z', '2024-08-07T00:00:02.000Z']],
  ['ISO 8601 as floats', ['2024-08-07T00:00:01.5', '2024-08-07T00:00:02']],
  ['ISO 8601 in a zone', ['2024-08-07 01:30:01.5+02:00', '2024-08-07 23:30:02.0+02:00']],
  ['ISO 8601 west of here', ['2024-08-07T21:30:01-0430', '2024-08-08T01:00:00-0430']],
  ['ISO 8601 with a comma', ['2024-08-07T01:30:01,250Z', '2024-08-07T01:30:01,251Z']],
  ['ISO 8601 without seconds', ['2024-08-07 01:30', '2024-08-07 01:31']],
  ['ISO 8601 before 1970', ['1960-02-29T23:59:59.999Z', '1960-03-01T00:00:00.000Z']],
  ['ISO 8601 in 1970', ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.001Z']],
] as const) {
  test(`timestamps read as the input wrote them: ${what}`, async () => {
    // Each row twice: the second is a nanosecond later, and shows what they share unless the file
    // counts nanoseconds itself.
    const repeats = /nano|nine/.test(what) ? 1 : 2
    const expected = timestamps.flatMap((time) => Array<string>(repeats).fill(time))
    const rows = ['timestamp;bid;ask', ...expected.map((time) => `${time};1;2`)].join('\n')
    const folder = mkdtempSync(join(tmpdir(), 't2t-times-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, 'ticks.csv')
    writeFileSync(file, `${rows}\n`)
    const feed = await openFeed({ files: [file] })
    const written: string[] = []
    for await (const batch of feed.open()) {
      for (let i = 0; i < batch.length; i++) {
        const { localTime } = new EventView(batch).at(i)
        const text = timestampText(localTime, feed.info)
        expect(instantNanos(text, feed.info)).toBe(localTime - (written.length % repeats))
        written.push(text)
      }
    }
    expect(written).toEqual(expected)
  })
}
