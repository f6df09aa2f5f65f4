/**
 * Records out of chunks of a DBN file, in place where the chunk holds the whole record.
 *
 * ```ts
 * splitter.push(chunk)
 * while (splitter.next()) if (splitter.type === RTYPE_MBO) decode(splitter.bytes, splitter.start)
 * ...
 * splitter.finish()
 * ```
 *
 * The header comes first and is collected whole; `metadata` is there as soon as `next` has answered
 * true. A record is at most 1020 bytes, so what spans two chunks needs little room.
 */
import { InputError } from '../../core/index.ts'
import { RECORD_HEADER_BYTES, RECORD_WORD_BYTES } from './dbn-fields.ts'
import {
  DBN_PREFIX_BYTES,
  type DbnMetadata,
  dbnHeaderBytes,
  readDbnMetadata,
} from './dbn-metadata.ts'

const NOTHING = new Uint8Array(0)

export class DbnSplitter {
  /** The header, once it was there. */
  metadata: DbnMetadata | undefined
  /** Where the current record lies; valid until the next `next`, `push` or `finish`. */
  bytes: Uint8Array = NOTHING
  start = 0
  end = 0
  /** Byte of the file at which the current record begins. */
  position = 0
  /** What kind of record it is. */
  type = 0
  #chunk: Uint8Array = NOTHING
  #at = 0
  /** Bytes of the file before the chunk. */
  #before = 0
  #rest: Uint8Array = new Uint8Array(4096)
  #restLength = 0

  /** Hands in the next bytes; the records of the chunk before must have been taken. */
  push(chunk: Uint8Array): void {
    this.#before += this.#chunk.length
    this.#chunk = chunk
    this.#at = 0
  }

  /** Goes to the next whole record; false when the chunk holds no more. @throws InputError. */
  next(): boolean {
    if (this.metadata === undefined && !this.#readHeader()) return false
    const available = this.#chunk.length - this.#at
    if (this.#restLength > 0 || available === 0) return this.#nextSpanning()
    const length = this.#recordBytes(this.#chunk[this.#at]!, this.#before + this.#at)
    if (available < length) return this.#nextSpanning()
    this.#show(this.#chunk, this.#at, length, this.#before + this.#at)
    this.#at += length
    return true
  }

  /** After the last chunk. @throws InputError when the file ends inside its header or a record. */
  finish(): void {
    const end = this.#before + this.#chunk.length
    const isComplete = this.metadata !== undefined && this.#restLength === 0
    if (isComplete) return
    const what = this.metadata === undefined ? 'its header' : 'a record'
    throw new InputError(
      `the file ends inside ${what}`,
      { byte: end },
      'Everything before this place was read. Was its download cut short?',
    )
  }

  #readHeader(): boolean {
    if (!this.#collect(DBN_PREFIX_BYTES)) return false
    const length = dbnHeaderBytes(this.#rest.subarray(0, DBN_PREFIX_BYTES))
    if (!this.#collect(length)) return false
    this.metadata = readDbnMetadata(this.#rest.slice(0, length))
    this.#restLength = 0
    return true
  }

  /** A record that began in an earlier chunk, or begins here and goes on in a later one. */
  #nextSpanning(): boolean {
    if (!this.#collect(1)) return false
    const position = this.#before + this.#at - this.#restLength
    const length = this.#recordBytes(this.#rest[0]!, position)
    if (!this.#collect(length)) return false
    this.#restLength = 0
    this.#show(this.#rest, 0, length, position)
    return true
  }

  /** Moves bytes of the chunk to the rest until it has so many; false when they are not there yet. */
  #collect(length: number): boolean {
    const wanted = Math.min(length - this.#restLength, this.#chunk.length - this.#at)
    if (wanted > 0) {
      this.#makeRoom(this.#restLength + wanted)
      this.#rest.set(this.#chunk.subarray(this.#at, this.#at + wanted), this.#restLength)
      this.#restLength += wanted
      this.#at += wanted
    }
    return this.#restLength >= length
  }

  /** Room grows with the bytes that have come, not with what a header claims. */
  #makeRoom(length: number): void {
    if (length <= this.#rest.length) return
    const grown = new Uint8Array(Math.max(length, 2 * this.#rest.length))
    grown.set(this.#rest.subarray(0, this.#restLength))
    this.#rest = grown
  }

  #recordBytes(words: number, position: number): number {
    const length = words * RECORD_WORD_BYTES
    if (length >= RECORD_HEADER_BYTES) return length
    throw new InputError(
      `a record of ${length} bytes: its header alone has ${RECORD_HEADER_BYTES}`,
      { byte: position },
      'The file is damaged, or was cut out of a larger one at the wrong place.',
    )
  }

  #show(bytes: Uint8Array, start: number, length: number, position: number): void {
    this.bytes = bytes
    this.start = start
    this.end = start + length
    this.position = position
    this.type = bytes[start + 1]!
  }
}
