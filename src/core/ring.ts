/**
 * A queue of int32 in a circle: first in, first out, in memory that is used again and again.
 *
 * Serves as a delay line (indices of records that wait for their time) and as a free list. Grows by
 * doubling; never shrinks. Every verb is O(1), `push` amortised.
 *
 * Invariants, checked by `checkInvariants`: the room is a power of two, and `length` fits in it.
 */
import { assert } from './assert.ts'

export class Int32Ring {
  #slots: Int32Array = new Int32Array(0)
  #mask: number = 0
  #head = 0
  #length = 0

  /** @param expected number of entries that fit before the ring first grows. */
  constructor(expected = 16) {
    assert(expected >= 0 && expected <= 2 ** 30, 'a ring holds at most 2^30 entries')
    let capacity = 1
    while (capacity < expected) capacity *= 2
    this.#slots = new Int32Array(capacity)
    this.#mask = capacity - 1
  }

  /** Number of entries. */
  get length(): number {
    return this.#length
  }

  /** Adds an entry at the back. Allocates when the ring is full. */
  push(entry: number): void {
    if (this.#length > this.#mask) this.#grow()
    this.#slots[(this.#head + this.#length) & this.#mask] = entry
    this.#length++
  }

  /** Takes the entry at the front. There must be one. */
  shift(): number {
    assert(this.#length > 0, 'a ring gives only what it holds')
    const entry = this.#slots[this.#head]!
    this.#head = (this.#head + 1) & this.#mask
    this.#length--
    return entry
  }

  /** The entry `behind` places after the front. It must exist. */
  peek(behind = 0): number {
    assert(behind >= 0 && behind < this.#length, 'a ring shows only what it holds')
    return this.#slots[(this.#head + behind) & this.#mask]!
  }

  /** Forgets every entry and keeps the room. */
  clear(): void {
    this.#head = 0
    this.#length = 0
  }

  checkInvariants(): void {
    assert(this.#mask + 1 === this.#slots.length, 'the mask covers the room')
    assert((this.#slots.length & this.#mask) === 0, 'the room is a power of two')
    assert(this.#head >= 0 && this.#head <= this.#mask, 'the front lies in the room')
    assert(this.#length >= 0 && this.#length <= this.#slots.length, 'the entries fit in the room')
  }

  #grow(): void {
    const old = this.#slots
    const slots = new Int32Array(2 * old.length)
    slots.set(old.subarray(this.#head))
    slots.set(old.subarray(0, this.#head), old.length - this.#head)
    this.#slots = slots
    this.#mask = slots.length - 1
    this.#head = 0
  }
}
