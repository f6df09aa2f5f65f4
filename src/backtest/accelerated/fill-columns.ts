/**
 * Fills on their way from the venue to the desk, as columns.
 *
 * A fill is known here later than it happens: `known` counts those that have arrived. Those on their
 * way are kept in the order of the events that made them, which is the order in which they are told.
 */
import type { Side } from '../../core/index.ts'

const FLOATS = 2
const INTS = 5

export class FillColumns {
  #f64 = new Float64Array(256 * FLOATS)
  #i32 = new Int32Array(256 * INTS)
  length = 0
  /** Of the fills, those that have been told here. */
  known = 0

  /**
   * Adds a fill that is not known yet, made by `event` of the tape, before those of later events.
   * `leaves` is what it left of its order. Of two fills by one event that of the `firstSide` is first.
   */
  add(
    event: number,
    atNanos: number,
    side: Side,
    priceTicks: number,
    lots: number,
    leaves: number,
    firstSide: Side,
  ): void {
    if ((this.length + 1) * FLOATS > this.#f64.length) this.#grow()
    let at = this.length
    while (at > this.known && this.#isAfter(at - 1, event, side === firstSide)) at--
    this.#f64.copyWithin((at + 1) * FLOATS, at * FLOATS, this.length * FLOATS)
    this.#i32.copyWithin((at + 1) * INTS, at * INTS, this.length * INTS)
    this.#f64[at * FLOATS] = atNanos
    this.#f64[at * FLOATS + 1] = Number.NaN
    this.#i32[at * INTS] = side
    this.#i32[at * INTS + 1] = priceTicks
    this.#i32[at * INTS + 2] = lots
    this.#i32[at * INTS + 3] = event
    this.#i32[at * INTS + 4] = leaves
    this.length++
  }

  #isAfter(index: number, event: number, isFirst: boolean): boolean {
    const other = this.event(index)
    return other > event || (other === event && isFirst)
  }

  atNanos(index: number): number {
    return this.#f64[index * FLOATS]!
  }
  /** NaN until it has been said. */
  knownAtNanos(index: number): number {
    return this.#f64[index * FLOATS + 1]!
  }
  setKnownAt(index: number, nanos: number): void {
    this.#f64[index * FLOATS + 1] = nanos
  }
  side(index: number): Side {
    return this.#i32[index * INTS]! as Side
  }
  priceTicks(index: number): number {
    return this.#i32[index * INTS + 1]!
  }
  lots(index: number): number {
    return this.#i32[index * INTS + 2]!
  }
  /** Of the tape. */
  event(index: number): number {
    return this.#i32[index * INTS + 3]!
  }
  leaves(index: number): number {
    return this.#i32[index * INTS + 4]!
  }

  #grow(): void {
    const f64 = new Float64Array(2 * this.#f64.length)
    const i32 = new Int32Array(2 * this.#i32.length)
    f64.set(this.#f64)
    i32.set(this.#i32)
    this.#f64 = f64
    this.#i32 = i32
  }
}
