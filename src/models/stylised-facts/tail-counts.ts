/**
 * How heavy a tail is, from counts: B. M. Hill, A Simple General Approach to Inference About the
 * Tail of a Distribution, Annals of Statistics 3, 1975.
 *
 * Samples are whole numbers of at least zero (sizes of price changes in half ticks), so counting
 * each value keeps everything, in a fixed table. Values beyond it are counted at its last entry and
 * make the tail look lighter; `clamped` says how many there were.
 */
import { assert, log } from '../../core/index.ts'

const VALUES = 1 << 15

export class TailCounts {
  readonly #counts = new Float64Array(VALUES)
  #total = 0
  #clamped = 0

  add(value: number): void {
    const entry = Math.min(VALUES - 1, value)
    if (value >= VALUES) this.#clamped++
    this.#counts[entry] = this.#counts[entry]! + 1
    this.#total++
  }

  get total(): number {
    return this.#total
  }
  get clamped(): number {
    return this.#clamped
  }

  /** The smallest of the largest `share` of all samples; 0 without samples. */
  quantile(share: number): number {
    const wanted = this.#wanted(share)
    let seen = 0
    for (let value = VALUES - 1; value > 0; value--) {
      seen += this.#counts[value]!
      if (seen >= wanted) return value
    }
    return 0
  }

  /**
   * The tail index over the largest `share` of all samples: 3 means that the chance of more than x
   * falls as 1 / x^3. NaN when the tail begins at zero or is one value.
   */
  tailIndex(share: number): number {
    const wanted = this.#wanted(share)
    const threshold = this.quantile(share)
    if (threshold === 0) return Number.NaN
    let sum = 0
    for (let value = threshold + 1; value < VALUES; value++) {
      if (this.#counts[value] !== 0) sum += this.#counts[value]! * log(value / threshold)
    }
    return sum > 0 ? wanted / sum : Number.NaN
  }

  #wanted(share: number): number {
    assert(share > 0 && share < 1, 'a tail is a part of all samples')
    return Math.max(1, Math.round(share * this.#total))
  }
}
