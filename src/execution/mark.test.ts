/** What a position is valued at: a series by its own price, a market with a book by its mid. */
import { expect, test } from 'vitest'
import { fill } from '../book/drawn-book.suite.ts'
import { ReferenceBook } from '../book/index.ts'
import { Instrument } from '../core/index.ts'
import { Mark } from './mark.ts'

const instrument = new Instrument({ symbol: 'TEST', tick: '0.5', lot: '1' })
const markOf = (drawing: string) => new Mark(fill(new ReferenceBook({ instrument }), drawing))

test('a book is valued at its mid, in currency', () => {
  expect(markOf('1 | 103 | \n | 100 | 1').price).toBe(50.75)
})

test('without two sides there is no market', () => {
  for (const drawing of ['', '1 | 100 |', '| 100 | 1']) expect(markOf(drawing).price).toBeNaN()
})

test('the last price of a series goes before the mid of its quotes', () => {
  const mark = markOf('1 | 103 | \n | 100 | 1')
  mark.lastPrice = 50.9
  expect(mark.price).toBe(50.9)
})
