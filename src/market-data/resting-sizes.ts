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
import { IntMap, NO_ENTRY, type NO_SIDE, type Side } from '../core/index.ts'

const ORDERS_EXPECTED = 16_384

export class RestingSizes {
  size = new Int32Array(ORDERS_EXPECTED)
  price = new Int32Array(ORDERS_EXPECTED)
  /** Lots of fills told and not yet seen as a change of the order. */
  filled = new Int32Array(ORDERS_EXPECTED)
  /** Lots that traded in the message at hand, taken off `size` already. */
  taken = new Int32Array(ORDERS_EXPECTED)
  /** The message in which a change of the order waits. */
  heldIn = new Float64Array(ORDERS_EXPECTED)
  #side = new Int8Array(ORDERS_EXPECTED)
  #since = new Float64Array(ORDERS_EXPECTED)
  readonly #slots = new IntMap(ORDERS_EXPECTED)
  readonly #free: number[] = []
  #used = 0
  #arrivals = 0

  get count(): number {
    return this.#slots.size
  }

  /** `NO_ENTRY` when there is no such order. */
  find(id: number): number {
    return this.#slots.get(id)
  }

  sideOf(slot: number): Side | typeof NO_SIDE {
    return this.#side[slot]! as Side | typeof NO_SIDE
  }

  /** An order joins the back of a queue; one of the same id has left its own. */
  add(id: number, side: Side, price: number, size: number): void {
    let slot = this.#slots.get(id)
    if (slot === NO_ENTRY) {
      slot = this.#free.pop() ?? this.#used++
      if (slot === this.size.length) this.#grow()
      this.#slots.set(id, slot)
      this.heldIn[slot] = 0
    }
    this.#side[slot] = side
    this.#since[slot] = ++this.#arrivals
    this.price[slot] = price
    this.size[slot] = size
    this.filled[slot] = 0
    this.taken[slot] = 0
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

  /** Below zero when the order in slot `a` trades before that in `b`: by side, price, arrival. */
  compare(a: number, b: number): number {
    const side = this.#side[a]!
    if (side !== this.#side[b]) return this.#side[b]! - side
    const worse = side * (this.price[b]! - this.price[a]!)
    return worse === 0 ? this.#since[a]! - this.#since[b]! : worse
  }

  #grow(): void {
    const length = 2 * this.size.length
    this.size = grown(this.size, new Int32Array(length))
    this.price = grown(this.price, new Int32Array(length))
    this.filled = grown(this.filled, new Int32Array(length))
    this.taken = grown(this.taken, new Int32Array(length))
    this.heldIn = grown(this.heldIn, new Float64Array(length))
    this.#side = grown(this.#side, new Int8Array(length))
    this.#since = grown(this.#since, new Float64Array(length))
  }
}

function grown<Numbers extends Int8Array | Int32Array | Float64Array>(
  from: Numbers,
  into: Numbers,
): Numbers {
  into.set(from)
  return into
}
