/**
 * Is a function of columns causal? Whether row k of what it computes depends on rows after k.
 *
 * ```ts
 * const report = checkCausality(({ mid }) => centredMean(mid, 5), { mid })
 * report.isCausal            // false
 * report.first               // { column: 'output', row: 117, cutRow: 119, future: 'reflected', ... }
 * ```
 *
 * The function is called on the columns as they are, and again with other futures behind several
 * cuts. What it computed for rows before a cut must not change, to the bit. A function that answers
 * differently on the same columns cannot be judged, and is reported as such.
 *
 * A pass is no proof: a function that looks ahead only where nobody cut is not caught. More cuts see
 * more.
 */
import { InputError, RandomStream } from '../../core/index.ts'
import { alteredColumns, type FeatureColumns } from './altered-columns.ts'
import { FUTURES, type Future } from './future.ts'

/** From columns to columns of the same length; a bare array is a column named `output`. */
export type ColumnFunction = (columns: FeatureColumns) => FeatureColumns | Float64Array

export interface CausalityOptions {
  /** How many instants to cut at, 16 by default. */
  readonly cuts?: number
  readonly seed?: number | string
  /** Columns that no future changes, such as times. */
  readonly keep?: readonly string[]
  /** How far apart, relatively, two results may be and still count as the same: 0 by default. */
  readonly relativeTolerance?: number
}

export interface CausalityChange {
  readonly column: string
  /** The first row that changed, before `cutRow`. */
  readonly row: number
  /** The first row of the other future. */
  readonly cutRow: number
  readonly future: Future
  readonly was: number
  readonly became: number
}

export interface CausalityReport {
  /** No row changed before a cut, and the same columns gave the same results. */
  readonly isCausal: boolean
  readonly isRepeatable: boolean
  readonly cutRows: readonly number[]
  /** Calls of the function beside the first. */
  readonly reruns: number
  /** The first changed row of each rerun that had one. */
  readonly changes: readonly CausalityChange[]
  /** Of these, the one that looked farthest ahead. */
  readonly first: CausalityChange | undefined
}

const CUTS = 16

/** @throws InputError for columns of different lengths or too few rows, and for wrong results. */
export function checkCausality(
  compute: ColumnFunction,
  columns: FeatureColumns,
  options: CausalityOptions = {},
): CausalityReport {
  const { cuts = CUTS, seed = 1, relativeTolerance = 0 } = options
  const rows = rowsOf(columns)
  const keep = new Set(options.keep ?? [])
  const cutRows = cutRowsOf(rows, cuts, seed)
  const run = (input: FeatureColumns) => resultOf(compute, input)
  const base = run(copyOf(columns))
  const again = run(copyOf(columns))
  const isRepeatable = firstChange(base, again, rows, 0) === undefined
  const changes: CausalityChange[] = []
  for (const cutRow of cutRows) {
    for (const future of FUTURES) {
      const random = RandomStream.named(seed, `causality/${future}/${cutRow}`)
      const result = run(alteredColumns(columns, { row: cutRow, future, keep }, random))
      const change = firstChange(base, result, cutRow, relativeTolerance)
      if (change !== undefined) changes.push({ ...change, cutRow, future })
    }
  }
  return {
    isCausal: isRepeatable && changes.length === 0,
    isRepeatable,
    cutRows,
    reruns: 1 + cutRows.length * FUTURES.length,
    changes,
    first: farthest(changes),
  }
}

const reach = ({ cutRow, row }: CausalityChange): number => cutRow - row

function farthest(changes: readonly CausalityChange[]): CausalityChange | undefined {
  let found: CausalityChange | undefined
  for (const change of changes) {
    if (found === undefined || reach(change) > reach(found)) found = change
  }
  return found
}

function rowsOf(columns: FeatureColumns): number {
  const lengths = new Set(Object.values(columns).map((column) => column.length))
  const [rows = 0] = lengths
  if (lengths.size > 1) {
    throw new InputError(
      `the columns have different lengths: ${[...lengths].join(', ')} rows`,
      { field: 'columns' },
      'Row k of every column is the same instant: give columns of one length.',
    )
  }
  if (rows >= 2) return rows
  throw new InputError(
    `${rows} rows are too few to have a past and a future`,
    { field: 'columns' },
    'Give at least two rows; hundreds, to learn something.',
  )
}

/** One cut in each of equal stretches: spread over all rows, and never twice the same distance. */
function cutRowsOf(rows: number, cuts: number, seed: number | string): number[] {
  if (!Number.isInteger(cuts) || cuts < 1) {
    throw new InputError(`expected a whole number of at least 1, found ${cuts}`, { field: 'cuts' })
  }
  const random = RandomStream.named(seed, 'causality/cuts')
  const places = rows - 1
  const drawn = Array.from({ length: Math.min(cuts, places) }, (_, k) => {
    const from = Math.floor((k * places) / Math.min(cuts, places))
    const to = Math.floor(((k + 1) * places) / Math.min(cuts, places)) - 1
    return 1 + random.integer(from, to)
  })
  return [...new Set(drawn)]
}

/** What a function does to its columns is its own affair. */
const copyOf = (columns: FeatureColumns): FeatureColumns =>
  Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice()]))

function resultOf(compute: ColumnFunction, columns: FeatureColumns): FeatureColumns {
  const rows = Object.values(columns)[0]!.length
  const result = compute(columns)
  const named = result instanceof Float64Array ? { output: result } : result
  for (const [name, values] of Object.entries(named)) {
    if (values.length === rows) continue
    throw new InputError(
      `column ${name} of the result has ${values.length} rows, the input has ${rows}`,
      { field: 'result' },
      'Row k of the result must belong to row k of the input: fill up with NaN.',
    )
  }
  return named
}

interface FirstChange {
  readonly column: string
  readonly row: number
  readonly was: number
  readonly became: number
}

function firstChange(
  base: FeatureColumns,
  result: FeatureColumns,
  rows: number,
  relativeTolerance: number,
): FirstChange | undefined {
  let found: FirstChange | undefined
  for (const [column, values] of Object.entries(base)) {
    const others = result[column]
    const end = found?.row ?? rows
    for (let row = 0; row < end; row++) {
      const was = values[row]!
      const became = others?.[row] ?? Number.NaN
      if (isSame(was, became, relativeTolerance)) continue
      found = { column, row, was, became }
      break
    }
  }
  return found
}

function isSame(was: number, became: number, relativeTolerance: number): boolean {
  if (Object.is(was, became) || was === became) return true
  const size = Math.max(Math.abs(was), Math.abs(became))
  return Math.abs(was - became) <= relativeTolerance * size
}
