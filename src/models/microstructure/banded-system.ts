/**
 * Linear equations whose matrix has entries near the diagonal alone, solved by elimination.
 *
 * Without exchanging rows: for equations in which every diagonal entry is at least as large as the
 * rest of its row together (those of absorbed random walks are) elimination is stable as it stands.
 */
import { assert } from '../../core/index.ts'

export class BandedSystem {
  readonly size: number
  readonly bandwidth: number
  readonly #width: number = 0
  /** Row `r`, column `c` at `r * width + c - r + bandwidth`. */
  readonly #matrix: Float64Array = new Float64Array(0)
  readonly #right: Float64Array = new Float64Array(0)

  /** @param bandwidth farthest distance of an entry from the diagonal. */
  constructor(size: number, bandwidth: number) {
    this.size = size
    this.bandwidth = bandwidth
    this.#width = 2 * bandwidth + 1
    this.#matrix = new Float64Array(size * this.#width)
    this.#right = new Float64Array(size)
  }

  add(row: number, column: number, value: number): void {
    assert(Math.abs(row - column) <= this.bandwidth, 'an entry lies inside the band')
    const at = row * this.#width + column - row + this.bandwidth
    this.#matrix[at] = this.#matrix[at]! + value
  }

  addRight(row: number, value: number): void {
    this.#right[row] = this.#right[row]! + value
  }

  /** The solution; what was added is used up. O(size * bandwidth^2). */
  solve(): Float64Array {
    const { size, bandwidth } = this
    for (let pivot = 0; pivot < size; pivot++) {
      const last = Math.min(size - 1, pivot + bandwidth)
      for (let row = pivot + 1; row <= last; row++) this.#eliminate(pivot, row, last)
    }
    return this.#substituteBack()
  }

  #eliminate(pivot: number, row: number, last: number): void {
    const matrix = this.#matrix
    const from = pivot * this.#width - pivot + this.bandwidth
    const to = row * this.#width - row + this.bandwidth
    const factor = matrix[to + pivot]! / matrix[from + pivot]!
    if (factor === 0) return
    for (let column = pivot; column <= last; column++) {
      matrix[to + column] = matrix[to + column]! - factor * matrix[from + column]!
    }
    this.#right[row] = this.#right[row]! - factor * this.#right[pivot]!
  }

  #substituteBack(): Float64Array {
    const { size, bandwidth } = this
    const matrix = this.#matrix
    const solution = this.#right
    for (let row = size - 1; row >= 0; row--) {
      const at = row * this.#width - row + bandwidth
      let sum = solution[row]!
      const last = Math.min(size - 1, row + bandwidth)
      for (let column = row + 1; column <= last; column++) {
        sum -= matrix[at + column]! * solution[column]!
      }
      solution[row] = sum / matrix[at + row]!
    }
    return solution
  }
}
