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
  BUY,
  type EventView,
  InputError,
  type Instrument,
  type Lots,
  lots,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  SIDES,
  type Side,
  type Ticks,
  ticks,
} from '../core/index.ts'
import { type ByteSource, LobsterScale, lobsterBookRows } from '../market-data/index.ts'
import type { LobsterBookRow } from '../wire/index.ts'

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
  readonly #scale: LobsterScale
  readonly #rows: AsyncIterator<LobsterBookRow>
  readonly #visible: VisibleLevels
  readonly #pairs: Float64Array
  #row: LobsterBookRow | undefined
  #rowCount = 1
  #revealedCount = 0
  #equalCount = 0
  #firstDifference: number | undefined
  #lastRow: number | undefined

  private constructor(
    options: SeedBookOptions,
    rows: AsyncIterator<LobsterBookRow>,
    first: LobsterBookRow,
  ) {
    this.#options = options
    this.#scale = new LobsterScale(options.instrument)
    this.#rows = rows
    this.#row = first
    this.#visible = new VisibleLevels(options.book, first.levels)
    this.#pairs = new Float64Array(2 * first.levels)
  }

  /** @throws InputError when the file has no first row. */
  static async open(options: SeedBookOptions): Promise<SeedBook> {
    const rows = lobsterBookRows(options.source)[Symbol.asyncIterator]()
    const first = await rows.next()
    if (first.done !== true) return new SeedBook(options, rows, first.value)
    throw new InputError('the seed book has no rows', { file: options.source.name })
  }

  /** What the messages show of the book: as many levels as the file has. */
  get visible(): VisibleLevels {
    return this.#visible
  }

  /** Levels a side that the file shows. */
  get depth(): number {
    return this.#visible.depth
  }

  /** Levels that come into sight are taken from the rows, so that the book is complete. */
  get isRevealing(): boolean {
    return this.#options.reveals && this.#row !== undefined
  }

  /** Puts the book before the first message into the book. Call it before applying that message. */
  seed(message: EventView): void {
    const { book } = this.#options
    for (const side of SIDES) {
      for (let level = 0; level < this.depth; level++) {
        const price = this.#price(side, level)
        if (price !== undefined) book.set(side, price, this.#size(side, level))
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
    while (this.#row !== undefined && this.#rowCount < messageNumber) await this.#nextRow()
    this.#visible.forgetHidden()
    if (this.#row === undefined) return
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
    await this.#rows.return?.()
  }

  /** What a user should know, for messages 1 to `messages`. */
  notices(messages: number): string[] {
    const { source, reveals } = this.#options
    const compared = Math.min(messages, this.#lastRow ?? messages)
    const notices = [
      `${source.name}: ${count(this.#equalCount)} of ${count(compared)} rows equal our book` +
        (this.#firstDifference === undefined
          ? ''
          : `, row ${this.#firstDifference} is the first that does not`),
    ]
    if (reveals) {
      notices.push(
        `${count(this.#revealedCount)} levels came into sight at the bottom, which no message tells: ` +
          'taken from the seed book (--no-reveal shows what messages alone tell)',
      )
    } else {
      notices.push(
        'levels that came into sight at the bottom show what was added to them since, nothing else',
      )
    }
    if (this.#lastRow !== undefined) {
      notices.push(
        `${source.name} ends after row ${count(this.#lastRow)} of ${count(messages)}: ` +
          'later rows are neither revealed nor compared',
      )
    }
    return notices
  }

  async #nextRow(): Promise<void> {
    const next = await this.#rows.next()
    if (next.done === true) {
      this.#lastRow = this.#rowCount
      this.#row = undefined
    } else {
      this.#row = next.value
      this.#rowCount++
    }
  }

  #reveal(side: Side): void {
    const { book } = this.#options
    for (let level = book.levelCount(side); level < this.depth; level++) {
      const price = this.#price(side, level)
      if (price === undefined) return
      this.#revealedCount += Number(this.#visible.reveal(side, price, this.#size(side, level)))
    }
  }

  #isEqual(side: Side): boolean {
    const pairs = this.#pairs
    const levels = this.#options.book.levelsInto(side, pairs, this.depth)
    for (let level = 0; level < this.depth; level++) {
      const price = this.#price(side, level)
      if (price === undefined) return level === levels
      const isSame =
        level < levels &&
        pairs[2 * level] === price &&
        pairs[2 * level + 1] === this.#row!.size(side, level)
      if (!isSame) return false
    }
    return levels === this.depth
  }

  #price(side: Side, level: number): Ticks | undefined {
    const price = this.#row!.price(side, level)
    if (price === undefined) return undefined
    try {
      return ticks(this.#scale.ticks(price))
    } catch (error) {
      throw error instanceof InputError ? this.#placed(error.problem, error.remedy) : error
    }
  }

  #size(side: Side, level: number): Lots {
    const size = this.#row!.size(side, level)
    if (size >= 0 && size <= SHARES_MAX) return lots(size)
    throw this.#placed(`${size} shares at a ${side === BUY ? 'bid' : 'ask'} level`)
  }

  #placed(problem: string, remedy = ''): InputError {
    return new InputError(
      problem,
      { file: this.#options.source.name, line: this.#rowCount },
      remedy,
    )
  }
}

const count = (value: number): string => value.toLocaleString('en')
