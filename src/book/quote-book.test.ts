/** The book of a price series: exact prices, and one level a side. */
import { expect, test } from 'vitest'
import { BUY, Instrument, lots, NO_PRICE, SELL, SIDES, ticks } from '../core/index.ts'
import { draw } from './drawn-book.suite.ts'
import { QuoteBook } from './quote-book.ts'
import { ReferenceBook } from './reference-book.ts'

const instrument = new Instrument({ symbol: 'TEST', tick: '0.01', lot: '1', isContinuous: true })

test('exact prices come out as they went in, ticks rounded', () => {
  const book = new QuoteBook(instrument)
  book.setQuote(99.98765432101, 100.01234567899, lots(7))
  expect(book.bestPrice(BUY)).toBe(99.98765432101)
  expect(book.bestPrice(SELL)).toBe(100.01234567899)
  expect(book.midPrice).toBe((99.98765432101 + 100.01234567899) / 2)
  expect(draw(book)).toBe('7 | 10001 |\n| 9999 | 7')
  book.checkInvariants()
})

test('a quote leaves the same levels as in a book that keeps ticks', () => {
  for (const [bid, ask] of [
    [1, 2],
    [-0.001, 0],
    [5.005, 5.015],
    [Number.NaN, 3],
    [2, 1],
  ] as const) {
    const quotes = new QuoteBook(instrument)
    const twin = new ReferenceBook({ instrument })
    for (const book of [quotes, twin]) book.setQuote(bid, ask, lots(3))
    expect(draw(quotes)).toBe(draw(twin))
    expect(quotes.stateHash()).toBe(twin.stateHash())
    quotes.checkInvariants()
  }
})

for (const side of SIDES) {
  const where = side === BUY ? 'bid' : 'ask'

  test(`${where}: a new level takes the place of the old`, () => {
    const book = new QuoteBook(instrument)
    book.set(side, ticks(100), lots(5))
    book.set(side, ticks(90), lots(4))
    expect(book.best(side)).toBe(90)
    expect(book.bestSize(side)).toBe(4)
    expect(book.bestPrice(side)).toBe(0.9)
    expect(book.levelCount(side)).toBe(1)
    expect(book.totalLots(side)).toBe(4)
    expect(book.nextBehind(side, ticks(90))).toBe(NO_PRICE)
    expect(book.nextBehind(side, ticks(90 + side))).toBe(90)
    expect(book.nextBehind(side, ticks(90 - side))).toBe(NO_PRICE)
  })

  test(`${where}: zero lots remove the level at that price and no other`, () => {
    const book = new QuoteBook(instrument)
    book.set(side, ticks(100), lots(5))
    book.set(side, ticks(90), lots(0))
    expect(book.best(side)).toBe(100)
    book.set(side, ticks(100), lots(0))
    expect(book.best(side)).toBe(NO_PRICE)
    expect(book.bestPrice(side)).toBeNaN()
    book.checkInvariants()
  })
}
