/**
 * Recorded own orders from a CSV file.
 *
 * The header names the columns, in any order; others are passed over:
 *
 * | column   | what                                                                           |
 * |----------|--------------------------------------------------------------------------------|
 * | `side`   | `BUY` or `SELL`                                                                |
 * | `price`  | the limit price                                                                |
 * | `size`   | what it came to rest with, in the unit of the market data's sizes              |
 * | `rested` | when it came to rest at the venue                                              |
 * | `ended`  | its first fill, or its withdrawal, at the venue                                |
 * | `filled` | what filled, 0 for a withdrawn order                                           |
 *
 * Times are those of the venue, in the unit and from the epoch of the market data's own timestamps,
 * as in the files of fills of `t2t backtest --fills`. A replaced order is two rows.
 */
import { readFileSync, statSync } from 'node:fs'
import type { OwnOrder } from '../backtest/index.ts'
import { BUY, type DecimalGrid, InputError, lots, SELL, ticks } from '../core/index.ts'
import type { FeedInfo } from '../market-data/index.ts'
import { instantNanos } from './time-text.ts'

const BYTES_MAX = 256 * 1024 * 1024
const COLUMNS = ['side', 'price', 'size', 'rested', 'ended', 'filled'] as const
type Column = (typeof COLUMNS)[number]

/** @throws InputError naming the line and the column. */
export function readOwnOrders(path: string, info: FeedInfo): OwnOrder[] {
  const status = statSync(path, { throwIfNoEntry: false })
  if (status?.isFile() !== true) {
    throw new InputError(
      status === undefined ? 'no such file' : 'is not a file',
      { file: path, field: '--own-fills' },
      'Name a CSV file of own orders.',
    )
  }
  if (status.size > BYTES_MAX) {
    throw new InputError(
      `is ${status.size} bytes, too large for own orders`,
      { file: path },
      `Give at most ${BYTES_MAX / 2 ** 20} MiB.`,
    )
  }
  const [header = '', ...rows] = readFileSync(path, 'utf8').split(/\r?\n/)
  const places = columnPlaces(header, path)
  const orders: OwnOrder[] = []
  for (const [k, row] of rows.entries()) {
    if (row.trim() === '') continue
    const cells = row.split(',').map((cell) => cell.trim())
    orders.push(new Row(cells, places, { path, line: k + 2, info }).order())
  }
  return orders
}

function columnPlaces(header: string, path: string): Readonly<Record<Column, number>> {
  const names = header
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
  const missing = COLUMNS.filter((column) => !names.includes(column))
  if (missing.length === 0) {
    return Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column)])) as Readonly<
      Record<Column, number>
    >
  }
  throw new InputError(
    `has no column ${missing.join(', ')}`,
    { file: path, line: 1 },
    `The header names ${COLUMNS.join(', ')}: a row an order, times of the venue.`,
  )
}

interface RowPlace {
  readonly path: string
  readonly line: number
  readonly info: FeedInfo
}

class Row {
  readonly #cells: readonly string[]
  readonly #places: Readonly<Record<Column, number>>
  readonly #where: RowPlace

  constructor(cells: readonly string[], places: Readonly<Record<Column, number>>, where: RowPlace) {
    this.#cells = cells
    this.#places = places
    this.#where = where
  }

  order(): OwnOrder {
    const { tick, lot } = this.#where.info.instruments[0]!
    const restedNanos = this.#time('rested')
    const endedNanos = this.#time('ended')
    const sizeLots = lots(this.#count('size', lot))
    const filledLots = this.#count('filled', lot)
    if (sizeLots < 1) throw this.#wrong('size', 'is no size')
    if (filledLots < 0 || filledLots > sizeLots) throw this.#wrong('filled', 'is not of its size')
    if (endedNanos < restedNanos) throw this.#wrong('ended', 'is before it came to rest')
    return {
      side: this.#side(),
      price: ticks(this.#count('price', tick)),
      sizeLots,
      restedNanos,
      endedNanos,
      isFilled: filledLots > 0,
    }
  }

  #text(column: Column): string {
    return this.#cells[this.#places[column]] ?? ''
  }

  #side(): OwnOrder['side'] {
    const text = this.#text('side').toUpperCase()
    if (text === 'BUY') return BUY
    if (text === 'SELL') return SELL
    throw this.#wrong('side', 'is neither BUY nor SELL')
  }

  #count(column: Column, grid: DecimalGrid): number {
    const count = grid.count(this.#text(column))
    if (!Number.isNaN(count) && Math.abs(count) <= 0x7fff_ffff) return count
    throw this.#wrong(column, `is no multiple of ${grid.format(1)}`)
  }

  #time(column: 'rested' | 'ended'): number {
    const nanos = instantNanos(this.#text(column), this.#where.info)
    if (nanos !== undefined) return nanos
    const { timeStyle, timeUnit } = this.#where.info
    throw this.#wrong(column, `is no time in ${timeStyle?.iso ? 'ISO 8601' : timeUnit}`)
  }

  #wrong(column: Column, what: string): InputError {
    const { path, line } = this.#where
    return new InputError(
      `${column} ${JSON.stringify(this.#text(column).slice(0, 40))} ${what}`,
      { file: path, line },
      'Correct the row.',
    )
  }
}
