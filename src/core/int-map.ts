/**
 * A map from order ids to slots: non-negative integers up to 2^53 to int32, without a `Map`.
 *
 * Open addressing with linear probing, keys and values side by side in one array, at most half
 * full. Keys that share a run of slots lie in the order of their homes (P. Celis, Robin Hood
 * Hashing, 1986): a search for what is not there ends early, and a deletion moves back only what it
 * has to, so that nothing decays however many orders come and go.
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

/** In the high half of a slot's key, which is never negative. */
const EMPTY = -1
const LOW = 0
const HIGH = 1
const VALUE = 2

const KEYS_MAX = 2 ** 27
/** Far above what chance makes: half full, the longest run of a million keys is about 100. */
const PROBES_MAX = 256
/**
 * After this many hashes in vain the probes may be long; a crowd for all of them is no accident.
 */
const SALTS_MAX = 16
const TWO_TO_32 = 2 ** 32
const TWO_TO_MINUS_32 = 2 ** -32

export class IntMap {
  /** Slot `i` at `4 i`: low and high half of the key, value, and a word that only aligns. */
  #table: Int32Array = new Int32Array(0)
  #mask = 0
  #size = 0
  /** 0: low bits as they stand; above: which of the mixing hashes. */
  #salt = 0

  /** @param expected number of keys that fit before the map first grows. */
  constructor(expected = 64) {
    assert(expected >= 0 && expected <= KEYS_MAX, 'a map holds at most 2^27 keys')
    let capacity = 16
    while (capacity < 2 * expected) capacity *= 2
    this.#table = emptyTable(capacity)
    this.#mask = capacity - 1
  }

  /** Number of keys. */
  get size(): number {
    return this.#size
  }

  /** The key's value, `NO_ENTRY` when it has none. O(1). */
  get(key: number): number {
    const slot = this.#slotOf(key)
    return slot === NO_ENTRY ? NO_ENTRY : this.#table[4 * slot + VALUE]!
  }

  /**
   * The value of a key that lies at its home, as nine of ten do; `NO_ENTRY` for any other, which `get`
   * may yet find. Without a loop, for loops that are in a hurry.
   */
  getAtHome(key: number): number {
    const table = this.#table
    // Without its sign: a negative number has the low bits of a key above 2^31, and is none.
    const low = key & 0x7fff_ffff
    const at = (low & this.#mask) << 2
    const isThere = low === key && table[at | LOW] === low && table[at | HIGH] === 0
    return isThere && this.#salt === 0 ? table[at | VALUE]! : NO_ENTRY
  }

  has(key: number): boolean {
    return this.#slotOf(key) !== NO_ENTRY
  }

  /**
   * Gives a key a value, new or in place of its old one. Amortised O(1); allocates when it grows.
   */
  set(key: number, value: number): void {
    assert(key >= 0 && Number.isSafeInteger(key), 'a key is an integer from 0 to 2^53 - 1')
    assert(value === (value | 0) && value !== NO_ENTRY, 'a value is an int32 other than -1')
    this.#setHalves(key | 0, (key * TWO_TO_MINUS_32) | 0, value)
  }

  /** Gives a key a value that has none: `set` without the search. */
  add(key: number, value: number): void {
    assert(key >= 0 && Number.isSafeInteger(key), 'a key is an integer from 0 to 2^53 - 1')
    assert(value === (value | 0) && value !== NO_ENTRY, 'a value is an int32 other than -1')
    this.#addHalves(key | 0, (key * TWO_TO_MINUS_32) | 0, value)
  }

  /** Removes a key. Answers whether it was there. O(1). */
  delete(key: number): boolean {
    const slot = this.#slotOf(key)
    if (slot === NO_ENTRY) return false
    this.#empty(slot)
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
      if (table[4 * slot + HIGH] === EMPTY) continue
      count++
      const before = (slot - 1) & mask
      const distance = this.#distance(slot)
      const isBehind = table[4 * before + HIGH] !== EMPTY
      assert(distance === 0 || isBehind, 'no empty slot lies between a home and its key')
      const reach = isBehind ? this.#distance(before) + 1 : 0
      assert(distance <= reach, 'keys lie in the order of their homes')
      const found = this.#find(table[4 * slot + LOW]!, table[4 * slot + HIGH]!)
      assert(found === slot, 'every key is found where it lies')
    }
    assert(count === this.#size, 'size is the number of keys')
    assert(2 * count <= mask + 1, 'the map is at most half full')
  }

  /** For tests and measurements: slots between the key farthest from its home and that home. */
  longestProbe(): number {
    let longest = 0
    for (let slot = 0; slot <= this.#mask; slot++) {
      if (this.#table[4 * slot + HIGH] !== EMPTY) longest = Math.max(longest, this.#distance(slot))
    }
    return longest
  }

  // Below here a key is two int32: a double handed to a call that is not inlined is allocated.

  /** The slot of a key, `NO_ENTRY` when it has none, or is no key at all. */
  #slotOf(key: number): number {
    const low = key | 0
    // Most ids are below 2^31, and then there is little to compute.
    if (low === key && low >= 0) return this.#find(low, 0)
    const high = (key * TWO_TO_MINUS_32) | 0
    // Below zero nothing is a key, and -2^32 has the words of a slot that a key has left.
    if (high < 0 || high * TWO_TO_32 + (low >>> 0) !== key) return NO_ENTRY
    return this.#find(low, high)
  }

  #find(low: number, high: number): number {
    const table = this.#table
    const mask = this.#mask
    let slot = this.#home(low, high)
    for (let distance = 0; ; distance++) {
      const foundHigh = table[4 * slot + HIGH]!
      if (table[4 * slot + LOW] === low && foundHigh === high) return slot
      if (foundHigh === EMPTY) return NO_ENTRY
      // One nearer to its home than the key would be here: the key would have taken its place.
      if (this.#distance(slot) < distance) return NO_ENTRY
      slot = (slot + 1) & mask
    }
  }

  #setHalves(low: number, high: number, value: number): void {
    const slot = this.#find(low, high)
    if (slot !== NO_ENTRY) {
      this.#table[4 * slot + VALUE] = value
    } else this.#addHalves(low, high, value)
  }

