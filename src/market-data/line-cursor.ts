/**
 * Lines of a source, taken one by one by somebody who reads several sources at once.
 *
 * ```ts
 * while (!cursor.next()) if (!(await cursor.fetch())) return
 * decode(cursor.bytes, cursor.start, cursor.end)
 * ```
 *
 * Only the end of a chunk is waited for, so that nothing is awaited line by line.
 */
import { LineSplitter } from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'

export class LineCursor {
  readonly source: ByteSource
  readonly #splitter = new LineSplitter()
  readonly #chunks: AsyncIterator<Uint8Array>
  #isOver = false

  constructor(source: ByteSource) {
    this.source = source
    this.#chunks = source.read()[Symbol.asyncIterator]()
  }

  /** Where the current line lies; valid until the next `next` or `fetch`. */
  get bytes(): Uint8Array {
    return this.#splitter.bytes
  }
  get start(): number {
    return this.#splitter.start
  }
  get end(): number {
    return this.#splitter.end
  }
  /** Number of the current line, from 1. */
  get line(): number {
    return this.#splitter.line
  }

  /** Goes to the next line that is at hand; false when more must be fetched. */
  next(): boolean {
    return this.#isOver ? this.#splitter.finish() : this.#splitter.next()
  }

  /** Waits for more; false when there is nothing left. */
  async fetch(): Promise<boolean> {
    if (this.#isOver) return false
    const { done, value } = await this.#chunks.next()
    if (done === true) this.#isOver = true
    else this.#splitter.push(value)
    return true
  }

  /** Lets go of the source before its end. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}
