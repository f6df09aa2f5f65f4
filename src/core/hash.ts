/**
 * The hash that names a run: 64 bits over everything that happened, the same on every machine.
 *
 * A `RunHash` hashes a stream of bytes. Integers, doubles and text are ways to append bytes to it,
 * so how the bytes were cut into calls never changes the digest, and a file hashed in chunks has
 * one fingerprint. It is a checksum against accidents, not against an adversary.
 *
 * The state is two 32-bit lanes. A step takes one word and mixes it into the first, the first into
 * the second, and the second back: a bijection of the state for each word, so two streams of equal
 * length that differ in one word, or in two neighbouring ones, never collide, and others as random
 * 64-bit numbers would. 64-bit multiplication costs a BigInt in JavaScript; `Math.imul` is one
 * instruction. Multipliers are those of Y. Collet's xxHash32, the finaliser that of A. Appleby's
 * MurmurHash3.
 */

const MULTIPLIER_A = 0x9e3779b1 | 0
const MULTIPLIER_B = 0x85ebca77 | 0
/** Keeps a state of zeros from staying there when zeros arrive. */
const INCREMENT = 0x6a09e667

const CANONICAL_NAN_HIGH = 0x7ff80000

const START_A = 0x243f6a88
const START_B = 0x85a308d3 | 0

const A = 0
const B = 1
/** Bytes that do not fill a word yet, lowest first. */
const PENDING = 2
/** Bytes so far, modulo 2^32; the low two bits say how many are pending. */
const BYTES = 3

const double = new Float64Array(1)
const words = new Int32Array(double.buffer)
const LOW_WORD = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1

/**
 * ```ts
 * const hash = new RunHash()
 * hash.addFloat64(time)
 * hash.addInt32(price)
 * hash.digest() // sixteen hexadecimal digits; more may be added afterwards
 * ```
 */
export class RunHash {
  readonly #state = new Int32Array(4)

  constructor() {
    this.reset()
  }

  /** Forgets everything added. */
  reset(): void {
    const state = this.#state
    state[A] = START_A
    state[B] = START_B
    state[PENDING] = 0
    state[BYTES] = 0
  }

  /** Adds the low 32 bits of a number, lowest byte first. */
  addInt32(word: number): void {
    const state = this.#state
    const bits = (state[BYTES]! & 3) << 3
    let full = word | 0
    if (bits !== 0) {
      full = state[PENDING]! | (word << bits)
      state[PENDING] = word >>> (32 - bits)
    }
    state[BYTES] = state[BYTES]! + 4
    const a = Math.imul(state[A]! ^ full, MULTIPLIER_A)
    const mixed = a ^ (a >>> 15)
    const b = Math.imul(rotated(state[B]!, 13) + mixed + INCREMENT, MULTIPLIER_B)
    state[A] = rotated(mixed, 17) ^ b
    state[B] = b
  }

  /**
   * Adds the eight bytes of a double, with -0 as 0 and every NaN as one: equal values hash alike.
   */
  addFloat64(value: number): void {
    if (Number.isNaN(value)) {
      // Read back from memory, a NaN may carry any bits.
      this.addInt32(0)
      this.addInt32(CANONICAL_NAN_HIGH)
      return
    }
    // Adding zero turns -0 into 0 and leaves the rest.
    double[0] = value + 0
    this.addInt32(words[LOW_WORD]!)
    this.addInt32(words[1 - LOW_WORD]!)
  }

  /**
   * Adds a text: its length, then its UTF-16 code units, so that `ab`, `c` differs from `a`, `bc`.
   */
  addText(text: string): void {
    this.addInt32(text.length)
    for (let i = 0; i < text.length; i += 2) {
      // Past the end `charCodeAt` is NaN, which the shift makes zero; the length tells it apart.
      this.addInt32(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16))
    }
  }

  /** Adds bytes as they stand, without their count. O(n), one small allocation a call. */
  addBytes(bytes: Uint8Array): void {
    const state = this.#state
    let at = 0
    while (at < bytes.length && (state[BYTES]! & 3) !== 0) this.#addByte(bytes[at++]!)
    const wholeWords = (bytes.length - at) >>> 2
    if (wholeWords > 0) {
      this.#addWords(new DataView(bytes.buffer, bytes.byteOffset + at, wholeWords * 4))
      at += wholeWords * 4
    }
    while (at < bytes.length) this.#addByte(bytes[at++]!)
  }

  /** Sixteen hexadecimal digits over all that was added so far. Does not disturb the state. */
  digest(): string {
    this.digestInto(digestWords)
    return hexadecimal(digestWords[0]!) + hexadecimal(digestWords[1]!)
  }

  /** The digest as two words, high then low, for those who want bits rather than text. */
  digestInto(out: Uint32Array): void {
    const state = this.#state
    let a = state[A]! ^ state[BYTES]!
    let b = state[B]! ^ state[PENDING]!
    for (let round = 0; round < 2; round++) {
      a = avalanched((a + rotated(b, 7)) | 0)
      b = avalanched((b + rotated(a, 19) + INCREMENT) | 0)
    }
    out[0] = a ^ b
    out[1] = b
  }

  #addByte(byte: number): void {
    const state = this.#state
    const count = state[BYTES]! & 3
    const pending = state[PENDING]! | (byte << (count << 3))
    if (count < 3) {
      state[PENDING] = pending
      state[BYTES] = state[BYTES]! + 1
      return
    }
    state[PENDING] = 0
    state[BYTES] = state[BYTES]! - 3
    this.addInt32(pending)
  }

  /** The step of `addInt32` with the lanes in registers. No bytes may be pending. */
  #addWords(view: DataView): void {
    const state = this.#state
    const length = view.byteLength
    let a = state[A]!
    let b = state[B]!
    for (let at = 0; at < length; at += 4) {
      a = Math.imul(a ^ view.getInt32(at, true), MULTIPLIER_A)
      a ^= a >>> 15
      b = Math.imul(((b << 13) | (b >>> 19)) + a + INCREMENT, MULTIPLIER_B)
      a = ((a << 17) | (a >>> 15)) ^ b
    }
    state[A] = a
    state[B] = b
    state[BYTES] = state[BYTES]! + length
  }
}

const digestWords = new Uint32Array(2)

const rotated = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits))

/** Spreads every bit of a word over all of it. A bijection. */
function avalanched(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

const hexadecimal = (word: number): string => word.toString(16).padStart(8, '0')
