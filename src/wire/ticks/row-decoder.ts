/**
 * Rows of a tick CSV to numbers, in place.
 *
 * ```ts
 * const decoder = new TickRowDecoder(tickColumns('timestamp,bid,ask'), form)
 * decoder.decode(bytes, start, end)
 * use(decoder.nanos, decoder.bid, decoder.ask)
 * ```
 */
import { InputError } from '../../core/index.ts'
import { excerpt } from '../ascii.ts'
import type { TickFileColumns } from './columns.ts'
import { readNumber } from './number-text.ts'
import { readTimestamp, type TimestampForm } from './timestamp.ts'

export class TickRowDecoder {
  /** Time since the form's epoch. */
  nanos = 0
  /** The last price; halfway between bid and ask where the file has none. */
  price = 0
  bid = 0
  ask = 0
  /** 0 where the file has no volume. */
  volume = 0
  readonly #columns: TickFileColumns
  readonly #form: TimestampForm
  readonly #separator: number = 0
  readonly #starts: Int32Array = new Int32Array(0)

  constructor(columns: TickFileColumns, form: TimestampForm) {
    this.#columns = columns
    this.#form = form
    this.#separator = columns.separator.charCodeAt(0)
    this.#starts = new Int32Array(columns.count + 1)
  }

  /** @throws InputError, without file and line, naming the column that is wrong. */
  decode(bytes: Uint8Array, start: number, end: number): void {
    const columns = this.#columns
    this.#split(bytes, start, end)
    const at = columns.timestamp
    this.nanos = readTimestamp(bytes, this.#starts[at]!, this.#starts[at + 1]! - 1, this.#form)
    if (Number.isNaN(this.nanos)) this.#refuse(bytes, at, 'timestamp')
    this.bid = this.#number(bytes, columns.bid, 'bid')
    this.ask = this.#number(bytes, columns.ask, 'ask')
    this.price =
      columns.price < 0 ? (this.bid + this.ask) / 2 : this.#number(bytes, columns.price, 'price')
    this.volume = columns.volume < 0 ? 0 : this.#number(bytes, columns.volume, 'volume')
  }

  #split(bytes: Uint8Array, start: number, end: number): void {
    const starts = this.#starts
    const count = this.#columns.count
    let found = 1
    starts[0] = start
    for (let at = start; at < end; at++) {
      if (bytes[at] !== this.#separator) continue
      if (found < count) starts[found] = at + 1
      found++
    }
    if (found !== count) {
      throw new InputError(
        `${found} columns where the first row has ${count}: "${excerpt(bytes, start, end)}"`,
      )
    }
    starts[count] = end + 1
  }

  #number(bytes: Uint8Array, column: number, name: string): number {
    const value = readNumber(bytes, this.#starts[column]!, this.#starts[column + 1]! - 1)
    if (Number.isNaN(value)) this.#refuse(bytes, column, name)
    return value
  }

  #refuse(bytes: Uint8Array, column: number, field: string): never {
    const found = excerpt(bytes, this.#starts[column]!, this.#starts[column + 1]! - 1)
    const expected = field === 'timestamp' ? 'a time like the first row has' : 'a finite number'
    throw new InputError(`expected ${expected}, found "${found}"`, { field })
  }
}
