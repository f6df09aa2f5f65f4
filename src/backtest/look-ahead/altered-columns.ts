/**
 * Columns with another future: the rows before the cut as they are, those after it changed.
 *
 * Rows keep together where that is possible: shuffling moves whole rows, shifting moves columns of
 * like range by like amounts, so that a bid stays below its ask.
 */
import type { RandomStream } from '../../core/index.ts'
import type { Future } from './future.ts'

/** Columns of a table by name, all equally long. */
export type FeatureColumns = Readonly<Record<string, Float64Array>>

export interface ColumnCut {
  /** The first row that is changed. */
  readonly row: number
  readonly future: Future
  /** Columns that keep their values, such as times: they are only cut short or moved with their rows. */
  readonly keep: ReadonlySet<string>
}

/** A copy. The columns must be equally long, and the cut within them. */
export function alteredColumns(
  columns: FeatureColumns,
  { row, future, keep }: ColumnCut,
  random: RandomStream,
): FeatureColumns {
  const entries = Object.entries(columns)
  const rows = entries[0]?.[1].length ?? 0
  const order = rowOrder(rows, row, future, random)
  const amount = 0.5 + random.uniform()
  const altered = entries.map(([name, values]): [string, Float64Array] => {
    const copy = keep.has(name) ? values.slice(0, order.length) : picked(values, order)
    if (!keep.has(name)) changeValues(copy, row, future, { amount, random })
    return [name, copy]
  })
  return Object.fromEntries(altered)
}

/** Which row of the original stands in each place. */
function rowOrder(rows: number, cut: number, future: Future, random: RandomStream): Int32Array {
  if (future === 'silence') return Int32Array.from({ length: cut }, (_, k) => k)
  const order = Int32Array.from({ length: rows }, (_, k) => k)
  if (future === 'shuffled') {
    for (let k = rows - 1; k > cut; k--) {
      const other = random.integer(cut, k)
      const moved = order[k]!
      order[k] = order[other]!
      order[other] = moved
    }
  }
  // The first row of the future goes for certain: whoever peeks at the next row sees another.
  if (future === 'thinned')
    return order.filter((k) => k < cut || (k > cut && random.uniform() < 0.5))
  return order
}

function picked(values: Float64Array, order: Int32Array): Float64Array {
  const copy = new Float64Array(order.length)
  for (let k = 0; k < order.length; k++) copy[k] = values[order[k]!]!
  return copy
}

interface ValueChange {
  readonly amount: number
  readonly random: RandomStream
}

function changeValues(
  values: Float64Array,
  cut: number,
  future: Future,
  { amount, random }: ValueChange,
): void {
  if (future === 'shifted') {
    const step = amount * rangeOf(values)
    for (let k = cut; k < values.length; k++) values[k]! += step
  } else if (future === 'reflected') {
    const pivot = 2 * (cut > 0 ? values[cut - 1]! : 0)
    for (let k = cut; k < values.length; k++) values[k] = pivot - values[k]!
  } else if (future === 'resized') {
    for (let k = cut; k < values.length; k++) values[k]! *= 0.25 + 1.5 * random.uniform()
  }
}

/** At least something: a column that never moves is moved all the same. */
function rangeOf(values: Float64Array): number {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  return high > low ? high - low : 1
}
