/**
 * The rows of a LOBSTER orderbook file, one after the other, in ticks and lots, and checked.
 *
 * ```ts
 * const rows = new LobsterRows(instrument, source)
 * while (await rows.advance()) compare(rows.bids, rows.asks)
 * ```
 *
 * A row that is no book (levels out of order, sizes below one) is an error with its file and line.
 */
import { BUY, InputError, type Instrument, SELL, SIDES, type Side } from '../core/index.ts'
import { LobsterBookRow } from '../wire/index.ts'
import type { ByteSource } from './byte-source.ts'
import { COUNT_MAX } from './grid-counter.ts'
import { LineCursor } from './line-cursor.ts'
import { LobsterLevels } from './lobster-levels.ts'
import { LobsterScale } from './lobster-scale.ts'

export class LobsterRows {
  readonly name: string
  /** The levels of the current row, refilled by the next. */
  bids = new LobsterLevels(BUY, 0)
  asks = new LobsterLevels(SELL, 0)
  readonly #cursor: LineCursor
  readonly #scale: LobsterScale
  #row: LobsterBookRow | undefined

  constructor(instrument: Instrument, source: ByteSource) {
    this.name = source.name
    this.#cursor = new LineCursor(source)
    this.#scale = new LobsterScale(instrument)
  }

  /** Levels a side that the file shows; 0 before its first row. */
  get depth(): number {
    return this.#row?.levels ?? 0
  }

  /** Number of the current row, which is its line, from 1. */
  get row(): number {
    return this.#cursor.line
  }

  levels(side: Side): LobsterLevels {
    return side === BUY ? this.bids : this.asks
  }

  /** Goes to the next row that is at hand; false when more must be fetched. */
  next(): boolean {
    try {
      if (!this.#cursor.next()) return false
      this.#decode()
      return true
    } catch (error) {
      throw this.placed(error)
    }
  }

  /** Goes to the next row, however long that takes; false after the last. */
  async advance(): Promise<boolean> {
    while (!this.next()) {
      if (!(await this.#fetch())) return false
    }
    return true
  }

  /** Ends the reading, also before the end of the file. */
  async close(): Promise<void> {
    await this.#cursor.close()
  }

  /** An error with the file and the current row, where it tells no other place. */
  placed(error: unknown): unknown {
    if (!(error instanceof InputError)) return error
    const place = { file: this.name, line: this.row, ...error.place }
    return new InputError(error.problem, place, error.remedy)
  }

  async #fetch(): Promise<boolean> {
    try {
      return await this.#cursor.fetch()
    } catch (error) {
      throw error instanceof InputError ? error.within(this.name) : error
    }
  }

  #decode(): void {
    const { bytes, start, end } = this.#cursor
    if (this.#row === undefined) {
      this.#row = LobsterBookRow.like(bytes, start, end)
      this.bids = new LobsterLevels(BUY, this.#row.levels)
      this.asks = new LobsterLevels(SELL, this.#row.levels)
    }
    this.#row.decode(bytes, start, end)
    for (const side of SIDES) this.#take(this.#row, this.levels(side))
  }

  #take(row: LobsterBookRow, levels: LobsterLevels): void {
    const { side } = levels
    levels.clear()
    for (let level = 0; level < row.levels; level++) {
      const price = row.price(side, level)
      if (price === undefined) continue
      const size = row.size(side, level)
      const where = `${side === BUY ? 'bid' : 'ask'} level ${level + 1}`
      if (!(size >= 1 && size <= COUNT_MAX)) throw new InputError(`${size} shares at ${where}`)
      const isBehind = levels.count === level && levels.push(this.#scale.ticks(price), size)
      if (!isBehind) throw new InputError(`${where} is not behind the level before it`)
    }
  }
}
