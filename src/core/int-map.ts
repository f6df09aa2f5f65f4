/**
 * A map from order ids to slots: non-negative integers up to 2^53 to int32, without a `Map`.
 *
 * Open addressing with linear probing, keys and values side by side in one array, at most half full.
 * Keys that share a run of slots lie in the order of their homes (P. Celis, Robin Hood Hashing, 1986):
 * a search for what is not there ends early, and a deletion moves back only what it has to, so that
 * nothing decays however many orders come and go.
 *
 * A key's home is its low bits as they stand: venues count their orders, so neighbours in time are
 * neighbours in memory, and a multiplicative hash measures 1.5 times slower. Ids that do not count,
 * say multiples of 2^20, would all share one home. So an insertion that sees `PROBES_MAX` slots
 * makes the map rebuild itself with a hash that mixes every bit, and with another one should that
 * not help: ids that crowd together under several hashes at once are not to be found.
 *
 * Invariants, checked by `checkInvariants`:
 *  - no empty slot lies between a key's home and the key;
 *  - along a run of slots the homes never go back;
 *  - `size` is the number of keys, at most half the slots.
 */
import { assert } from './assert.ts'

/** What `get` answers for a key that is not there; not allowed as a value. */
export const NO_ENTRY = -1

const EMPTY = -1
/** Far above what chance makes: half full, the longest run of a million keys is about 100. */
const PROBES_MAX = 256
/** After this many hashes in vain the probes may be long; a crowd for all of them is no accident. */
const SALTS_MAX = 16
const TWO_TO_MINUS_32 = 2 ** -32

export class IntMap {
  /** Key and value of slot `i` at `2 i` and `2 i + 1`. */
  #table: Float64Array
  #mask: number
  #size = 0
  /** 0: low bits as they stand; above: which of the mixing hashes. */
  #salt = 0

  /** @param expected number of keys that fit before the map first grows. */
  constructor(expected = 64) {
    assert(expected >= 0 && expected <= 2 ** 28, 'a map holds at most 2^28 keys')
    let capacity = 16
    while (capacity < 2 * expected) capacity *= 2
    this.#table = new Float64Array(2 * capacity).fill(EMPTY)
    this.#mask = capacity - 1
  }

  /** Number of keys. */
  get size(): number {
    return this.#size
  }

  /** The key's value, `NO_ENTRY` when it has none. O(1). */
  get(key: number): number {
    const slot = this.#find(key)
    return slot === NO_ENTRY ? NO_ENTRY : this.#table[2 * slot + 1]! | 0
  }

  has(key: number): boolean {
    return this.#find(key) !== NO_ENTRY
  }

