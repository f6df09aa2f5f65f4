/**
 * What rests of each order of a feed, by id: as much as a reader must know to tell a change of an
 * order from its size alone.
 *
 * ```ts
 * const slot = sizes.find(id)
 * if (slot !== NO_ENTRY) sizes.size[slot] -= withdrawn
 * ```
 *
 * A slot is valid until its order is removed; the arrays are replaced when an order is added.
 */
import { IntMap, NO_ENTRY } from '../core/index.ts'

export class RestingSizes {
  size = new Int32Array(16_384)
  price = new Int32Array(16_384)
  side = new Int8Array(16_384)
  /** Lots of fills told and not yet seen as a change of the order. */
  filled = new Int32Array(16_384)
  readonly #slots = new IntMap(16_384)
  readonly #free: number[] = []
  #used = 0

  get count(): number {
    return this.#slots.size
  }

  /** `NO_ENTRY` when there is no such order. */
  find(id: number): number {
    return this.#slots.get(id)
  }

  /** An order under an id that may be at work already: the newer counts. */
  add(id: number, side: number, price: number, size: number): void {
    let slot = this.#slots.get(id)
    if (slot === NO_ENTRY) {
      slot = this.#free.pop() ?? this.#used++
      if (slot === this.size.length) this.#grow()
      this.#slots.set(id, slot)
    }
    this.side[slot] = side
    this.price[slot] = price
    this.size[slot] = size
    this.filled[slot] = 0
  }

  remove(id: number): void {
    const slot = this.#slots.get(id)
    if (slot === NO_ENTRY) return
    this.#slots.delete(id)
    this.#free.push(slot)
  }

  clear(): void {
    this.#slots.clear()
    this.#free.length = 0
    this.#used = 0
  }

  #grow(): void {
    const { size, price, side, filled } = this
    const length = 2 * size.length
    this.size = new Int32Array(length)
    this.price = new Int32Array(length)
    this.side = new Int8Array(length)
    this.filled = new Int32Array(length)
    this.size.set(size)
    this.price.set(price)
    this.side.set(side)
    this.filled.set(filled)
  }
}
