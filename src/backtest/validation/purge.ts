/**
 * Training rows that know nothing of the test.
 *
 * What is learnt from a row, its label, is known only at the end of an interval: a forecast over the
 * next second a second later, the profit of a slice when the positions it opened are closed. A row
 * whose interval touches one of the test has seen a part of it, and is purged; whether it starts
 * inside, ends inside or envelops does not matter:
 *
 * ```
 * test                 |---------|
 * starts inside             |---------|        purged
 * ends inside     |---------|                  purged
 * envelops        |------------------------|   purged
 * ends before    |---|                         kept
 * ```
 *
 * The embargo drops rows that start soon after a test: their inputs still remember it.
 * M. Lopez de Prado, Advances in Financial Machine Learning, 2018, chapter 7.
 */
import { assert } from '../../core/index.ts'

/** When each row's label begins and is known, both included; rows in the order of `from`. */
export interface LabelIntervals {
  readonly from: ArrayLike<number>
  readonly to: ArrayLike<number>
}

/** Places of rows, rising. */
export interface Split {
  readonly train: Int32Array
  readonly test: Int32Array
}

/** A run of rows, the end not included. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/** Rows one apart whose labels are known after `horizon` more rows. */
export function evenLabels(rows: number, horizon: number): LabelIntervals {
  assert(horizon >= 0, 'a label is known no earlier than its row')
  const from = Float64Array.from({ length: rows }, (_, row) => row)
  return { from, to: from.map((row) => row + horizon) }
}

/** All rows outside the test ranges that neither overlap them nor start within the embargo. */
export function purgedSplit(
  labels: LabelIntervals,
  testRanges: readonly RowRange[],
  embargoRows: number,
): Split {
  const rows = labels.from.length
  const isTest = new Uint8Array(rows)
  const isEmbargoed = new Uint8Array(rows)
  for (const { from, to } of testRanges) {
    isTest.fill(1, from, to)
    isEmbargoed.fill(1, to, Math.min(rows, to + embargoRows))
  }
  const test = rowsWhere(rows, (row) => isTest[row] === 1)
  const touched = new TouchedByTest(labels, test)
  const train = rowsWhere(
    rows,
    (row) => isTest[row] === 0 && isEmbargoed[row] === 0 && !touched.has(row),
  )
  return { train, test }
}

/** Does a row's interval overlap that of any test row? In a few comparisons a row. */
class TouchedByTest {
  readonly #labels: LabelIntervals
  readonly #starts: Float64Array
  /** The latest end of the test rows up to each. */
  readonly #latestEnds: Float64Array

  constructor(labels: LabelIntervals, test: Int32Array) {
    this.#labels = labels
    this.#starts = Float64Array.from(test, (row) => labels.from[row]!)
    this.#latestEnds = Float64Array.from(test, (row) => labels.to[row]!)
    for (let i = 1; i < test.length; i++) {
      assert(this.#starts[i - 1]! <= this.#starts[i]!, 'labels are in the order of their beginning')
      this.#latestEnds[i] = Math.max(this.#latestEnds[i]!, this.#latestEnds[i - 1]!)
    }
  }

  has(row: number): boolean {
    // Of the test labels that have begun when this one ends, has one not ended when this begins?
    const begun = countUpTo(this.#starts, this.#labels.to[row]!)
    return begun > 0 && this.#latestEnds[begun - 1]! >= this.#labels.from[row]!
  }
}

/** How many of these rising numbers are at most this. */
function countUpTo(rising: Float64Array, limit: number): number {
  let low = 0
  let high = rising.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (rising[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low
}

function rowsWhere(rows: number, isWanted: (row: number) => boolean): Int32Array {
  const wanted = new Int32Array(rows)
  let count = 0
  for (let row = 0; row < rows; row++) if (isWanted(row)) wanted[count++] = row
  return wanted.slice(0, count)
}
