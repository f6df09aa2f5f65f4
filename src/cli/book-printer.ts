/** Books as lines of text: CSV, LOBSTER's own CSV, and JSON. The ladder is in `book-table.ts`. */
import type { OrderBook } from '../book/index.ts'
import { BUY, type Instrument, type Nanos, SELL, type Side, ticks } from '../core/index.ts'
import { LobsterScale } from '../market-data/index.ts'
import type { BookClock } from './book-clock.ts'

/** What is known of the moment a book is printed. */
export interface BookMoment {
  /** The feed's update id, or the number of the row. */
  readonly sequence: number
  readonly time: Nanos
}

export interface BookPrinter {
  /** Comes once, before the first book. */
  readonly header: string
  /** One book, with its line end. */
  print(book: OrderBook, moment: BookMoment): string
}

const LOBSTER_NO_PRICE = 9_999_999_999

/** The levels of a book, read into one array after the other without garbage. */
export class LevelReader {
  readonly depth: number
  /** Price in ticks and size in lots of each level, best first. */
  readonly pairs: Float64Array

  constructor(depth: number) {
    this.depth = depth
    this.pairs = new Float64Array(2 * depth)
  }

  /** Fills `pairs` and returns how many levels there are. */
  read(book: OrderBook, side: Side): number {
    return book.levelsInto(side, this.pairs, this.depth)
  }
}

/** A row of a LOBSTER orderbook file: ask price 1, ask size 1, bid price 1, bid size 1, and so on. */
export class LobsterRowPrinter implements BookPrinter {
  readonly header = ''
  readonly #bids: LevelReader
  readonly #asks: LevelReader
  readonly #scale: LobsterScale

  constructor(instrument: Instrument, depth: number) {
    this.#bids = new LevelReader(depth)
    this.#asks = new LevelReader(depth)
    this.#scale = new LobsterScale(instrument)
  }

  print(book: OrderBook): string {
    const bidCount = this.#bids.read(book, BUY)
    const askCount = this.#asks.read(book, SELL)
    let row = ''
    for (let level = 0; level < this.#bids.depth; level++) {
      row += level === 0 ? '' : ','
      row += this.#level(this.#asks, level, askCount, LOBSTER_NO_PRICE)
      row += ','
      row += this.#level(this.#bids, level, bidCount, -LOBSTER_NO_PRICE)
    }
    return `${row}\n`
  }

  #level({ pairs }: LevelReader, level: number, count: number, noPrice: number): string {
    if (level >= count) return `${noPrice},0`
    return `${this.#scale.price(pairs[2 * level]!)},${pairs[2 * level + 1]!}`
  }
}

/** Comma-separated values with a header; levels that do not exist are empty. */
export class CsvPrinter implements BookPrinter {
  readonly header: string
  readonly #instrument: Instrument
  readonly #clock: BookClock
  readonly #bids: LevelReader
  readonly #asks: LevelReader

  constructor(instrument: Instrument, depth: number, clock: BookClock) {
    this.#instrument = instrument
    this.#clock = clock
    this.#bids = new LevelReader(depth)
    this.#asks = new LevelReader(depth)
    const columns = ['sequence', 'time']
    for (let level = 1; level <= depth; level++) {
      columns.push(`ask_price_${level}`, `ask_size_${level}`)
      columns.push(`bid_price_${level}`, `bid_size_${level}`)
    }
    this.header = `${columns.join(',')}\n`
  }

  print(book: OrderBook, { sequence, time }: BookMoment): string {
    const bidCount = this.#bids.read(book, BUY)
    const askCount = this.#asks.read(book, SELL)
    let row = `${sequence},${this.#clock.print(time)}`
    for (let level = 0; level < this.#bids.depth; level++) {
      row += this.#level(book, SELL, this.#asks, level, askCount)
      row += this.#level(book, BUY, this.#bids, level, bidCount)
    }
    return `${row}\n`
  }

  #level(
    book: OrderBook,
    side: Side,
    { pairs }: LevelReader,
    level: number,
    count: number,
  ): string {
    if (level >= count) return ',,'
    const price = printedPrice(this.#instrument, book, side, pairs[2 * level]!, level)
    return `,${price},${this.#instrument.lot.format(pairs[2 * level + 1]!)}`
  }
}

/** One JSON object a line: `{"sequence":1,"time":"...","bids":[[price,size],...],"asks":[...]}`. */
export class JsonPrinter implements BookPrinter {
  readonly header = ''
  readonly #instrument: Instrument
  readonly #clock: BookClock
  readonly #levels: LevelReader

  constructor(instrument: Instrument, depth: number, clock: BookClock) {
    this.#instrument = instrument
    this.#clock = clock
    this.#levels = new LevelReader(depth)
  }

  print(book: OrderBook, { sequence, time }: BookMoment): string {
    const { symbol } = this.#instrument
    const [bids, asks] = [this.#side(book, BUY), this.#side(book, SELL)]
    return `${JSON.stringify({ symbol, sequence, time: this.#clock.print(time), bids, asks })}\n`
  }

  #side(book: OrderBook, side: Side): [price: number, size: number][] {
    const { pairs } = this.#levels
    const count = this.#levels.read(book, side)
    return Array.from({ length: count }, (_, level) => [
      Number(printedPrice(this.#instrument, book, side, pairs[2 * level]!, level)),
      this.#instrument.lot.value(pairs[2 * level + 1]!),
    ])
  }
}

/** A price as text. No grid holds those of a continuous series: its best price is printed exactly. */
export function printedPrice(
  instrument: Instrument,
  book: OrderBook,
  side: Side,
  priceTicks: number,
  level: number,
): string {
  if (instrument.isContinuous && level === 0) return String(book.bestPrice(side))
  return instrument.tick.format(ticks(priceTicks))
}
