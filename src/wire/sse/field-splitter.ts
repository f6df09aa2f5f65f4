/** The fields of a row of a table, in place: where each begins and ends. */
import { InputError } from '../../core/index.ts'
import { COMMA, excerpt } from '../ascii.ts'
import { readNumber } from '../ticks/number-text.ts'
import { readTimeOfDay } from './time-of-day.ts'

export class FieldSplitter {
  readonly #names: readonly string[]
  readonly #starts: Int32Array = new Int32Array(0)
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(names: readonly string[]) {
    this.#names = names
    this.#starts = new Int32Array(names.length + 1)
  }

  /** @throws InputError when the row has not as many fields as the header. */
  split(bytes: Uint8Array, start: number, end: number): void {
    const starts = this.#starts
    const count = this.#names.length
    let found = 1
    starts[0] = start
    for (let at = start; at < end; at++) {
      if (bytes[at] !== COMMA) continue
      if (found < count) starts[found] = at + 1
      found++
    }
    starts[count] = end + 1
    this.#bytes = bytes
    if (found === count) return
    throw new InputError(
      `${found} columns where the header has ${count}: "${excerpt(bytes, start, end)}"`,
    )
  }

  /** The first byte of a field that has one byte only; 0 for any other field. */
  letter(column: number): number {
    const start = this.#starts[column]!
    return this.#starts[column + 1]! - start === 2 ? this.#bytes[start]! : 0
  }

  isText(column: number, text: Uint8Array): boolean {
    const start = this.#starts[column]!
    if (this.#starts[column + 1]! - 1 - start !== text.length) return false
    for (let at = 0; at < text.length; at++) {
      if (this.#bytes[start + at] !== text[at]) return false
    }
    return true
  }

  /** @throws InputError for anything but a number. */
  number(column: number): number {
    const value = readNumber(this.#bytes, this.#starts[column]!, this.#starts[column + 1]! - 1)
    if (Number.isNaN(value)) this.refuse(column, 'a number')
    return value
  }

  /** @throws InputError for anything but a whole number from 0 on that a double holds exactly. */
  count(column: number): number {
    const value = readNumber(this.#bytes, this.#starts[column]!, this.#starts[column + 1]! - 1)
    if (!(Number.isSafeInteger(value) && value >= 0)) this.refuse(column, 'a whole number')
    return value
  }

  /** Nanoseconds since midnight. @throws InputError for anything but a time of day. */
  timeOfDay(column: number): number {
    const nanos = readTimeOfDay(this.#bytes, this.#starts[column]!, this.#starts[column + 1]! - 1)
    if (Number.isNaN(nanos)) this.refuse(column, 'a time such as 09:30:00.120')
    return nanos
  }

  refuse(column: number, expected: string): never {
    const end = Math.max(this.#starts[column]!, this.#starts[column + 1]! - 1)
    const found = excerpt(this.#bytes, this.#starts[column]!, end)
    throw new InputError(`expected ${expected}, found "${found}"`, { field: this.#names[column]! })
  }
}
