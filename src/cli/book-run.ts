/** Reads a file of market data and prints its books: the work of `t2t book`. */
import {
  LadderBook,
  type OrderAnomalies,
  type OrderBook,
  OrderLevelBook,
  OrderQueues,
  QuoteBook,
} from '../book/index.ts'
import {
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EventTape,
  EventView,
  FLAG_LAST,
  InputError,
  type Instrument,
  type Nanos,
  NEVER,
  nanos,
  ORDER_ADD,
  ORDER_REPLACE,
  TICK,
} from '../core/index.ts'
import { detectFormat, type FeedFormat, fileSource, openFeed } from '../io/index.ts'
import { type Feed, readFirstLines } from '../market-data/index.ts'
import { type BookPrinter, CsvPrinter, JsonPrinter, LobsterRowPrinter } from './book-printer.ts'
import { SeedBook } from './book-seed.ts'
import { TablePrinter, type TableStyle } from './book-table.ts'
import { parseTime, TimePrinter } from './book-time.ts'
import type { TextOutput } from './text-output.ts'

export type BookForm = 'csv' | 'json' | 'table'

export interface BookRequest {
  readonly files: readonly string[]
  readonly format: FeedFormat | 'auto'
  readonly form: BookForm
  readonly tableStyle: TableStyle
  readonly symbol?: string | undefined
  readonly tick?: string | undefined
  readonly lot?: string | undefined
  /** Levels a side to print. */
  readonly levels?: number | undefined
  /** Print after every so many messages that concern the book. */
  readonly every?: number | undefined
  /** Print the book as it stood at this time. */
  readonly at?: string | undefined
  /** A LOBSTER orderbook file. */
  readonly seedBook?: string | undefined
  readonly reveals: boolean
}

const LEVELS_DEFAULT = 10
/** Characters that are collected before they are written. */
const WRITE_CHARACTERS = 64 * 1024

/**
 * Prints what was asked for and returns what a user should know besides.
 * @throws InputError for files, options and data that do not fit. What was read until then is printed.
 */
export async function printBooks(request: BookRequest, output: TextOutput): Promise<string[]> {
  const run = await BookRun.open(request, output)
  try {
    await run.read()
    return run.notices()
  } finally {
    await run.close()
  }
}

class BookRun {
  readonly #request: BookRequest
  readonly #output: TextOutput
  readonly #feed: Feed
  readonly #book: OrderBook
  readonly #printer: BookPrinter
  readonly #seed: SeedBook | undefined
  readonly #until: Nanos
  readonly #event = new EventView(new EventTape(1))
  #text: string
  #messages = 0
  /** Records of the message so far changed the book. */
  #isChanged = false
  /** Messages that concern the book. */
  #books = 0
  #sequence = 0
  #time = nanos(0)

  private constructor(
    request: BookRequest,
    output: TextOutput,
    parts: { feed: Feed; book: OrderBook; printer: BookPrinter; seed: SeedBook | undefined },
  ) {
    this.#request = request
    this.#output = output
    this.#feed = parts.feed
    this.#book = parts.book
    this.#printer = parts.printer
    this.#seed = parts.seed
    this.#until =
      request.at === undefined ? NEVER : parseTime(request.at, parts.feed.info.epochNanos)
    this.#text = parts.printer.header
  }

  static async open(request: BookRequest, output: TextOutput): Promise<BookRun> {
    const format = await formatOf(request)
    const { files, symbol, tick, lot } = request
    const feed = await openFeed({ files, format, symbol, tick, lot })
    const instrument = feed.info.instruments[0]!
    const book = bookFor(format, instrument)
    const seed = await openSeed(request, format, instrument, book)
    const printer = printerFor(request, format, feed, seed?.depth)
    return new BookRun(request, output, { feed, book, printer, seed })
  }

