/**
 * The visible levels of one side of a LOBSTER book, best first: a few prices with their sizes.
 *
 * A handful of numbers in two small arrays; what is inserted into a full list pushes out the last.
 */
import type { Side } from '../core/index.ts'

export class LobsterLevels {
  readonly side: Side
  /** In ticks, best first; those from `count` on mean nothing. */
  readonly prices: Int32Array
  /** In lots. */
  readonly sizes: Int32Array
  count = 0

  constructor(side: Side, capacity: number) {
    this.side = side
    this.prices = new Int32Array(capacity)
    this.sizes = new Int32Array(capacity)
  }

  clear(): void {
    this.count = 0
  }

  /** Appends a level behind all others; false, and nothing is done, when it is not behind them. */
  push(priceTicks: number, sizeLots: number): boolean {
    const { count } = this
    if (count > 0 && this.side * (this.prices[count - 1]! - priceTicks) <= 0) return false
    this.prices[count] = priceTicks
    this.sizes[count] = sizeLots
    this.count++
    return true
  }

  /** Adds lots to a price, or takes them away where negative; a level left with none goes. */
  change(priceTicks: number, byLots: number): void {
    const at = this.#placeOf(priceTicks)
    const isHeld = at < this.count && this.prices[at] === priceTicks
    const left = (isHeld ? this.sizes[at]! : 0) + byLots
    if (left > 0) {
      if (!isHeld) this.#open(at, priceTicks)
      if (at < this.prices.length) this.sizes[at] = left
    } else if (isHeld) {
      this.prices.copyWithin(at, at + 1, this.count)
      this.sizes.copyWithin(at, at + 1, this.count)
      this.count--
    }
  }

  copyFrom(other: LobsterLevels): void {
    this.prices.set(other.prices.subarray(0, other.count))
    this.sizes.set(other.sizes.subarray(0, other.count))
    this.count = other.count
  }

  /** The place of a price, or that of the first level behind it. */
  #placeOf(priceTicks: number): number {
    let at = 0
    while (at < this.count && this.side * (this.prices[at]! - priceTicks) > 0) at++
    return at
  }

  #open(at: number, priceTicks: number): void {
    if (at >= this.prices.length) return
    this.prices.copyWithin(at + 1, at, this.count)
    this.sizes.copyWithin(at + 1, at, this.count)
    this.prices[at] = priceTicks
    this.count = Math.min(this.count + 1, this.prices.length)
  }
}
