/**
 * Which displayed levels a command has touched. A price stands here once as a rule; where a command
 * touches many it may stand here again, which says the same thing twice.
 */
import type { Side, Ticks } from '../../core/index.ts'

/** A level that was touched this recently is not noted again. */
const LOOK_BACK = 8

export class LevelChanges {
  count = 0
  #sides = new Int8Array(64)
  #prices = new Int32Array(64)

  add(side: Side, price: number): void {
    const from = Math.max(0, this.count - LOOK_BACK)
    for (let k = this.count - 1; k >= from; k--) {
      if (this.#prices[k] === price && this.#sides[k] === side) return
    }
    if (this.count === this.#prices.length) this.#grow()
    this.#sides[this.count] = side
    this.#prices[this.count] = price
    this.count++
  }

  sideAt(index: number): Side {
    return this.#sides[index] as Side
  }
  priceAt(index: number): Ticks {
    return this.#prices[index] as Ticks
  }

  clear(): void {
    this.count = 0
  }

  #grow(): void {
    const sides = new Int8Array(2 * this.#sides.length)
    const prices = new Int32Array(2 * this.#prices.length)
    sides.set(this.#sides)
    prices.set(this.#prices)
    this.#sides = sides
    this.#prices = prices
  }
}
