/**
 * Curves of any length in fixed memory: per interval of time the lowest, the highest and the newest
 * value.
 *
 * All series share one grid of intervals. When time outgrows the grid, neighbours are joined and the
 * intervals double, so a curve always has between half of the intervals and all of them. Nothing is
 * skipped: a spike of one message is the lowest or highest of its interval, and stays visible at any
 * width.
 */
import { assert } from '../../core/index.ts'

/** Room for intervals; a finished run of any length fills at least half of it. */
const INTERVALS_MAX = 2048
const FIRST_INTERVAL_NANOS = 1_000

/** One series, copied out. Intervals in which nothing came hold NaN. */
export interface Curve {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly last: readonly number[]
}

export class Curves {
  readonly seriesCount: number
  intervalNanos = FIRST_INTERVAL_NANOS
  /** When the first interval begins. */
  startNanos = Number.NaN
  #used = 0
  readonly #low: Float64Array[]
  readonly #high: Float64Array[]
  readonly #last: Float64Array[]

  constructor(seriesCount: number) {
    assert(seriesCount >= 1, 'curves have a series')
    this.seriesCount = seriesCount
    const columns = () =>
      Array.from({ length: seriesCount }, () => new Float64Array(INTERVALS_MAX).fill(Number.NaN))
    this.#low = columns()
    this.#high = columns()
    this.#last = columns()
  }

  /** Intervals in use. */
  get length(): number {
    return this.#used
  }

  /** The value of a series from `at` on. A value that is not a number is no value. Amortised O(1). */
  add(series: number, at: number, value: number): void {
    if (Number.isNaN(value)) return
    if (this.#used === 0) this.startNanos = at
    let interval = Math.max(0, Math.floor((at - this.startNanos) / this.intervalNanos))
    while (interval >= INTERVALS_MAX) {
      this.#join()
      interval = Math.floor((at - this.startNanos) / this.intervalNanos)
    }
    if (interval >= this.#used) this.#used = interval + 1
    const low = this.#low[series]!
    const high = this.#high[series]!
    if (!(low[interval]! <= value)) low[interval] = value
    if (!(high[interval]! >= value)) high[interval] = value
    this.#last[series]![interval] = value
  }

  curve(series: number): Curve {
    const copy = (column: Float64Array) => [...column.subarray(0, this.#used)]
    return {
      low: copy(this.#low[series]!),
      high: copy(this.#high[series]!),
      last: copy(this.#last[series]!),
    }
  }

  /** Two intervals become one. */
  #join(): void {
    this.intervalNanos *= 2
    this.#used = Math.ceil(this.#used / 2)
    for (let series = 0; series < this.seriesCount; series++) {
      joinPairs(this.#low[series]!, (a, b) => (a <= b ? a : b))
      joinPairs(this.#high[series]!, (a, b) => (a >= b ? a : b))
      joinPairs(this.#last[series]!, (_a, b) => b)
    }
  }
}

/** Joins neighbours where both hold a value, keeps the one that does where not. */
function joinPairs(column: Float64Array, join: (a: number, b: number) => number): void {
  const half = column.length / 2
  for (let k = 0; k < half; k++) {
    const a = column[2 * k]!
    const b = column[2 * k + 1]!
    column[k] = Number.isNaN(a) ? b : Number.isNaN(b) ? a : join(a, b)
  }
  column.fill(Number.NaN, half)
}
