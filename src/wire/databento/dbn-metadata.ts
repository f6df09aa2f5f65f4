/**
 * The header of a DBN file: what was asked of the vendor, and which instrument has which number.
 *
 * Versions 1, 2 and 3 differ in where the fields stand and how long a symbol is; PROTOCOL.md has the
 * table. Every count is compared with the bytes that are there before anything is read.
 */
import { InputError } from '../../core/index.ts'
import { asciiBytes, excerpt, matches } from '../ascii.ts'
import { readBigUint64, readText, readUint16, readUint32 } from './dbn-fields.ts'

/** Magic, version and length: what a header begins with. */
export const DBN_PREFIX_BYTES = 8
/** A header names its symbols; 64 MiB are those of any venue many times over. */
export const DBN_METADATA_BYTES_MAX = 64 * 1024 * 1024

export const SCHEMA_MBO = 0
export const SCHEMA_MIXED = 65_535

const MAGIC = asciiBytes('DBN')
const FIXED_BYTES = 100
const VERSION_MAX = 3
const V1_SYMBOL_BYTES = 22

export interface DbnMapping {
  /** As it was asked for, for example `ESH4`. */
  readonly symbol: string
  /** What records call it, as a rule the number of the instrument, once for each span of days. */
  readonly recordSymbols: readonly string[]
}

export interface DbnMetadata {
  readonly version: number
  readonly dataset: string
  readonly schema: number
  /** Start of the time asked for, Unix nanoseconds. */
  readonly startNanos: bigint
  readonly symbols: readonly string[]
  readonly mappings: readonly DbnMapping[]
}

/**
 * Bytes of the whole header, told by its first eight.
 * @throws InputError when they are no such beginning.
 */
export function dbnHeaderBytes(prefix: Uint8Array): number {
  if (!matches(prefix, 0, MAGIC)) {
    throw new InputError(
      `no DBN file: it begins "${excerpt(prefix, 0, prefix.length)}"`,
      { byte: 0 },
      'Files of the older DBZ encoding must be converted first.',
    )
  }
  const version = prefix[3]!
  if (version < 1 || version > VERSION_MAX) {
    throw new InputError(`DBN version ${version} is not known`, { byte: 3 }, 'Known: 1, 2 and 3.')
  }
  const length = readUint32(prefix, 4)
  if (length >= FIXED_BYTES && length <= DBN_METADATA_BYTES_MAX) return DBN_PREFIX_BYTES + length
  throw new InputError(
    `a header of ${length} bytes: ${FIXED_BYTES} to ${DBN_METADATA_BYTES_MAX} are possible`,
    { byte: 4 },
  )
}

/** @param bytes the whole header. @throws InputError with the byte that is wrong. */
export function readDbnMetadata(bytes: Uint8Array): DbnMetadata {
  const version = bytes[3]!
  const symbolBytes = version === 1 ? V1_SYMBOL_BYTES : readUint16(bytes, DBN_PREFIX_BYTES + 45)
  const list = new ListReader(bytes, DBN_PREFIX_BYTES + FIXED_BYTES, symbolBytes)
  list.skip(list.count(1, 'bytes of schema definition'))
  const symbols = list.texts('symbols')
  list.texts('symbols with parts missing')
  list.texts('symbols not found')
  return {
    version,
    dataset: readText(bytes, DBN_PREFIX_BYTES, 16),
    schema: readUint16(bytes, DBN_PREFIX_BYTES + 16),
    startNanos: readBigUint64(bytes, DBN_PREFIX_BYTES + 18),
    symbols,
    mappings: list.mappings(),
  }
}

/** Reads counted lists one after the other; none reaches past the header. */
class ListReader {
  readonly #bytes: Uint8Array = new Uint8Array(0)
  readonly #symbolBytes: number = 0
  #at: number = 0

  constructor(bytes: Uint8Array, at: number, symbolBytes: number) {
    this.#bytes = bytes
    this.#at = at
    this.#symbolBytes = symbolBytes
    if (symbolBytes === 0) throw new InputError('symbols of no length', { byte: at })
  }

  /** A count of things of so many bytes each, of which all must be there. */
  count(bytesEach: number, what: string): number {
    this.#expect(4, what)
    const count = readUint32(this.#bytes, this.#at)
    this.#at += 4
    this.#expect(count * bytesEach, what)
    return count
  }

  skip(length: number): void {
    this.#at += length
  }

  texts(what: string): string[] {
    const count = this.count(this.#symbolBytes, what)
    return Array.from({ length: count }, () => this.#text())
  }

  mappings(): DbnMapping[] {
    const what = 'mappings of symbols'
    const count = this.count(this.#symbolBytes + 4, what)
    return Array.from({ length: count }, () => {
      this.#expect(this.#symbolBytes, what)
      const symbol = this.#text()
      const intervals = this.count(8 + this.#symbolBytes, what)
      const recordSymbols = Array.from({ length: intervals }, () => {
        // First and last day of the span: one file is read as one span.
        this.skip(8)
        return this.#text()
      })
      return { symbol, recordSymbols }
    })
  }

  #text(): string {
    const text = readText(this.#bytes, this.#at, this.#symbolBytes)
    this.#at += this.#symbolBytes
    return text
  }

  #expect(length: number, what: string): void {
    if (this.#at + length <= this.#bytes.length) return
    throw new InputError(`the header ends inside its ${what}`, { byte: this.#at })
  }
}
