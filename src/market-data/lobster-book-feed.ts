/**
 * LOBSTER messages with the orderbook file beside them: a feed whose book is whole wherever the file
 * shows it.
 *
 * Row k is the book after message k. The first row, less its own message, comes as a snapshot of
 * levels: nobody knows the orders in them. From then on each message is followed by the levels that it
 * does not explain, so that whoever applies all records has the levels of the row, and no others, at
 * the end of every message:
 *
 * ```
 *   message          records
 *   deletion         ORDER_DELETE, DEPTH_LEVEL of what comes into sight at the bottom
 *   new order        ORDER_ADD, DEPTH_LEVEL of 0, unseen: the last level is pushed out of sight
 *   execution        ORDER_EXECUTE, DEPTH_LEVEL of what comes into sight, TRADE
 * ```
 *
 * A row that its message does not explain is believed and counted. Where such rows are many the files
 * do not belong together, and the reading stops.
 */
import {
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  F_SEQUENCE,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  FLAG_UNSEEN,
  flagsOf,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  InputError,
  kindOf,
  packMeta,
  SIDES,
  sideOf,
  TRADE,
} from '../core/index.ts'
import type { ByteSource } from './byte-source.ts'
import { LobsterRows } from './lobster-rows.ts'
import { LobsterStep } from './lobster-step.ts'
import type { Feed, FeedInfo, FeedNotice } from './market-data.ts'
import { NoticeBoard } from './notice-board.ts'
import { totalBytes } from './total-bytes.ts'

/** What a row that does not follow adds to the doubt; one that follows takes 1 away. */
const DOUBT_OF_A_ROW = 10
/** Doubt at which the files do not belong together: thirty such rows running, or every fifth of many. */
const DOUBT_MAX = 300
const LAST_IN_META = packMeta(0, 0, FLAG_LAST)
const REMEDY =
  'Give the orderbook file of the same day and number of levels, or none (book: false) to read ' +
  'the messages alone.'

export interface LobsterBookFeedOptions {
  /** The messages, each with its records in one batch, and nothing added to them. */
  readonly messages: Feed
  readonly book: ByteSource
}

export class LobsterBookFeed implements Feed {
  readonly info: FeedInfo
  readonly #messages: Feed
  readonly #book: ByteSource
  readonly #notices = new NoticeBoard()

  constructor({ messages, book }: LobsterBookFeedOptions) {
    const { sizeBytes, ...info } = messages.info
    const sizes = sizeBytes === undefined ? {} : totalBytes([{ sizeBytes }, book])
    this.info = { ...info, name: `${info.name}, ${book.name}`, ...sizes }
    this.#messages = messages
    this.#book = book
  }

  get bytesRead(): number {
    return this.#messages.bytesRead + this.#book.bytesRead
  }