  async read(): Promise<void> {
    try {
      for await (const batch of this.#feed.open()) {
        if (!(await this.#readBatch(batch))) break
      }
    } catch (error) {
      // What was read before the damage is good.
      await this.#write()
      throw error
    }
    if (this.#books === 0) throw this.#nothingToShow()
    if (this.#request.every === undefined) this.#print()
    await this.#write()
  }

  async close(): Promise<void> {
    await this.#seed?.close()
  }

  notices(): string[] {
    const notices = this.#seed?.notices(this.#messages) ?? []
    for (const [kind, { count, first }] of this.#feed.notices) {
      notices.push(`${kind}: ${count.toLocaleString('en')} times, first at ${first}`)
    }
    const isUnseeded = this.#seed === undefined && this.#book instanceof OrderQueues
    if (this.#book instanceof OrderQueues) notices.push(...anomalyNotices(this.#book.anomalies))
    if (isUnseeded)
      notices.push('the book starts empty; --seed-book gives it a first row to start from')
    return notices
  }

  /** Answers false when nothing more is to be read. */
  async #readBatch(batch: EventTape): Promise<boolean> {
    const book = this.#book
    const { every } = this.#request
    const countsAll = this.#feed.info.isOrderLevel
    for (let i = 0; i < batch.length; i++) {
      const event = this.#event.at(i, batch)
      const isChange = changesBook(event.kind)
      if (isChange && event.exchangeTime > this.#until) return false
      if (
        this.#seed !== undefined &&
        event.sequence === 1 &&
        this.#messages === 0 &&
        !this.#isChanged
      ) {
        this.#seed.seed(event)
      }
      book.apply(batch, i)
      this.#isChanged ||= isChange
      if ((event.flags & FLAG_LAST) === 0) continue
      this.#messages++
      const concernsBook = this.#isChanged || countsAll
      this.#isChanged = false
      if (this.#seed !== undefined) await this.#seed.follow(this.#messages)
      if (!concernsBook) continue
      this.#books++
      // The flyweight may have moved on while the seed book was read.
      const { sequence, exchangeTime } = event.at(i, batch)
      this.#sequence = sequence
      this.#time = exchangeTime
      if (every === undefined || this.#books % every !== 0) continue
      this.#print()
      if (this.#text.length >= WRITE_CHARACTERS && !(await this.#write())) return false
    }
    return true
  }

  #print(): void {
    this.#text += this.#printer.print(this.#book, { sequence: this.#sequence, time: this.#time })
  }

  async #write(): Promise<boolean> {
    const text = this.#text
    this.#text = ''
    return text === '' || this.#output.write(text)
  }

  #nothingToShow(): InputError {
    const { at, files } = this.#request
    const place = { file: files[0]! }
    if (at === undefined) return new InputError('nothing in the file changes a book', place)
    return new InputError(`there is no book at ${at}: the data begin later`, {
      ...place,
      field: '--at',
    })
  }
}

const changesBook = (kind: number): boolean =>
  kind === DEPTH_LEVEL ||
  kind === DEPTH_CLEAR ||
  kind === TICK ||
  (kind >= ORDER_ADD && kind <= ORDER_REPLACE)

async function formatOf({ files, format }: BookRequest): Promise<FeedFormat> {
  if (format !== 'auto') return format
  if (files[0] === undefined) throw new InputError('no file is named', { field: 'files' })
  return detectFormat(await readFirstLines(await fileSource(files[0])))
}

function bookFor(format: FeedFormat, instrument: Instrument): OrderBook {
  if (format === 'lobster') return new OrderLevelBook({ instrument })
  return format === 'ticks' ? new QuoteBook(instrument) : new LadderBook({ instrument })
}

async function openSeed(
  { seedBook, reveals, levels }: BookRequest,
  format: FeedFormat,
  instrument: Instrument,
  book: OrderBook,
): Promise<SeedBook | undefined> {
  if (seedBook === undefined) return undefined
  if (format !== 'lobster') {
    throw new InputError(
      `only LOBSTER messages have a book file beside them, these are ${format}`,
      { field: '--seed-book' },
      'Leave the option out.',
    )
  }
  const seed = await SeedBook.open({
    source: await fileSource(seedBook),
    instrument,
    book,
    reveals,
  })
  if ((levels ?? 1) <= seed.depth) return seed
  await seed.close()
  throw new InputError(
    `${levels} levels are asked for, ${seedBook} shows ${seed.depth}`,
    { field: '--levels' },
    `Ask for ${seed.depth} at most: nothing tells of levels behind.`,
  )
}

function printerFor(
  { form, levels, tableStyle }: BookRequest,
  format: FeedFormat,
  feed: Feed,
  seedDepth: number | undefined,
): BookPrinter {
  const instrument = feed.info.instruments[0]!
  const depth = levels ?? seedDepth ?? (format === 'ticks' ? 1 : LEVELS_DEFAULT)
  if (form === 'csv' && format === 'lobster') return new LobsterRowPrinter(instrument, depth)
  // LOBSTER's clock is the exchange's, and the file does not say where that stands.
  const times = new TimePrinter(feed.info.epochNanos, format === 'lobster' ? '' : 'Z')
  if (form === 'csv') return new CsvPrinter(instrument, depth, times)
  if (form === 'json') return new JsonPrinter(instrument, depth, times)
  return new TablePrinter(instrument, depth, times, tableStyle)
}

function anomalyNotices(anomalies: OrderAnomalies): string[] {
  const { unknownReduces, unknownDeletes, unknownExecutes, unknownReplaces } = anomalies
  const unknown = unknownReduces + unknownDeletes + unknownExecutes + unknownReplaces
  const kinds: [number, string][] = [
    [unknown, 'messages of orders from before the file or out of sight: taken from their level'],
    [anomalies.duplicateIds, 'orders under the id of one that exists: the older one was dropped'],
    [anomalies.overReductions, 'times more was taken than was known to be there'],
    [anomalies.impossible, 'messages with a size, price or id that no order has: ignored'],
  ]
  return kinds
    .filter(([times]) => times > 0)
    .map(([times, what]) => `${times.toLocaleString('en')} ${what}`)
}
