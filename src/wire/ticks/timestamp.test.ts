import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asciiBytes } from '../ascii.ts'
import { readTimestamp, type TimestampForm, timestampForm } from './index.ts'

const read = (text: string, form: TimestampForm): number =>
  readTimestamp(asciiBytes(text), 0, text.length, form)

const MIDNIGHT = 1_722_988_800 // 2024-08-07T00:00:00Z

for (const [text, unit, epochSeconds, nanos, printedUnit] of [
  ['1722988801123456789', 'ns', MIDNIGHT, 1_123_456_789, 'ns'],
  ['1722988801123456', 'us', MIDNIGHT, 1_123_456_000, 'us'],
  ['1722988801123', 'ms', MIDNIGHT, 1_123_000_000, 'ms'],
  ['1722988801', 's', MIDNIGHT, 1_000_000_000, 's'],
  ['1722988801.25', 's', MIDNIGHT, 1_250_000_000, 's'],
  ['1722988801.123456789', 's', MIDNIGHT, 1_123_456_789, 's'],
  ['-1699999999949', 'ms', -1_700_006_400, 6_400_051_000_000, 'ms'],
  ['-1700000000.25', 's', -1_700_006_400, 6_399_750_000_000, 's'],
  ['-1699999999949000001', 'ns', -1_700_006_400, 6_400_050_999_999, 'ns'],
  ['-250', 'ms', 0, -250_000_000, 'ms'],
  ['1966-02-17T03:33:20.051Z', 'ns', -122_169_600, 12_800_051_000_000, 'ms'],
  ['34200000', 'ms', 0, 34_200_000_000_000, 'ms'],
  ['34200.5', 's', 0, 34_200_500_000_000, 's'],
  ['1', 'ms', 0, 1_000_000, 'ms'],
  ['1.5', 's', 0, 1_500_000_000, 's'],
  ['2024-08-07T00:00:01.5Z', 'ns', MIDNIGHT, 1_500_000_000, 'ms'],
  ['2024-08-07 02:00:01+02:00', 'ns', MIDNIGHT, 1_000_000_000, 's'],
] as const) {
  test(`${text} counts ${unit} and is ${nanos} ns after its epoch`, () => {
    const form = timestampForm(text)!
    expect(form).toMatchObject({ unit, epochSeconds, printedUnit })
    expect(read(text, form)).toBe(nanos)
  })
}

test('a unit that is told wins over the magnitude', () => {
  const form = timestampForm('34200', 's')!
  expect(read('34200', form)).toBe(34_200e9)
})

test('every nanosecond of a day is exact', () => {
  const form = timestampForm(`${MIDNIGHT}000000000`)!
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_399 }), fc.nat(999_999_999), (second, nano) => {
      const text = `${MIDNIGHT + second}${String(nano).padStart(9, '0')}`
      expect(read(text, form)).toBe(second * 1e9 + nano)
    }),
  )
})

test('quotes and blanks around a timestamp are no part of it', () => {
  expect(read(' "5" ', timestampForm('5')!)).toBe(5e6)
})

test('what is no such timestamp is NaN, or no form at all', () => {
  const number = timestampForm('5')!
  for (const text of ['', '-', 'x', '1x', '1.x', '5 6', '1e5', '9'.repeat(30), '1.2.3']) {
    expect(read(text, number)).toBeNaN()
  }
  const text = timestampForm('2024-08-07T00:00:01Z')!
  for (const wrong of [
    '5',
    '2024-13-07T00:00:01Z',
    '2024-02-30T00:00:01Z',
    '2024-08-07T25:00:01Z',
  ]) {
    expect(read(wrong, text)).toBeNaN()
  }
  for (const wrong of ['', 'yesterday', 'NaN', '1e9']) expect(timestampForm(wrong)).toBeUndefined()
})