  #addHalves(low: number, high: number, value: number): void {
    this.#size++
    if (2 * this.#size > this.#mask + 1) this.#rebuild(2 * (this.#mask + 1))
    if (this.#place(low, high, value) >= PROBES_MAX) this.#changeHash()
  }

  /**
   * Empties a slot. What follows moves up, as far as the first at home: behind it nobody wants to.
   */
  #empty(slot: number): void {
    const table = this.#table
    const mask = this.#mask
    let hole = slot
    for (;;) {
      const next = (hole + 1) & mask
      if (table[4 * next + HIGH] === EMPTY || this.#distance(next) === 0) break
      table[4 * hole + LOW] = table[4 * next + LOW]!
      table[4 * hole + HIGH] = table[4 * next + HIGH]!
      table[4 * hole + VALUE] = table[4 * next + VALUE]!
      hole = next
    }
    table[4 * hole + HIGH] = EMPTY
    this.#size--
  }

  /**
   * Puts a key that is not there yet in its place, moves others on, answers how many slots it saw.
   */
  #place(newLow: number, newHigh: number, newValue: number): number {
    const table = this.#table
    const mask = this.#mask
    let low = newLow
    let high = newHigh
    let value = newValue
    let slot = this.#home(low, high)
    let distance = 0
    let seen = 0
    while (table[4 * slot + HIGH] !== EMPTY) {
      const found = this.#distance(slot)
      if (found < distance) {
        const foundLow = table[4 * slot + LOW]!
        const foundHigh = table[4 * slot + HIGH]!
        const foundValue = table[4 * slot + VALUE]!
        table[4 * slot + LOW] = low
        table[4 * slot + HIGH] = high
        table[4 * slot + VALUE] = value
        low = foundLow
        high = foundHigh
        value = foundValue
        distance = found
      }
      slot = (slot + 1) & mask
      distance++
      seen++
    }
    table[4 * slot + LOW] = low
    table[4 * slot + HIGH] = high
    table[4 * slot + VALUE] = value
    return seen
  }

  /** Slots from the home of the key in a slot to that slot. */
  #distance(slot: number): number {
    const table = this.#table
    return (slot - this.#home(table[4 * slot + LOW]!, table[4 * slot + HIGH]!)) & this.#mask
  }

  #home(low: number, high: number): number {
    return (this.#salt === 0 ? low : mixed(low, high, this.#salt)) & this.#mask
  }

  #changeHash(): void {
    if (this.#salt === SALTS_MAX) return
    this.#salt++
    this.#rebuild(this.#mask + 1)
  }

  #rebuild(capacity: number): void {
    assert(capacity <= 2 * KEYS_MAX, 'a map holds at most 2^27 keys')
    const old = this.#table
    this.#table = emptyTable(capacity)
    this.#mask = capacity - 1
    for (let from = 0; from < old.length; from += 4) {
      if (old[from + HIGH] === EMPTY) continue
      this.#place(old[from + LOW]!, old[from + HIGH]!, old[from + VALUE]!)
    }
  }
}

const emptyTable = (capacity: number): Int32Array => new Int32Array(4 * capacity).fill(EMPTY)

/** Spreads both halves of a key over a word, differently for each salt. */
function mixed(low: number, high: number, salt: number): number {
  let word = Math.imul(high ^ Math.imul(salt, 0x9e3779b1), 0x85ebca6b)
  word = Math.imul(((word ^ (word >>> 15)) + low) | 0, 0x2c1b3c6d)
  word = Math.imul(word ^ (word >>> 16) ^ salt, 0x297a2d39)
  return word ^ (word >>> 15)
}
