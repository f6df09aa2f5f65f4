/**
 * The sum of many seats' exposures, kept up to date when one of them changes.
 *
 * A tree of sums whose leaves are the seats' own rows: nothing is copied, and a change walks up to the
 * root. The root depends on the leaves alone, not on the order of changes, so nothing drifts: sums of
 * seats that are all flat are zero. A single seat is its own total. O(log seats), no allocation once all
 * seats are taken.
 *
 * ```
 *              [1] totals
 *           /            \
 *        [2]              [3]
 *      /     \          /     \
 *   [4] row  [5] row  [6] row  [7] none
 * ```
 */
import { EXPOSURE_COLUMNS } from './exposure-columns.ts'

export class AggregateExposure {
  #seats = 0
  #leaves = 1
  /** Rows by node, from 1 on. */
  #nodes: Float64Array[] = [newRow(), newRow()]

  get seats(): number {
    return this.#seats
  }

  /** The sums, one a column. */
  get totals(): Float64Array {
    return this.#nodes[1]!
  }

  /** Takes a seat for the row, which its owner changes, and returns its number. */
  add(row: Float64Array): number {
    if (this.#seats === this.#leaves) this.#grow()
    this.#nodes[this.#leaves + this.#seats] = row
    this.changed(this.#seats, 0)
    return this.#seats++
  }

  /** The seat's row has changed, in the columns from `first` on. */
  changed(seat: number, first: number): void {
    const nodes = this.#nodes
    for (let node = (this.#leaves + seat) >> 1; node > 0; node >>= 1) {
      addInto(nodes[node]!, nodes[2 * node]!, nodes[2 * node + 1]!, first)
    }
  }

  #grow(): void {
    const rows = this.#nodes.slice(this.#leaves)
    this.#leaves *= 2
    this.#nodes = Array.from({ length: 2 * this.#leaves }, newRow)
    for (const [seat, row] of rows.entries()) {
      this.#nodes[this.#leaves + seat] = row
      this.changed(seat, 0)
    }
  }
}

const newRow = (): Float64Array => new Float64Array(EXPOSURE_COLUMNS)

function addInto(sum: Float64Array, left: Float64Array, right: Float64Array, first: number): void {
  for (let column = first; column < EXPOSURE_COLUMNS; column++) {
    sum[column] = left[column]! + right[column]!
  }
}
