/**
 * A set of small integers that finds its next lower member in a handful of instructions.
 *
 * One bit a slot, 32 slots a word, and one bit a word above them: an empty stretch of 1,024
 * slots costs one look, so a search over 16,384 slots never takes more than 18 looks.
 *
 * ```
 * blocks   0 0 0 1 ..            bit w of block b: word 32 b + w is not empty
 * words    0 0 0 0x8100 ..       bit s of word w: slot 32 w + s is a member
 * ```
 */
export class SlotSet {
  readonly #words: Int32Array = new Int32Array(0)
  readonly #blocks: Int32Array = new Int32Array(0)

  /** For slots 0 to `capacity` - 1. */
  constructor(capacity: number) {
    // One word more than needed, so that a search may start at `capacity` itself.
    this.#words = new Int32Array((capacity >>> 5) + 1)
    this.#blocks = new Int32Array((capacity >>> 10) + 1)
  }

  has(slot: number): boolean {
    return ((this.#words[slot >> 5]! >>> (slot & 31)) & 1) === 1
  }

  add(slot: number): void {
    const word = slot >> 5
    this.#words[word]! |= 1 << (slot & 31)
    this.#blocks[word >> 5]! |= 1 << (word & 31)
  }

  delete(slot: number): void {
    const word = slot >> 5
    const left = this.#words[word]! & ~(1 << (slot & 31))
    this.#words[word] = left
    if (left === 0) this.#blocks[word >> 5]! &= ~(1 << (word & 31))
  }

  clear(): void {
    this.#words.fill(0)
    this.#blocks.fill(0)
  }

  /** The highest member strictly below `slot` (0 to capacity), -1 when there is none. */
  below(slot: number): number {
    const word = slot >> 5
    const bits = this.#words[word]! & ((1 << (slot & 31)) - 1)
    if (bits !== 0) return (word << 5) | (31 - Math.clz32(bits))
    return this.#belowWord(word)
  }

  #belowWord(word: number): number {
    const blocks = this.#blocks
    let block = word >> 5
    let bits = blocks[block]! & ((1 << (word & 31)) - 1)
    while (bits === 0) {
      if (block === 0) return -1
      bits = blocks[--block]!
    }
    const found = (block << 5) | (31 - Math.clz32(bits))
    return (found << 5) | (31 - Math.clz32(this.#words[found]!))
  }
}
