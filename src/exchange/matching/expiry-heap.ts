/**
 * Orders with a date, the next to expire first; at one instant the one that arrived first.
 *
 * A binary heap of orders that know their place in it, so that one that ends before its date leaves
 * in O(log n) and nothing is left behind.
 */
import { assert } from '../../core/index.ts'
import { ARRIVAL, DATE_PLACE, EXPIRY, NO_ORDER, type OrderStore, rare } from './order-store.ts'

export class ExpiryHeap {
  readonly #store: OrderStore
  #heap = new Int32Array(64)
  #count = 0

  constructor(store: OrderStore) {
    this.#store = store
  }

  get count(): number {
    return this.#count
  }

  /** The next order to expire, `NO_ORDER` when none has a date. */
  get first(): number {
    return this.#count === 0 ? NO_ORDER : this.#heap[0]!
  }

  /** Its expiry and arrival are in the store. */
  add(order: number): void {
    if (this.#count === this.#heap.length) {
      const larger = new Int32Array(2 * this.#count)
      larger.set(this.#heap)
      this.#heap = larger
    }
    this.#rise(order, this.#count++)
  }

  remove(order: number): void {
    const place = this.#store.rareI32[rare(order) + DATE_PLACE]!
    const last = this.#heap[--this.#count]!
    if (last === order) return
    this.#rise(last, place)
    this.#sink(last, this.#store.rareI32[rare(last) + DATE_PLACE]!)
  }

  #rise(order: number, from: number): void {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = this.#heap[parent]!
      if (!this.#isBefore(order, above)) break
      this.#put(above, place)
      place = parent
    }
    this.#put(order, place)
  }

  #sink(order: number, from: number): void {
    let place = from
    for (;;) {
      let child = 2 * place + 1
      if (child >= this.#count) break
      if (child + 1 < this.#count && this.#isBefore(this.#heap[child + 1]!, this.#heap[child]!)) {
        child++
      }
      if (!this.#isBefore(this.#heap[child]!, order)) break
      this.#put(this.#heap[child]!, place)
      place = child
    }
    this.#put(order, place)
  }

  #put(order: number, place: number): void {
    this.#heap[place] = order
    this.#store.rareI32[rare(order) + DATE_PLACE] = place
  }

  #isBefore(a: number, b: number): boolean {
    const { rareF64 } = this.#store
    const first = rare(a) >> 1
    const second = rare(b) >> 1
    const earlier = rareF64[first + EXPIRY]! - rareF64[second + EXPIRY]!
    return earlier < 0 || (earlier === 0 && rareF64[first + ARRIVAL]! < rareF64[second + ARRIVAL]!)
  }

  checkInvariants(): void {
    for (let place = 0; place < this.#count; place++) {
      const order = this.#heap[place]!
      assert(this.#store.rareI32[rare(order) + DATE_PLACE] === place, 'an order knows its place')
      const parent = this.#heap[(place - 1) >> 1]!
      assert(
        place === 0 || !this.#isBefore(order, parent),
        'a parent is no later than its children',
      )
    }
  }
}
