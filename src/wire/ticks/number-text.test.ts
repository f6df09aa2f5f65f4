import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asciiBytes } from '../ascii.ts'
import { decimalsOf, readNumber } from './index.ts'

const read = (text: string): number => readNumber(asciiBytes(text), 0, text.length)

test('every double comes back with the same bits from the text it prints as', () => {
  const double = fc.double({ noNaN: true, noDefaultInfinity: true })
  fc.assert(
    fc.property(double, (value) => {
      expect(read(String(value))).toBe(Number(String(value)))
    }),
    { numRuns: 2000 },
  )
})

test('decimals are read as Number reads them, digits beyond fifteen included', () => {
  const decimal = fc.stringMatching(/^-?\d{1,12}\.\d{0,12}$/)
  fc.assert(
    fc.property(decimal, (text) => {
      expect(read(text)).toBe(Number(text))
    }),
    { numRuns: 2000 },
  )
})

test('up to twenty-two digits, and more, are read as Number reads them', () => {
  const digits = fc.stringMatching(/^\d{14,26}$/)
  fc.assert(
    fc.property(digits, fc.nat(26), fc.boolean(), (text, point, isNegative) => {
      const written = `${isNegative ? '-' : ''}${text.slice(0, point)}.${text.slice(point)}`
      expect(read(written)).toBe(Number(written))
    }),
    { numRuns: 5000 },
  )
})

test('what lies in the middle of two doubles, or a hair beside it, is rounded as Number rounds it', () => {
  const even = fc.integer({ min: 0, max: 2 ** 40 }).map((count) => 2n ** 53n + 2n * BigInt(count))
  fc.assert(
    fc.property(even, (double) => {
      const half = String(double + 1n)
      for (const text of [half, `${half}.0`, `${half}.00001`, `${double}.99999`]) {
        expect(read(text)).toBe(Number(text))
      }
    }),
    { numRuns: 2000 },
  )
})

test('blanks and quotes around a number are no part of it', () => {
  expect(read(' "1.5"\t')).toBe(1.5)
  expect(read('+2')).toBe(2)
  expect(read('.5')).toBe(0.5)
  expect(read('1e-3')).toBe(0.001)
})

test('what is no finite number is NaN', () => {
  for (const text of [
    ...['', ' ', '-', '.', '1.2.3', '1,5', 'abc', 'NaN', 'nan', 'Infinity', '-inf', '0x10'],
    ...['1e999', '--1', '1-', '1e', '9'.repeat(500), '٣'],
  ]) {
    expect(read(text)).toBeNaN()
  }
})

test('decimals are counted as printed, an exponent applied', () => {
  for (const [text, count] of [
    ['100', 0],
    ['100.50', 2],
    ['1e-8', 8],
    ['1.5e-3', 4],
    ['1.5e3', 0],
  ] as const) {
    expect(decimalsOf(text)).toBe(count)
  }
})
