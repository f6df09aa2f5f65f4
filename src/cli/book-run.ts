/** Reads a file of market data and prints its books: the work of `t2t book`. */
import { type OrderAnomalies, type OrderBook, OrderQueues } from '../book/index.ts'
import {
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EventTape,
  EventView,
  FLAG_LAST,
  InputError,
  type Nanos,
  NEVER,
  nanos,
  ORDER_ADD,
  ORDER_REPLACE,
  TICK,
} from '../core/index.ts'
import { openFeed } from '../io/index.ts'
import { type Feed, MESSAGES_ALONE } from '../market-data/index.ts'
import type { BookClock } from './book-clock.ts'
import type { BookPrinter } from './book-printer.ts'
import {
  type BookRequest,
  bookFor,
  clockFor,
  formatOf,
  openSeed,
  printerFor,
} from './book-request.ts'
import type { SeedBook } from './book-seed.ts'
import type { TextOutput } from './text-output.ts'

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

interface BookParts {
  readonly feed: Feed
  readonly book: OrderBook
  readonly printer: BookPrinter
  readonly seed: SeedBook | undefined
  readonly clock: BookClock
  /** Later events are not read. */
  readonly until: Nanos
}

class BookRun {
  readonly #request: BookRequest
  readonly #output: TextOutput
  readonly #feed: Feed
  readonly #book: OrderBook
  readonly #printer: BookPrinter
  readonly #seed: SeedBook | undefined
  readonly #clock: BookClock
  readonly #until: Nanos
  readonly #event = new EventView(new EventTape(1))
  #text: string
  #hasBegun = false
  #messages = 0
  #printed = 0
  /** Records of the message so far changed the book. */
  #isChanged = false
  /** Messages that concern the book. */
  #books = 0
  #sequence = 0
  #time = nanos(0)
  /** Of any event that was read, the one behind `until` included. */
  #latest = Number.NEGATIVE_INFINITY

  private constructor(request: BookRequest, output: TextOutput, parts: BookParts) {
    this.#request = request
    this.#output = output
    this.#feed = parts.feed
    this.#book = parts.book
    this.#printer = parts.printer
    this.#seed = parts.seed
    this.#clock = parts.clock
    this.#until = parts.until
    this.#text = parts.printer.header
  }

  static async open(request: BookRequest, output: TextOutput): Promise<BookRun> {
    const format = await formatOf(request)
    const { files, symbol, tick, lot, seedBook } = request
    // A seed book is compared with what messages make, so they must come alone.
    const alone = seedBook === undefined ? {} : { book: false as const }
    const feed = await openFeed({ files, format, symbol, tick, lot, ...alone })
    const instrument = feed.info.instruments[0]!
    const clock = clockFor(format, feed.info)
    const until = request.at === undefined ? NEVER : clock.parse(request.at)
    const book = bookFor(format, instrument)
    const seed = await openSeed(request, format, instrument, book)
    const printer = printerFor(request, format, instrument, clock, seed?.depth)
    return new BookRun(request, output, { feed, book, printer, seed, clock, until })
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
      if (kind === MESSAGES_ALONE) continue
      notices.push(
        `${kind}: ${count === 1 ? 'once' : `${counted(count)} times, first`} at ${first}`,
      )
    }
    if (this.#book instanceof OrderQueues) notices.push(...anomalyNotices(this.#book.anomalies))
    if (this.#feed.notices.has(MESSAGES_ALONE) && this.#seed === undefined) {
      notices.push(`${MESSAGES_ALONE}; --seed-book names one, and starts the book from its rows`)
    }
    if (this.#latest < this.#until && this.#until !== NEVER) {
      const last = this.#clock.print(nanos(this.#latest))
      notices.push(
        `--at ${this.#request.at} is after the last event, at ${last}: this is the last book`,
      )
    }
    if (this.#printed === 0) {
      const { every = 1 } = this.#request
      notices.push(
        `nothing printed: ${counted(this.#books)} messages, one book every ${counted(every)}`,
      )
    }
    return notices
  }

  /** Answers false when nothing more is to be read. */
  async #readBatch(batch: EventTape): Promise<boolean> {
    const book = this.#book
    const { every } = this.#request
    const countsAll = this.#feed.info.showsSomeLevels === true
    for (let i = 0; i < batch.length; i++) {
      const event = this.#event.at(i, batch)
      const isChange = changesBook(event.kind)
      this.#latest = Math.max(this.#latest, event.exchangeTime)
      if ((isChange || countsAll) && event.exchangeTime > this.#until) return false
      if (!this.#hasBegun) this.#seed?.seed(event)
      this.#hasBegun = true
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
    this.#printed++
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
    const first = this.#clock.print(nanos(this.#latest))
    return new InputError(
      `there is no book at ${at}: the data begin later`,
      { ...place, field: '--at' },
      `Ask for a time from ${first} on.`,
    )
  }
}

const changesBook = (kind: number): boolean =>
  kind === DEPTH_LEVEL ||
  kind === DEPTH_CLEAR ||
  kind === TICK ||
  (kind >= ORDER_ADD && kind <= ORDER_REPLACE)

function anomalyNotices(anomalies: OrderAnomalies): string[] {
  const { unknownReduces, unknownDeletes, unknownExecutes, unknownReplaces } = anomalies
  const unknown = unknownReduces + unknownDeletes + unknownExecutes + unknownReplaces
  const kinds: [number, string][] = [
    [
      unknown,
      'messages of orders from before the file, or that were out of sight: their level changes',
    ],
    [anomalies.duplicateIds, 'orders under the id of one that exists: the older one was dropped'],
    [anomalies.overReductions, 'times more was taken than was known to be there'],
    [anomalies.impossible, 'messages with a size, price or id that no order has: ignored'],
  ]
  return kinds.filter(([times]) => times > 0).map(([times, what]) => `${counted(times)} ${what}`)
}

const counted = (count: number): string => count.toLocaleString('en')
