/**
 * Lines out of chunks of bytes, in place where the chunk holds the whole line.
 *
 * ```ts
 * splitter.push(chunk)
 * while (splitter.next()) decode(splitter.bytes, splitter.start, splitter.end)
 * ...
 * if (splitter.finish()) decode(splitter.bytes, splitter.start, splitter.end)
 * ```
 *
 * A line that spans chunks is collected in a buffer of its own, which is bounded: a file without
 * line ends is not read into memory. `bytes[end]` is always a line end, so a scanner that accepts
 * none inside a message cannot run past it.
 */
import { InputError } from '../core/index.ts'
import { CARRIAGE_RETURN, LINE_FEED } from './ascii.ts'

/** Longest line accepted. A depth snapshot of 5,000 levels a side has 250 kB. */
export const LINE_BYTES_MAX = 16 * 1024 * 1024

const NOTHING = new Uint8Array(0)
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const

export class LineSplitter {
  /** Where the current line lies; valid until the next `next`, `push` or `finish`. */
  bytes: Uint8Array = NOTHING
  start = 0
  /** One past the last byte of the line, its line end excluded. */
  end = 0
  /** Number of the current line, from 1. */
  line = 0
  readonly #lineBytesMax: number = 0
  #chunk: Uint8Array = NOTHING
  #position = 0
  #rest = new Uint8Array(4096)
  #restLength = 0

  constructor(lineBytesMax = LINE_BYTES_MAX) {
    this.#lineBytesMax = lineBytesMax
  }

  /** Hands in the next bytes; the lines of the chunk before must have been taken. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk
    this.#position = 0
  }

  /** Goes to the next whole line; false when the chunk holds no more. */
  next(): boolean {
    const from = this.#position
    const at = this.#chunk.indexOf(LINE_FEED, from)
    if (at < 0) {
      this.#keep(from, this.#chunk.length)
      this.#position = this.#chunk.length
      return false
    }
    this.#position = at + 1
    if (this.#restLength > 0) {
      this.#keep(from, at)
      return this.#takeRest()
    }
    if (at - from > this.#lineBytesMax) this.#refuse()
    return this.#show(this.#chunk, from, at)
  }

  /** After the last chunk: the line that no line end closes, if there is one. */
  finish(): boolean {
    return this.#restLength > 0 && this.#takeRest()
  }

  #keep(from: number, to: number): void {
    const length = this.#restLength + to - from
    if (length > this.#lineBytesMax) this.#refuse()
    if (length >= this.#rest.length) {
      const grown = new Uint8Array(Math.max(length + 1, 2 * this.#rest.length))
      grown.set(this.#rest.subarray(0, this.#restLength))
      this.#rest = grown
    }
    this.#rest.set(this.#chunk.subarray(from, to), this.#restLength)
    this.#restLength = length
  }

  #takeRest(): boolean {
    const length = this.#restLength
    this.#restLength = 0
    this.#rest[length] = LINE_FEED
    return this.#show(this.#rest, 0, length)
  }

  #show(bytes: Uint8Array, start: number, end: number): boolean {
    this.line++
    const isMarked =
      this.line === 1 && BYTE_ORDER_MARK.every((byte, i) => bytes[start + i] === byte)
    this.bytes = bytes
    this.start = isMarked ? start + 3 : start
    this.end = end > this.start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end
    return true
  }

  #refuse(): never {
    throw new InputError(
      `the line is longer than ${this.#lineBytesMax} bytes`,
      { line: this.line + 1 },
      'This does not look like a text file of one message a line.',
    )
  }
}
