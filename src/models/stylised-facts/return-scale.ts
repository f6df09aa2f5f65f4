/** Price changes over one span of time: moments, memory of the sign and of the size, tail. */
import { Autocorrelation } from './autocorrelation.ts'
import { TailCounts } from './tail-counts.ts'

/** Lags of sizes that are kept: the memory of volatility is long. */
export const SIZE_LAGS = 30

export class ReturnScale {
  /** Samples of the mid between two that are compared. */
  readonly steps: number
  readonly changes = new Autocorrelation(1)
  readonly sizes = new Autocorrelation(SIZE_LAGS)
  readonly tail = new TailCounts()
  #second = 0
  #fourth = 0
  #start = Number.NaN
  #left = 0

  constructor(steps: number) {
    this.steps = steps
  }

  /** The next sample of the mid, in half ticks. Compares every `steps` of them. */
  sample(halfTicks: number): void {
    if (Number.isNaN(this.#start)) {
      this.#start = halfTicks
      this.#left = this.steps
      return
    }
    if (--this.#left > 0) return
    const change = halfTicks - this.#start
    this.#start = halfTicks
    this.#left = this.steps
    this.#add(change)
  }

  #add(change: number): void {
    const size = Math.abs(change)
    this.changes.add(change)
    this.sizes.add(size)
    this.tail.add(size)
    const square = change * change
    this.#second += square
    this.#fourth += square * square
  }

  get count(): number {
    return this.changes.count
  }

  /** Mean square of changes in squared ticks, without taking a mean away: prices have none. */
  get meanSquareTicks(): number {
    return this.#second / this.count / 4
  }

  /** 0 for a normal distribution. NaN while nothing has moved. */
  get excessKurtosis(): number {
    const second = this.#second / this.count
    return second > 0 ? this.#fourth / this.count / (second * second) - 3 : Number.NaN
  }
}
