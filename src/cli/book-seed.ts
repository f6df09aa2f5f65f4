/**
 * A LOBSTER orderbook file beside its messages: where the book starts, what comes into sight, and
 * whether our book agrees.
 *
 * Row k is the book after message k. The first row seeds the book; since message 1 is in it already,
 * it is undone there and then applied like any other, so that its order is known by its id. From
 * then on messages alone make the book, with one exception: a level that newly becomes visible at
 * the bottom is told by no message, and is taken from the row (unless that is not wanted). After
 * each message the whole row is compared.
 */
import { type OrderBook, VisibleLevels } from '../book/index.ts'
import {
  type EventView,
  InputError,
  type Instrument,
  lots,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  SIDES,
  type Side,
  ticks,
} from '../core/index.ts'
import { type ByteSource, LobsterRows } from '../market-data/index.ts'

const SHARES_MAX = 0x7fff_ffff

export interface SeedBookOptions {
  readonly source: ByteSource
  readonly instrument: Instrument
  readonly book: OrderBook
  /** Take levels that become visible from the rows. */
  readonly reveals: boolean
}

export class SeedBook {
  readonly #options: SeedBookOptions
  readonly #rows: LobsterRows
  readonly #visible: VisibleLevels
  readonly #pairs: Float64Array
  #isOver = false
  #revealedCount = 0
  #equalCount = 0
  #firstDifference: number | undefined

  private constructor(options: SeedBookOptions, rows: LobsterRows) {
    this.#options = options
    this.#rows = rows
    this.#visible = new VisibleLevels(options.book, rows.depth)
    this.#pairs = new Float64Array(2 * rows.depth)
  }

  /** @throws InputError when the file has no first row. */
  static async open(options: SeedBookOptions): Promise<SeedBook> {
    const rows = new LobsterRows(options.instrument, options.source)
    if (await rows.advance()) return new SeedBook(options, rows)
    throw new InputError('the seed book has no rows', { file: options.source.name })
  }

  /** Levels a side that the file shows. */
  get depth(): number {
    return this.#visible.depth
  }

  /** Puts the book before the first message into the book. Call it before applying that message. */
  seed(message: EventView): void {
    const { book } = this.#options
    for (const side of SIDES) {
      const { count, prices, sizes } = this.#rows.levels(side)
      for (let level = 0; level < count; level++) {
        book.set(side, ticks(prices[level]!), lots(sizes[level]!))
      }
    }
    const { kind, side, price, size } = message
    const isRemoval = kind === ORDER_REDUCE || kind === ORDER_DELETE || kind === ORDER_EXECUTE
    if (!isRemoval && kind !== ORDER_ADD) return
    const before = book.sizeAt(side, price) + (isRemoval ? size : -size)
    book.set(side, price, lots(Math.max(0, Math.min(SHARES_MAX, before))))
  }

  /** The book has applied a message: forgets, reveals, compares with its row. */
  async follow(messageNumber: number): Promise<void> {
    const rows = this.#rows
    while (!this.#isOver && rows.row < messageNumber) {
      if (!rows.next()) this.#isOver = !(await rows.advance())
    }
    this.#visible.forgetHidden()
    if (this.#isOver) return
    let isEqual = true
    for (const side of SIDES) {
      if (this.#options.reveals) this.#reveal(side)
      isEqual = this.#isEqual(side) && isEqual
    }
    if (isEqual) this.#equalCount++
    else this.#firstDifference ??= messageNumber
  }

  /** Ends the reading, also before the end of the file. */
  async close(): Promise<void> {
    await this.#rows.close()
  }

  /** What a user should know, for messages 1 to `messages`. */
  notices(messages: number): string[] {
    const { source, reveals } = this.#options
    const lastRow = this.#isOver ? this.#rows.row : undefined
    const compared = Math.min(messages, lastRow ?? messages)
    const notices = [
      `${source.name}: ${count(this.#equalCount)} of ${count(compared)} rows equal our book` +
        (this.#firstDifference === undefined
          ? ''
          : `, row ${this.#firstDifference} is the first that does not`),
    ]
    if (reveals) {
      notices.push(
        `${count(this.#revealedCount)} ${this.#revealedCount === 1 ? 'level' : 'levels'} came into sight at the bottom, which no message tells: ` +
          'taken from the seed book (--no-reveal shows what messages alone tell)',
      )
    } else {
      notices.push(
        'levels that came into sight at the bottom show what was added to them since, nothing else',
      )
    }
    if (lastRow !== undefined) {
      notices.push(
        `${source.name} ends after row ${count(lastRow)} of ${count(messages)}: ` +
          'later rows are neither revealed nor compared',
      )
    }
    return notices
  }

  #reveal(side: Side): void {
    const { count, prices, sizes } = this.#rows.levels(side)
    for (let level = this.#options.book.levelCount(side); level < count; level++) {
      const [price, size] = [ticks(prices[level]!), lots(sizes[level]!)]
      this.#revealedCount += Number(this.#visible.reveal(side, price, size))
    }
  }

  #isEqual(side: Side): boolean {
    const pairs = this.#pairs
    const { count, prices, sizes } = this.#rows.levels(side)
    if (this.#options.book.levelsInto(side, pairs, this.depth) !== count) return false
    for (let level = 0; level < count; level++) {
      if (pairs[2 * level] !== prices[level] || pairs[2 * level + 1] !== sizes[level]) return false
    }
    return true
  }
}

const count = (value: number): string => value.toLocaleString('en')