  get notices(): ReadonlyMap<string, FeedNotice> {
    return new Map([...this.#messages.notices, ...this.#notices.all])
  }

  async *open(): AsyncIterable<EventTape> {
    this.#notices.clear()
    const rows = new LobsterRows(this.info.instruments[0]!, this.#book)
    const records = new BookedRecords(rows, this.#notices)
    try {
      for await (const batch of this.#messages.open()) yield* booked(batch, rows, records)
      await records.finish()
    } finally {
      await rows.close()
    }
  }
}

/** When a row is wrong, the messages before it are delivered first. */
async function* booked(
  batch: EventTape,
  rows: LobsterRows,
  records: BookedRecords,
): AsyncIterable<EventTape> {
  let failure: unknown
  records.tape.clear()
  try {
    let start = 0
    for (let index = 0; index < batch.length; index++) {
      if ((flagsOf(batch.i32[index * EVENT_I32 + I_META]!) & FLAG_LAST) === 0) continue
      const isHere = rows.next() || (await rows.advance())
      if (!isHere) throw records.noRow()
      records.append(batch, start, index + 1)
      start = index + 1
    }
  } catch (error) {
    failure = error
  }
  if (records.tape.length > 0) yield records.tape
  if (failure !== undefined) throw failure
}

/** The records of messages and, among them, what the rows tell besides. */
class BookedRecords {
  readonly tape = new EventTape(16_384)
  readonly #rows: LobsterRows
  readonly #notices: NoticeBoard
  #step: LobsterStep | undefined
  #messages = 0
  #wrongRows = 0
  #doubt = 0

  constructor(rows: LobsterRows, notices: NoticeBoard) {
    this.#rows = rows
    this.#notices = notices
  }

  /** A message, records `start` to `end` of a batch, and the row after it, which is the current. */
  append(batch: EventTape, start: number, end: number): void {
    this.#messages++
    this.#step ??= this.#seed(batch, start)
    const step = this.#step
    for (let index = start; index < end; index++) {
      const i = index * EVENT_I32
      const { i32 } = batch
      const meta = i32[i + I_META]!
      step.apply(kindOf(meta), sideOf(meta), i32[i + I_PRICE]!, i32[i + I_SIZE]!)
    }
    this.#judge(step.settle(this.#rows))
    const lastKind = kindOf(batch.i32[(end - 1) * EVENT_I32 + I_META]!)
    // A trade comes after the levels, so that what it sets off meets a book that is whole.
    const tail = lastKind === TRADE || lastKind === HALT ? end - 1 : end
    this.tape.appendFrom(batch, start, tail - start)
    this.#tellChanges(step, batch, end - 1, tail === end)
    this.tape.appendFrom(batch, tail, end - tail)
  }

  /** After the last message. @throws InputError when most rows belong to other messages. */
  async finish(): Promise<void> {
    const rows = this.#rows
    if (2 * this.#wrongRows > this.#messages) throw this.#stranger(this.#messages)
    if (!(await rows.advance())) return
    this.#notices.at(rows.name, rows.row)
    this.#notices.add('rows follow the row of the last message: not read')
  }

  noRow(): InputError {
    const { name, row } = this.#rows
    const rows = row === 0 ? 'has no rows' : `ends after row ${row}`
    return new InputError(
      `${rows}, but message ${this.#messages + 1} follows`,
      { file: name, line: row },
      REMEDY,
    )
  }

  /** The book before the first message: what row 1 shows, less that message. */
  #seed(batch: EventTape, index: number): LobsterStep {
    const step = new LobsterStep(this.#rows.depth)
    const i = index * EVENT_I32
    const meta = batch.i32[i + I_META]!
    step.begin(this.#rows)
    step.undo(kindOf(meta), sideOf(meta), batch.i32[i + I_PRICE]!, batch.i32[i + I_SIZE]!)
    for (const side of SIDES) {
      const { count, prices, sizes } = step.levels(side)
      const snapshot = packMeta(DEPTH_LEVEL, side, FLAG_SNAPSHOT)
      for (let level = 0; level < count; level++) {
        this.#level(batch, index, snapshot, prices[level]!, sizes[level]!)
      }
    }
    return step
  }

  #judge(follows: boolean): void {
    if (follows) {
      this.#doubt = Math.max(0, this.#doubt - 1)
      return
    }
    const { name, row } = this.#rows
    this.#notices.at(name, row)
    this.#notices.add('row that does not follow from its message: the row is believed')
    this.#wrongRows++
    this.#doubt += DOUBT_OF_A_ROW
    if (this.#doubt >= DOUBT_MAX) throw this.#stranger(row)
  }

  #stranger(rows: number): InputError {
    const { name, row } = this.#rows
    return new InputError(
      `${this.#wrongRows} of ${rows} rows do not follow from their messages: these are no rows ` +
        'of these messages',
      { file: name, line: row },
      REMEDY,
    )
  }

  #tellChanges(step: LobsterStep, batch: EventTape, index: number, isEnd: boolean): void {
    const { changeCount } = step
    if (changeCount === 0) return
    const { tape } = this
    if (isEnd) tape.i32[(tape.length - 1) * EVENT_I32 + I_META]! &= ~LAST_IN_META
    for (let change = 0; change < changeCount; change++) {
      const isLast = isEnd && change === changeCount - 1
      const isUnseen = step.changeIsUnseen[change] === 1
      const flags = (isLast ? FLAG_LAST : 0) | (isUnseen ? FLAG_UNSEEN : 0)
      const meta = packMeta(DEPTH_LEVEL, step.changeSides[change]!, flags)
      this.#level(batch, index, meta, step.changePrices[change]!, step.changeSizes[change]!)
    }
  }

  /** A level at the time of a record of the messages. */
  #level(batch: EventTape, index: number, meta: number, price: number, size: number): void {
    const f = index * EVENT_F64
    const { f64 } = batch
    const { tape } = this
    const at = tape.append(meta, 0, f64[f + F_EXCHANGE]!, f64[f + F_LOCAL]!)
    tape.f64[at * EVENT_F64 + F_SEQUENCE] = f64[f + F_SEQUENCE]!
    tape.i32[at * EVENT_I32 + I_PRICE] = price
    tape.i32[at * EVENT_I32 + I_SIZE] = size
  }
}
