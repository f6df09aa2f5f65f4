/**
 * The sum of many seats' exposures, kept up to date when one of them changes.
 *
 * A tree of sums: a seat's row stands in a leaf, and a change walks up to the root. The root depends on
 * the leaves alone, not on the order of changes, so nothing drifts: sums of seats that are all flat are
 * zero. One seat is its own root. O(log seats), nothing is allocated once all seats are taken.
 *
 * ```
 *              [1] total
 *           /            \
 *        [2]              [3]
 *      /     \          /     \
 *   [4] s0  [5] s1   [6] s2  [7] -
 * ```
 */
import { EXPOSURE_COLUMNS } from './exposure-columns.ts'

export class AggregateExposure {
  #seats = 0
  #leaves = 1
  #nodes = new Float64Array(2 * EXPOSURE_COLUMNS)
  /** The sums, one a column; a view of the root that stays valid until a seat is added. */
  totals = this.#nodes.subarray(EXPOSURE_COLUMNS)

  get seats(): number {
    return this.#seats
  }

  /** Takes a seat and returns its number. */
  add(): number {
    if (this.#seats === this.#leaves) this.#grow()
    return this.#seats++
  }

  /** The seat's exposure is now `row`. */
  set(seat: number, row: Float64Array): void {
    const nodes = this.#nodes
    let node = this.#leaves + seat
    for (let column = 0; column < EXPOSURE_COLUMNS; column++) {
      nodes[node * EXPOSURE_COLUMNS + column] = row[column]!
    }
    for (node >>= 1; node > 0; node >>= 1) sumChildren(nodes, node)
  }

  #grow(): void {
    const old = this.#nodes
    const oldLeaves = this.#leaves
    this.#leaves = 2 * oldLeaves
    this.#nodes = new Float64Array(2 * this.#leaves * EXPOSURE_COLUMNS)
    this.#nodes.set(old.subarray(oldLeaves * EXPOSURE_COLUMNS), this.#leaves * EXPOSURE_COLUMNS)
    for (let node = this.#leaves - 1; node > 0; node--) sumChildren(this.#nodes, node)
    this.totals = this.#nodes.subarray(EXPOSURE_COLUMNS, 2 * EXPOSURE_COLUMNS)
  }
}

function sumChildren(nodes: Float64Array, node: number): void {
  const left = 2 * node * EXPOSURE_COLUMNS
  const right = left + EXPOSURE_COLUMNS
  for (let column = 0; column < EXPOSURE_COLUMNS; column++) {
    nodes[node * EXPOSURE_COLUMNS + column] = nodes[left + column]! + nodes[right + column]!
  }
}
