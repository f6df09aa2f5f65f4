/**
 * Rows of a LOBSTER orderbook file: the book after each message, for seeding one and comparing it.
 *
 * A row is ask price, ask size, bid price, bid size of the first level, then of the second, and so
 * on. Levels that do not exist are filled with a price of 9999999999 or -9999999999 and no size.
 */
import { BUY, InputError, type Side } from '../../core/index.ts'
import { COMMA, excerpt } from '../ascii.ts'
import { readNumber } from '../ticks/number-text.ts'

const EMPTY_PRICE = 9_999_999_999
const LEVEL_COLUMNS = 4

export class LobsterBookRow {
  readonly levels: number
  readonly #values: Float64Array = new Float64Array(0)

  constructor(levels: number) {
    this.levels = levels
    this.#values = new Float64Array(levels * LEVEL_COLUMNS)
  }

  /** A row with as many levels as a first line has. @throws InputError when it is no such line. */
  static like(bytes: Uint8Array, start: number, end: number): LobsterBookRow {
    let columns = 1
    for (let at = start; at < end; at++) columns += Number(bytes[at] === COMMA)
    if (columns % LEVEL_COLUMNS === 0) return new LobsterBookRow(columns / LEVEL_COLUMNS)
    throw new InputError(
      `${columns} columns are no LOBSTER orderbook row: "${excerpt(bytes, start, end)}"`,
      {},
      'Expected four columns a level: ask price, ask size, bid price, bid size.',
    )
  }

  /** @throws InputError, without file and line, naming the column that is wrong. */
  decode(bytes: Uint8Array, start: number, end: number): void {
    const values = this.#values
    let column = 0
    let from = start
    for (let at = start; at <= end; at++) {
      if (at < end && bytes[at] !== COMMA) continue
      const value = readNumber(bytes, from, at)
      if (!Number.isSafeInteger(value)) {
        const found = excerpt(bytes, from, at)
        throw new InputError(`expected a whole number, found "${found}"`, {
          field: `column ${column + 1}`,
        })
      }
      if (column < values.length) values[column] = value
      column++
      from = at + 1
    }
    if (column === values.length) return
    throw new InputError(`${column} columns where the first row has ${values.length}`)
  }

  /** Dollars times 10,000 at a level counted from 0; undefined where there is no level. */
  price(side: Side, level: number): number | undefined {
    const price = this.#values[level * LEVEL_COLUMNS + (side === BUY ? 2 : 0)]
    return price === undefined || Math.abs(price) === EMPTY_PRICE ? undefined : price
  }

  /** Shares at a level counted from 0; 0 where there is no level. */
  size(side: Side, level: number): number {
    return this.#values[level * LEVEL_COLUMNS + (side === BUY ? 3 : 1)] ?? 0
  }
}
