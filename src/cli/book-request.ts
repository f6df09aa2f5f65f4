/** What `t2t book` is asked for, and the parts that a request needs: format, book, seed, printer. */
import { LadderBook, type OrderBook, OrderLevelBook, QuoteBook } from '../book/index.ts'
import { InputError, type Instrument } from '../core/index.ts'
import { detectFormat, type FeedFormat, fileSource } from '../io/index.ts'
import { type FeedInfo, readFirstLines } from '../market-data/index.ts'
import { BookClock } from './book-clock.ts'
import { type BookPrinter, CsvPrinter, JsonPrinter, LobsterRowPrinter } from './book-printer.ts'
import { SeedBook } from './book-seed.ts'
import { TablePrinter, type TableStyle } from './book-table.ts'

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

export async function formatOf({ files, format }: BookRequest): Promise<FeedFormat> {
  if (format !== 'auto') return format
  if (files[0] === undefined) throw new InputError('no file is named', { field: 'files' })
  return detectFormat(await readFirstLines(await fileSource(files[0])))
}

/** Formats that tell single orders. */
const ORDER_FORMATS: ReadonlySet<FeedFormat> = new Set(['databento', 'lobster', 'sse'])

export function bookFor(format: FeedFormat, instrument: Instrument): OrderBook {
  if (ORDER_FORMATS.has(format)) return new OrderLevelBook({ instrument })
  return format === 'ticks' ? new QuoteBook(instrument) : new LadderBook({ instrument })
}

export async function openSeed(
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

export function printerFor(
  { form, levels, tableStyle }: BookRequest,
  format: FeedFormat,
  instrument: Instrument,
  clock: BookClock,
  seedDepth: number | undefined,
): BookPrinter {
  const depth = levels ?? seedDepth ?? (format === 'ticks' ? 1 : LEVELS_DEFAULT)
  if (form === 'csv' && format === 'lobster') return new LobsterRowPrinter(instrument, depth)
  if (form === 'csv') return new CsvPrinter(instrument, depth, clock)
  if (form === 'json') return new JsonPrinter(instrument, depth, clock)
  return new TablePrinter(instrument, depth, clock, tableStyle)
}

export function clockFor(format: FeedFormat, { epochNanos, timeUnit }: FeedInfo): BookClock {
  // LOBSTER counts seconds on the exchange's clock, and does not say where that stands.
  const isLobster = format === 'lobster'
  return new BookClock({
    epochNanos,
    unit: isLobster ? 's' : timeUnit,
    zone: isLobster ? '' : 'Z',
  })
}
