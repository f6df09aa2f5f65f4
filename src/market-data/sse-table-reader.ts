/** One table of a Shanghai day, read row by row in the order of its `BizIndex`. */
import { InputError } from '../core/index.ts'
import type { ByteSource } from './byte-source.ts'
import { LineCursor } from './line-cursor.ts'
import type { NoticeBoard } from './notice-board.ts'

/** What both tables' decoders share. */
export interface SseRowDecoder {
  readonly bizIndex: number
  decode(bytes: Uint8Array, start: number, end: number): boolean
}

/** Stands for the row after the last: nothing comes after it. */
export const NO_MORE_ROWS = Number.POSITIVE_INFINITY

export class SseTableReader<Decoder extends SseRowDecoder> {
  /** The current row. */
  readonly row: Decoder
  /** Place of the current row among all messages; `NO_MORE_ROWS` after the last. */
  bizIndex = -1
  readonly #cursor: LineCursor
  readonly #headerLine: number = 0
  readonly #notices: NoticeBoard

  constructor(source: ByteSource, headerLine: number, row: Decoder, notices: NoticeBoard) {
    this.row = row
    this.#headerLine = headerLine
    this.#cursor = new LineCursor(source)
    this.#notices = notices
  }

  get line(): number {
    return this.#cursor.line
  }
  get name(): string {
    return this.#cursor.source.name
  }

  /** Goes to the next row of the security that is at hand; false when more must be fetched. */
  advance(): boolean {
    const cursor = this.#cursor
    while (cursor.next()) {
      const { bytes, start, end, line } = cursor
      // The header was read when the feed was opened.
      if (line <= this.#headerLine || isBlank(bytes, start, end)) continue
      this.#notices.at(this.name, line)
      if (this.#decode(bytes, start, end, line)) return true
      this.#notices.add('row of another security, passed over')
    }
    return false
  }

  /** Goes to the next row, however long that takes. */
  async advanceFetching(): Promise<void> {
    while (!this.advance()) {
      if (await this.#fetch()) continue
      this.bizIndex = NO_MORE_ROWS
      return
    }
  }

  close(): Promise<void> {
    return this.#cursor.close()
  }

  async #fetch(): Promise<boolean> {
    try {
      return await this.#cursor.fetch()
    } catch (error) {
      throw error instanceof InputError ? error.within(this.name) : error
    }
  }

  #decode(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    try {
      if (!this.row.decode(bytes, start, end)) return false
    } catch (error) {
      throw error instanceof InputError ? this.placed(error, line) : error
    }
    const { bizIndex } = this.row
    if (bizIndex <= this.bizIndex) {
      const problem = `BizIndex ${bizIndex} follows ${this.bizIndex}: the rows are not in order`
      const remedy = 'Sort the file by BizIndex; orders and trades are merged by it.'
      throw this.placed(new InputError(problem, { field: 'BizIndex' }, remedy), line)
    }
    this.bizIndex = bizIndex
    return true
  }

  placed(error: InputError, line = this.line): InputError {
    return new InputError(error.problem, { file: this.name, line, ...error.place }, error.remedy)
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > 32) return false
  return true
}
