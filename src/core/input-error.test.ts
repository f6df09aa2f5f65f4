import { expect, test } from 'vitest'
import { InputError, type InputPlace } from './input-error.ts'

const MESSAGES: readonly [InputPlace, string, string][] = [
  [{}, '', 'no header'],
  [{ file: 'day.csv' }, '', 'day.csv: no header'],
  [{ file: 'day.csv', line: 3 }, '', 'day.csv, line 3: no header'],
  [{ file: 'day.csv', line: 3, column: 9 }, '', 'day.csv, line 3:9: no header'],
  [{ byte: 0 }, '', 'byte 0: no header'],
  [{ line: 2, field: 'price' }, '', 'line 2, price: no header'],
  [{ column: 4 }, '', 'no header'],
  [{ file: 'day.csv' }, 'Add one.', 'day.csv: no header\n  Add one.'],
]

for (const [place, remedy, message] of MESSAGES) {
  test(`an error at ${JSON.stringify(place)} reads: ${JSON.stringify(message)}`, () => {
    const error = new InputError('no header', place, remedy)
    expect(error.message).toBe(message)
    expect(error.name).toBe('InputError')
    expect([error.problem, error.place, error.remedy]).toEqual(['no header', place, remedy])
  })
}

test('an outer layer names the file, and keeps the rest', () => {
  const inner = new InputError('bad price', { line: 7, field: 'price' }, 'Write a number.')
  const outer = inner.within('day.csv')
  expect(outer.message).toBe('day.csv, line 7, price: bad price\n  Write a number.')
  expect(outer).toBeInstanceOf(InputError)
})

test('a file once named is not renamed', () => {
  const inner = new InputError('bad price', { file: 'inner.csv' })
  expect(inner.within('outer.csv')).toBe(inner)
})
