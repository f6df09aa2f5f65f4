/**
 * Rows of a LOBSTER message file to numbers, in place; the columns are in PROTOCOL.md.
 *
 * ```ts
 * const decoder = new LobsterMessageDecoder()
 * decoder.decode(bytes, start, end)
 * if (decoder.type === LOBSTER_EXECUTE) take(decoder.orderId, decoder.size)
 * ```
 */
import { InputError } from '../../core/index.ts'
import { COMMA, excerpt } from '../ascii.ts'
import { readNumber } from '../ticks/number-text.ts'
import { readTimestamp, type TimestampForm } from '../ticks/timestamp.ts'

export const LOBSTER_ADD = 1
export const LOBSTER_REDUCE = 2
export const LOBSTER_DELETE = 3
export const LOBSTER_EXECUTE = 4
export const LOBSTER_EXECUTE_HIDDEN = 5
export const LOBSTER_CROSS = 6
export const LOBSTER_HALT = 7

const COLUMNS = 6
const COLUMN_NAMES = ['time', 'type', 'order id', 'size', 'price', 'direction'] as const
const SECONDS: TimestampForm = { unit: 's', epochSeconds: 0, isText: false, printedUnit: 'ns' }

export class LobsterMessageDecoder {
  /** Nanoseconds since midnight in New York. */
  nanos = 0
  type = 0
  orderId = 0
  /** Shares. */
  size = 0
  /** Dollars times 10,000; for a halt -1 (trading stops), 0 (quoting resumes), 1 (trading resumes). */
  price = 0
  /** Side of the resting order: 1 buys, -1 sells; 0 where there is none. */
  direction = 0
  readonly #starts = new Int32Array(COLUMNS + 1)

  /** @throws InputError, without file and line, naming the column that is wrong. */
  decode(bytes: Uint8Array, start: number, end: number): void {
    this.#split(bytes, start, end)
    this.nanos = readTimestamp(bytes, start, this.#starts[1]! - 1, SECONDS)
    if (!(this.nanos >= 0)) this.#refuse(bytes, 0, 'seconds after midnight')
    this.type = this.#integer(bytes, 1)
    if (this.type < LOBSTER_ADD || this.type > LOBSTER_HALT) this.#refuse(bytes, 1, '1 to 7')
    this.orderId = this.#integer(bytes, 2)
    this.size = this.#integer(bytes, 3)
    this.price = this.#integer(bytes, 4)
    this.direction = this.#integer(bytes, 5)
    const isSided = this.direction === 1 || this.direction === -1
    const isSideless = this.direction === 0 && this.type >= LOBSTER_CROSS
    if (!isSided && !isSideless) this.#refuse(bytes, 5, '1 or -1')
    if (this.size < 0) this.#refuse(bytes, 3, 'a number of shares')
  }

  #split(bytes: Uint8Array, start: number, end: number): void {
    const starts = this.#starts
    let found = 1
    starts[0] = start
    for (let at = start; at < end; at++) {
      if (bytes[at] !== COMMA) continue
      if (found < COLUMNS) starts[found] = at + 1
      found++
    }
    starts[COLUMNS] = end + 1
    if (found === COLUMNS) return
    throw new InputError(
      `${found} columns where a LOBSTER message has ${COLUMNS}: "${excerpt(bytes, start, end)}"`,
    )
  }

  #integer(bytes: Uint8Array, column: number): number {
    const value = readNumber(bytes, this.#starts[column]!, this.#starts[column + 1]! - 1)
    if (!Number.isSafeInteger(value)) this.#refuse(bytes, column, 'a whole number')
    return value
  }

  #refuse(bytes: Uint8Array, column: number, expected: string): never {
    const found = excerpt(bytes, this.#starts[column]!, this.#starts[column + 1]! - 1)
    throw new InputError(`expected ${expected}, found "${found}"`, { field: COLUMN_NAMES[column]! })
  }
}
