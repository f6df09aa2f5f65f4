/**
 * A book as a ladder for the terminal: asks above, bids below, bars as long as the sizes.
 *
 * ```
 *  TEST  09:30:00  sequence 7
 *
 *   10.2     7  ████████████████
 *   10.1     3  ██████▉
 *  ───────────  spread 0.1 (1 tick)  mid 10.05  ──────
 *   10.0     5  ███████████▍
 * ```
 */
import type { OrderBook } from '../book/index.ts'
import { BUY, type Instrument, SELL, type Side } from '../core/index.ts'
import type { BookClock } from './book-clock.ts'
import { type BookMoment, type BookPrinter, LevelReader, printedPrice } from './book-printer.ts'
import type { Terminal } from './terminal.ts'

/** What the place of the output can show. */
export type TableStyle = Pick<Terminal, 'columns' | 'dim' | 'green' | 'red'>

/** For files and tests. */
export const PLAIN_STYLE: TableStyle = {
  columns: 80,
  dim: (text) => text,
  green: (text) => text,
  red: (text) => text,
}

interface Row {
  readonly side: Side
  readonly price: string
  readonly size: string
  readonly sizeLots: number
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉']
const BAR_COLUMNS_MAX = 40
const BAR_COLUMNS_MIN = 4

export class TablePrinter implements BookPrinter {
  readonly header = ''
  readonly #instrument: Instrument
  readonly #levels: LevelReader
  readonly #clock: BookClock
  readonly #style: TableStyle

  constructor(instrument: Instrument, depth: number, clock: BookClock, style: TableStyle) {
    this.#instrument = instrument
    this.#levels = new LevelReader(depth)
    this.#clock = clock
    this.#style = style
  }

  print(book: OrderBook, { sequence, time }: BookMoment): string {
    const { dim, green, red } = this.#style
    const asks = this.#rows(book, SELL).reverse()
    const bids = this.#rows(book, BUY)
    const rows = [...asks, ...bids]
    const priceColumns = Math.max(0, ...rows.map(({ price }) => price.length))
    const sizeColumns = Math.max(0, ...rows.map(({ size }) => size.length))
    const lotsMax = Math.max(1, ...rows.map(({ sizeLots }) => sizeLots))
    const room = this.#style.columns - priceColumns - sizeColumns - 6
    const barColumns = Math.max(BAR_COLUMNS_MIN, Math.min(BAR_COLUMNS_MAX, room))
    const line = ({ side, price, size, sizeLots }: Row): string => {
      const text = `${price.padStart(priceColumns)}  ${size.padStart(sizeColumns)}`
      const drawn = bar((sizeLots / lotsMax) * barColumns)
      return `  ${text}  ${side === BUY ? green(drawn) : red(drawn)}`.trimEnd()
    }
    const when = `${this.#clock.print(time)}  ${dim(`sequence ${sequence}`)}`
    return [
      ` ${this.#instrument.symbol}  ${when}`,
      '',
      ...asks.map(line),
      ` ${dim(touchLine(book, this.#instrument))}`,
      ...bids.map(line),
      '',
      ` ${dim(countLine(book))}`,
      '',
      '',
    ].join('\n')
  }

  #rows(book: OrderBook, side: Side): Row[] {
    const { pairs } = this.#levels
    return Array.from({ length: this.#levels.read(book, side) }, (_, level) => ({
      side,
      price: printedPrice(this.#instrument, book, side, pairs[2 * level]!, level),
      size: this.#instrument.lot.format(pairs[2 * level + 1]!),
      sizeLots: pairs[2 * level + 1]!,
    }))
  }
}

/** A bar of so many columns, to an eighth of one; something is always seen of a size above zero. */
function bar(columns: number): string {
  const eighths = Math.max(1, Math.round(columns * 8))
  return '█'.repeat(eighths >> 3) + EIGHTHS[eighths & 7]!
}

function touchLine(book: OrderBook, instrument: Instrument): string {
  if (!book.isTwoSided) {
    const missing =
      book.levelCount(BUY) > 0 ? 'asks' : book.levelCount(SELL) > 0 ? 'bids' : 'levels'
    return `── no ${missing} ──`
  }
  const { decimals } = instrument.tick
  const spread = book.bestPrice(SELL) - book.bestPrice(BUY)
  const width = `${Math.abs(spread).toFixed(decimals)} (${counted(Math.abs(book.spreadTicks), 'tick')})`
  const state = book.isCrossed ? 'CROSSED by' : book.isLocked ? 'LOCKED, spread' : 'spread'
  const mid = book.midPrice.toFixed(decimals + 1)
  return `── ${state} ${width}, mid ${mid} ──`
}

const countLine = (book: OrderBook): string =>
  `${counted(book.levelCount(SELL), 'ask level')}, ${counted(book.levelCount(BUY), 'bid level')}`

const counted = (count: number, thing: string): string =>
  `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`
