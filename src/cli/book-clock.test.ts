/** Times as people write them, on files with a date and without. */
import { expect, test } from 'vitest'
import { nanos } from '../core/index.ts'
import { BookClock } from './book-clock.ts'

const midnight = BigInt(Date.parse('2012-06-21T00:00:00Z')) * 1_000_000n
const dated = new BookClock({ epochNanos: midnight, unit: 'ns', zone: 'Z' })
const seconds = new BookClock({ epochNanos: 0n, unit: 's', zone: '' })
const millis = new BookClock({ epochNanos: 0n, unit: 'ms', zone: '' })

test('a time may be written in many ways', () => {
  const expected = 34_260.5e9
  for (const text of [
    '9:31:00.5',
    '09:31:00.500000000',
    '34260.5',
    '2012-06-21T09:31:00.5Z',
    '2012-06-21 09:31:00.5',
    '2012-06-21T11:31:00.5+02:00',
    String(Date.parse('2012-06-21T09:31:00Z') / 1_000 + 0.5),
  ]) {
    expect(dated.parse(text), text).toBe(expected)
  }
  expect(seconds.parse('34260.5')).toBe(expected)
  expect(seconds.parse('09:31:00.5')).toBe(expected)
  expect(millis.parse('34260500')).toBe(expected)
})

test('nanoseconds are exact', () => {
  expect(dated.parse('09:30:00.017459617')).toBe(34_200_017_459_617)
  expect(dated.print(nanos(34_200_017_459_617))).toBe('2012-06-21T09:30:00.017459617Z')
  expect(seconds.print(nanos(34_200_017_459_617))).toBe('34200.017459617')
  expect(millis.print(nanos(34_200_017_459_617))).toBe('34200017.459617')
})

test('what is printed is read again as the same time', () => {
  for (const clock of [dated, seconds, millis]) {
    for (const time of [0, 1, 999_999_999, 34_200_500_000_000, 86_399_999_999_999]) {
      expect(clock.parse(clock.print(nanos(time)))).toBe(time)
    }
  }
  expect(dated.print(nanos(-1))).toBe('2012-06-20T23:59:59.999999999Z')
})

test('what is no time is told, with ways to write one', () => {
  for (const text of ['', 'noon', '25:00', '09:61', '2012-13-45T09:30', '-5', '1.2.3']) {
    expect(() => dated.parse(text), text).toThrow('is no time')
  }
  expect(() => millis.parse('1.1234567')).toThrow('is no time')
  expect(() => dated.parse('2031-01-01T00:00')).toThrow('months away')
  expect(() => seconds.parse('2012-06-21T09:31')).toThrow('tells no date')
})
