/**
 * A feed over text files of one message a line: everything that is not the format.
 *
 * Sources are read one after the other as one stream; records collect in a tape, which is handed on
 * when it holds enough. When a line is wrong, the records before it are delivered first, then the
 * error is thrown with file and line.
 */
import { EventTape, InputError } from '../core/index.ts'
import { LineSplitter } from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'
import type { Feed, FeedInfo, FeedNotice } from './market-data.ts'
import { NoticeBoard } from './notice-board.ts'

/** Turns lines into records. One reader lives through one reading of all files. */
export interface LineReader {
  /** A file begins; lines count from 1 again. */
  beginFile?(): void
  /** Appends the records of one line, which is not blank. `bytes[end]` is a line end. */
  readLine(bytes: Uint8Array, start: number, end: number, line: number, tape: EventTape): void
  /** After the last line: what was held back. */
  finish?(tape: EventTape): void
}

/** Records after which a batch is handed on: half a megabyte, about a level-2 cache. */
const BATCH_RECORDS = 8192

export interface LineFeedOptions {
  readonly info: FeedInfo
  readonly sources: readonly ByteSource[]
  /** Called at each `open`. */
  readonly reader: (notices: NoticeBoard) => LineReader
}

export class LineFeed implements Feed {
  readonly info: FeedInfo
  readonly #sources: readonly ByteSource[]
  readonly #makeReader: (notices: NoticeBoard) => LineReader
  readonly #notices = new NoticeBoard()
  #bytesBefore = 0
  #current: ByteSource | undefined

  constructor(options: LineFeedOptions) {
    this.info = options.info
    this.#sources = options.sources
    this.#makeReader = options.reader
  }

  get bytesRead(): number {
    return this.#bytesBefore + (this.#current?.bytesRead ?? 0)
  }

  get notices(): ReadonlyMap<string, FeedNotice> {
    return this.#notices.all
  }

  async *open(): AsyncIterable<EventTape> {
    const tape = new EventTape(2 * BATCH_RECORDS)
    this.#notices.clear()
    this.#bytesBefore = 0
    const reader = this.#makeReader(this.#notices)
    for (const source of this.#sources) {
      this.#current = source
      reader.beginFile?.()
      yield* this.#readSource(source, reader, tape)
      this.#bytesBefore += source.bytesRead
      this.#current = undefined
    }
    reader.finish?.(tape)
    if (tape.length > 0) yield tape
  }

  async *#readSource(
    source: ByteSource,
    reader: LineReader,
    tape: EventTape,
  ): AsyncIterable<EventTape> {
    const splitter = new LineSplitter()
    let failure: unknown
    try {
      for await (const chunk of source.read()) {
        splitter.push(chunk)
        while (splitter.next()) {
          this.#readLine(splitter, source, reader, tape)
          if (tape.length < BATCH_RECORDS) continue
          yield tape
          tape.clear()
        }
      }
      if (splitter.finish()) {
        this.#readLine(splitter, source, reader, tape)
        this.#notices.add('no line end after the last line')
      }
    } catch (error) {
      failure = error
    }
    if (failure === undefined) return
    if (tape.length > 0) yield tape
    tape.clear()
    throw failure instanceof InputError ? failure.within(source.name) : failure
  }

  #readLine(splitter: LineSplitter, source: ByteSource, reader: LineReader, tape: EventTape): void {
    const { bytes, start, end, line } = splitter
    if (isBlank(bytes, start, end)) return
    this.#notices.at(source.name, line)
    const records = tape.length
    try {
      reader.readLine(bytes, start, end, line, tape)
    } catch (error) {
      // The records of a line that failed half-way are not delivered.
      tape.length = Math.min(tape.length, records)
      if (!(error instanceof InputError)) throw error
      throw new InputError(error.problem, { line, ...error.place }, error.remedy)
    }
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at]! > 32) return false
  }
  return true
}
