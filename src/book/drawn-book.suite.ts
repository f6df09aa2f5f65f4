/**
 * Books as pictures, so that a test reads like a book: lots offered, price, lots bid.
 *
 * ```
 *    5 | 101 |
 *      | 100 | 3
 * ```
 */
import { BUY, type Lots, lots, NO_PRICE, SELL, SIDES, type Side, ticks } from '../core/index.ts'
import type { OrderBook } from './book.ts'

const LINE = /^(?<offered>\d*) *\| *(?<price>-?\d+) *\| *(?<bid>\d*)$/

/** Calls `level` for each level of a drawing, from the highest price to the lowest. */
export function eachDrawn(
  drawing: string,
  level: (side: Side, price: number, size: Lots) => void,
): void {
  for (const line of linesOf(drawing)) {
    const { offered = '', price = '', bid = '' } = LINE.exec(line)?.groups ?? {}
    if (price === '') throw new Error(`not a drawn level: ${line}`)
    if (offered !== '') level(SELL, Number(price), lots(Number(offered)))
    if (bid !== '') level(BUY, Number(price), lots(Number(bid)))
  }
}

/** Puts the levels of a drawing into a book, and returns it. */
export function fill<Book extends OrderBook>(book: Book, drawing: string): Book {
  eachDrawn(drawing, (side, price, size) => book.set(side, ticks(price), size))
  return book
}

/** Draws a book in the one way that `drawn` also writes. */
export function draw(book: OrderBook): string {
  const sizes = new Map<number, { offered: string; bid: string }>()
  for (const side of SIDES) {
    for (let at = book.best(side); at !== NO_PRICE; at = book.nextBehind(side, at)) {
      const size = String(book.sizeAt(side, at))
      const { offered = '', bid = '' } = sizes.get(at) ?? {}
      sizes.set(at, side === BUY ? { offered, bid: size } : { offered: size, bid })
    }
  }
  return [...sizes]
    .sort(([a], [b]) => b - a)
    .map(([price, { offered, bid }]) => `${offered} | ${price} | ${bid}`.trim())
    .join('\n')
}

/** A hand-made drawing without its indentation and alignment, to compare with `draw`. */
export function drawn(drawing: string): string {
  return linesOf(drawing)
    .map((line) => {
      const { offered = '', price = '', bid = '' } = LINE.exec(line)?.groups ?? {}
      return `${offered} | ${price} | ${bid}`.trim()
    })
    .join('\n')
}

const linesOf = (drawing: string): string[] =>
  drawing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
