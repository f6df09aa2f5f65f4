/**
 * Where the columns of a tick CSV are: from its header, or from their number when it has none.
 *
 * Without a header a row is `timestamp,price,bid,ask,volume` or `timestamp,bid,ask`. With one the
 * columns may stand in any order, and those that mean nothing here are ignored (and told).
 */
import { InputError } from '../../core/index.ts'

/** Positions in a row; -1 where the file has no such column. */
export interface TickFileColumns {
  readonly separator: string
  readonly count: number
  readonly hasHeader: boolean
  readonly timestamp: number
  readonly price: number
  readonly bid: number
  readonly ask: number
  readonly volume: number
  /** Names in the header that nothing is done with. */
  readonly ignored: readonly string[]
}

type Role = 'timestamp' | 'price' | 'bid' | 'ask' | 'volume'

const ROLES: ReadonlyMap<string, Role> = new Map([
  ['timestamp', 'timestamp'],
  ['time', 'timestamp'],
  ['datetime', 'timestamp'],
  ['date', 'timestamp'],
  ['price', 'price'],
  ['last', 'price'],
  ['lastprice', 'price'],
  ['mid', 'price'],
  ['bid', 'bid'],
  ['bidprice', 'bid'],
  ['ask', 'ask'],
  ['askprice', 'ask'],
  ['offer', 'ask'],
  ['volume', 'volume'],
  ['size', 'volume'],
  ['quantity', 'volume'],
])

const SEPARATORS = [',', ';', '\t'] as const
const PLAIN = { timestamp: -1, price: -1, bid: -1, ask: -1, volume: -1 }
const EXPECTED =
  'Expected the columns timestamp,price,bid,ask,volume or timestamp,bid,ask, with or without a header.'

/** Reads the first row. @throws InputError when it is neither a header nor a row that is known. */
export function tickColumns(firstRow: string): TickFileColumns {
  const separator = SEPARATORS.find((mark) => firstRow.includes(mark)) ?? ','
  const fields = firstRow.split(separator).map((field) => field.trim().replace(/^"(.*)"$/, '$1'))
  const base = { separator, count: fields.length }
  if (fields.some((field) => roleOf(field) !== undefined)) return { ...base, ...fromHeader(fields) }
  const plain = { hasHeader: false, ignored: [] }
  if (fields.length === 5) {
    return { ...base, ...plain, timestamp: 0, price: 1, bid: 2, ask: 3, volume: 4 }
  }
  if (fields.length === 3) return { ...base, ...plain, ...PLAIN, timestamp: 0, bid: 1, ask: 2 }
  throw new InputError(
    `a row of ${fields.length} columns and no header to name them`,
    { line: 1 },
    EXPECTED,
  )
}

/** What a header's field names, however it is written: `Bid_Price` is `bidprice`. */
const roleOf = (field: string): Role | undefined =>
  ROLES.get(field.toLowerCase().replace(/[\s_-]/g, ''))

function fromHeader(fields: readonly string[]): Omit<TickFileColumns, 'separator' | 'count'> {
  const places: Record<Role, number> = { ...PLAIN }
  const ignored: string[] = []
  for (const [at, field] of fields.entries()) {
    const role = roleOf(field)
    if (role === undefined) {
      ignored.push(field)
    } else if (places[role] >= 0) {
      throw new InputError(`two columns for the ${role}`, { line: 1, field }, EXPECTED)
    } else {
      places[role] = at
    }
  }
  for (const role of ['timestamp', 'bid', 'ask'] as const) {
    if (places[role] < 0) {
      throw new InputError(`the header names no ${role} column`, { line: 1 }, EXPECTED)
    }
  }
  return { hasHeader: true, ...places, ignored }
}