  /** Gives a key a value, new or in place of its old one. Amortised O(1); allocates when it grows. */
  set(key: number, value: number): void {
    assert(key >= 0 && Number.isSafeInteger(key), 'a key is an integer from 0 to 2^53 - 1')
    assert(value === (value | 0) && value !== NO_ENTRY, 'a value is an int32 other than -1')
    const slot = this.#find(key)
    if (slot !== NO_ENTRY) {
      this.#table[2 * slot + 1] = value
      return
    }
    this.#size++
    if (2 * this.#size > this.#mask + 1) this.#rebuild(2 * (this.#mask + 1))
    if (this.#place(key, value) >= PROBES_MAX) this.#changeHash()
  }

  /** Removes a key. Answers whether it was there. O(1). */
  delete(key: number): boolean {
    let hole = this.#find(key)
    if (hole === NO_ENTRY) return false
    const table = this.#table
    const mask = this.#mask
    // What follows moves up, as far as the first that is at home: behind it nobody wants to.
    for (;;) {
      const slot = (hole + 1) & mask
      const follower = table[2 * slot]!
      if (follower === EMPTY || this.#home(follower) === slot) break
      table[2 * hole] = follower
      table[2 * hole + 1] = table[2 * slot + 1]!
      hole = slot
    }
    table[2 * hole] = EMPTY
    this.#size--
    return true
  }

  /** Removes every key and keeps the room. O(capacity). */
  clear(): void {
    this.#table.fill(EMPTY)
    this.#size = 0
    this.#salt = 0
  }

  /** For tests: looks every key up the slow way. */
  checkInvariants(): void {
    const table = this.#table
    const mask = this.#mask
    let count = 0
    for (let slot = 0; slot <= mask; slot++) {
      const key = table[2 * slot]!
      if (key === EMPTY) continue
      count++
      const before = (slot - 1) & mask
      const distance = (slot - this.#home(key)) & mask
      if (distance === 0) continue
      assert(table[2 * before] !== EMPTY, 'no empty slot lies between a home and its key')
      const distanceBefore = (before - this.#home(table[2 * before]!)) & mask
      assert(distance <= distanceBefore + 1, 'keys lie in the order of their homes')
    }
    for (let slot = 0; slot <= mask; slot++) {
      const key = table[2 * slot]!
      if (key !== EMPTY) assert(this.#find(key) === slot, 'every key is found where it lies')
    }
    assert(count === this.#size, 'size is the number of keys')
    assert(2 * count <= mask + 1, 'the map is at most half full')
  }

  /** For tests and measurements: slots between the key farthest from its home and that home. */
  longestProbe(): number {
    let longest = 0
    for (let slot = 0; slot <= this.#mask; slot++) {
      const key = this.#table[2 * slot]!
      if (key !== EMPTY) longest = Math.max(longest, (slot - this.#home(key)) & this.#mask)
    }
    return longest
  }

  /** The slot of a key, `NO_ENTRY` when it has none. */
  #find(key: number): number {
    const table = this.#table
    const mask = this.#mask
    const home = this.#home(key)
    let slot = home
    for (;;) {
      const found = table[2 * slot]!
      // Empty first: so -1, which is no key, is not found either.
      if (found === EMPTY) return NO_ENTRY
      if (found === key) return slot
      // One nearer to its home than the key would be here: the key would have taken its place.
      if (((slot - this.#home(found)) & mask) < ((slot - home) & mask)) return NO_ENTRY
      slot = (slot + 1) & mask
    }
  }

  /** Puts a key that is not there yet in its place, moves others on, answers how many slots it saw. */
  #place(newKey: number, newValue: number): number {
    const table = this.#table
    const mask = this.#mask
    let key = newKey
    let value = newValue
    let slot = this.#home(key)
    let distance = 0
    for (let seen = 0; ; seen++) {
      const found = table[2 * slot]!
      if (found === EMPTY) {
        table[2 * slot] = key
        table[2 * slot + 1] = value
        return seen
      }
      const foundDistance = (slot - this.#home(found)) & mask
      if (foundDistance < distance) {
        const foundValue = table[2 * slot + 1]!
        table[2 * slot] = key
        table[2 * slot + 1] = value
        key = found
        value = foundValue
        distance = foundDistance
      }
      slot = (slot + 1) & mask
      distance++
    }
  }

  #home(key: number): number {
    return this.#salt === 0 ? key & this.#mask : this.#mixedHome(key)
  }

  /** Mixes both halves of a key, differently for each salt. */
  #mixedHome(key: number): number {
    let mixed = Math.imul((key * TWO_TO_MINUS_32) ^ Math.imul(this.#salt, 0x9e3779b1), 0x85ebca6b)
    mixed = Math.imul((mixed ^ (mixed >>> 15)) + (key | 0), 0x2c1b3c6d)
    mixed = Math.imul(mixed ^ (mixed >>> 16) ^ this.#salt, 0x297a2d39)
    return (mixed ^ (mixed >>> 15)) & this.#mask
  }

  #changeHash(): void {
    if (this.#salt === SALTS_MAX) return
    this.#salt++
    this.#rebuild(this.#mask + 1)
  }

  #rebuild(capacity: number): void {
    assert(capacity <= 2 ** 29, 'a map holds at most 2^28 keys')
    const old = this.#table
    this.#table = new Float64Array(2 * capacity).fill(EMPTY)
    this.#mask = capacity - 1
    for (let from = 0; from < old.length; from += 2) {
      const key = old[from]!
      if (key !== EMPTY) this.#place(key, old[from + 1]!)
    }
  }
}
