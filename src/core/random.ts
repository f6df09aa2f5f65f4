/**
 * Chance: named streams of random numbers that give the same sequence on every machine.
 *
 * Every source of chance in a run has a stream of its own, found by seed and name, so that a stage
 * that draws more numbers does not shift those of another. Streams split: a child depends on the
 * seed and the names on the way to it, never on how far its parent has been drawn.
 *
 * ```ts
 * const prices = RandomStream.named(42, 'prices')
 * prices.normal()                    // standard normal
 * prices.integer(1, 99)              // inclusive at both ends
 * const jumps = prices.split('jumps')
 * ```
 *
 * Generator: xoshiro128** 1.1, D. Blackman and S. Vigna, Scrambled Linear Pseudorandom Number
 * Generators, ACM TOMS 47(4), 2021: period 2^128 - 1, 32 bits at a time. Not for secrets.
 */
import { assert } from './assert.ts'
import { log } from './exact-math.ts'
import { RunHash } from './hash.ts'
import { InputError } from './input-error.ts'
import { NORMAL_EDGES, NORMAL_HEIGHTS, NORMAL_TAIL, normalHeight } from './normal-table.ts'

const TWO_TO_32 = 2 ** 32
const TWO_TO_53 = 2 ** 53
const TWO_TO_MINUS_53 = 2 ** -53

/** The polynomial that takes a state 2^64 steps on. */
const JUMP = [0x8764000b, 0xf542d2d3, 0x6fa035c3, 0x77f2db5b]

/** What a stream is when written down: where it comes from, and where it stands. */
export interface RandomStreamJson {
  /** The seed, then the names that lead to the stream. */
  readonly path: readonly string[]
  /** Four words of 32 bits, unsigned, not all zero. */
  readonly state: readonly number[]
}

export class RandomStream {
  /** The seed as text, then the names that lead here. */
  readonly path: readonly string[]
  readonly #state = new Int32Array(4)
  /** Where the slow part of `normal` leaves its result. */
  readonly #half = new Float64Array(1)

  private constructor(path: readonly string[]) {
    this.path = path
    seedInto(path, this.#state)
  }

  /** The stream of that name under a seed. `42` and `'42'` are the same seed. */
  static named(seed: number | string, name: string): RandomStream {
    assert(typeof seed === 'string' || Number.isFinite(seed), 'a seed is a text or a finite number')
    return new RandomStream([String(seed), name])
  }

  /** @throws InputError for anything that `toJSON` does not write. */
  static fromJSON(json: unknown): RandomStream {
    if (!isStreamJson(json)) {
      throw new InputError(
        'not the state of a random stream',
        {},
        'It holds `path`, a list of texts, and `state`, four unsigned 32-bit words, not all zero.',
      )
    }
    const stream = new RandomStream([...json.path])
    stream.#state.set(json.state)
    return stream
  }

  /** An independent stream that depends on this one's seed and path and on the name alone. */
  split(name: string): RandomStream {
    return new RandomStream([...this.path, name])
  }

  /** Uniform over 0 to 2^32 - 1. */
  nextUint32(): number {
    return this.#next() >>> 0
  }

  /** Uniform over the multiples of 2^-53 in [0, 1). Takes two words. */
  uniform(): number {
    const high = this.#next() >>> 5
    const low = this.#next() >>> 6
    return (high * 0x4000000 + low) * TWO_TO_MINUS_53
  }

  /**
   * Uniform over the integers from `lowest` to `highest`, both included; at most 2^53 of them.
   * Exact: draws that would favour the low numbers are thrown away, fewer than half of them at
   * worst.
   */
  integer(lowest: number, highest: number): number {
    const count = highest - lowest + 1
    assert(count >= 1 && highest - lowest < TWO_TO_53, 'a range holds from one to 2^53 integers')
    assert(Number.isSafeInteger(lowest), 'the lowest of a range is an integer')
    assert(Number.isSafeInteger(highest), 'the highest of a range is an integer')
    if (count >= TWO_TO_32) return lowest + this.#belowWide(count)
    // `>>> 0` keeps the remainder in integer arithmetic, ten times faster than in doubles.
    const divisor = count >>> 0
    const limit = TWO_TO_32 - (TWO_TO_32 % divisor)
    let word = this.#next() >>> 0
    while (word >= limit) word = this.#next() >>> 0
    return lowest + (word % divisor)
  }

  /** Standard normal. Takes two words in 98.5 % of calls; exact, tail included. */
  normal(): number {
    const bits = this.#next()
    const layer = bits & 0xff
    // 21 bits above 32: the fraction is full, and shares no bit with layer (0-7) and sign (8).
    const fraction = ((bits >>> 11) * TWO_TO_32 + (this.#next() >>> 0)) * TWO_TO_MINUS_53
    const x = fraction * NORMAL_EDGES[layer]!
    const sign = 1 - ((bits >> 7) & 2)
    if (x < NORMAL_EDGES[layer + 1]!) return sign * x
    this.#half[0] = x
    this.#drawOutside(layer)
    return sign * this.#half[0]!
  }

  /** Exponential with mean 1. Takes two words. */
  exponential(): number {
    return -log(1 - this.uniform())
  }

  /** Moves 2^64 words ahead: cuts the period into 2^64 stretches that never overlap. */
  jump(): void {
    const sum = new Int32Array(4)
    const state = this.#state
    for (const word of JUMP) {
      for (let bit = 0; bit < 32; bit++) {
        if ((word & (1 << bit)) !== 0) {
          for (let i = 0; i < 4; i++) sum[i] = sum[i]! ^ state[i]!
        }
        this.#next()
      }
    }
    state.set(sum)
  }

  /** A copy of the four words of state. */
  state(): Uint32Array {
    return new Uint32Array(this.#state)
  }

  /** Takes up where `state` was read, in this stream or another. */
  restore(state: Uint32Array): void {
    assert(state.length === 4, 'a state has four words')
    assert(state.some(Boolean), 'a state is never all zero')
    this.#state.set(state)
  }

  toJSON(): RandomStreamJson {
    return { path: this.path, state: [...this.state()] }
  }

  #next(): number {
    const state = this.#state
    const s0 = state[0]!
    const s1 = state[1]!
    const s2 = state[2]! ^ s0
    const s3 = state[3]! ^ s1
    const product = Math.imul(s1, 5)
    state[0] = s0 ^ s3
    state[1] = s1 ^ s2
    state[2] = s2 ^ (s1 << 9)
    state[3] = (s3 << 11) | (s3 >>> 21)
    return Math.imul((product << 7) | (product >>> 25), 9)
  }

  /** Uniform over the integers below `count`, from 53 bits. */
  #belowWide(count: number): number {
    const limit = TWO_TO_53 - (TWO_TO_53 % count)
    let wide = this.uniform() * TWO_TO_53
    while (wide >= limit) wide = this.uniform() * TWO_TO_53
    return wide % count
  }

  /**
   * The rest of the ziggurat: `#half` fell right of the part of its layer that lies under the
   * curve. Leaves a point of the half normal there, from the same layer or from a fresh draw; in
   * memory, because a double that a call returns is allocated unless the call is inlined.
   */
  #drawOutside(from: number): void {
    let layer = from
    let x = this.#half[0]!
    for (;;) {
      if (layer === 0) {
        this.#drawTail()
        return
      }
      const lower = NORMAL_HEIGHTS[layer]!
      const height = lower + this.uniform() * (NORMAL_HEIGHTS[layer + 1]! - lower)
      if (height < normalHeight(x)) break
      layer = this.#next() & 0xff
      x = this.uniform() * NORMAL_EDGES[layer]!
      if (x < NORMAL_EDGES[layer + 1]!) break
    }
    this.#half[0] = x
  }

  /**
   * Beyond the last edge: G. Marsaglia, Generating a Variable from the Tail of the Normal, 1964.
   */
  #drawTail(): void {
    for (;;) {
      const beyond = this.exponential() / NORMAL_TAIL
      if (2 * this.exponential() < beyond * beyond) continue
      this.#half[0] = NORMAL_TAIL + beyond
      return
    }
  }
}

/** Spreads a path over the state: equal paths give equal states, and no path gives all zeros. */
function seedInto(path: readonly string[], state: Int32Array): void {
  const hash = new RunHash()
  const digest = new Uint32Array(2)
  hash.addInt32(path.length)
  for (const step of path) hash.addText(step)
  for (let half = 0; half < 2; half++) {
    hash.addInt32(half)
    hash.digestInto(digest)
    state.set(digest, half * 2)
  }
  if (!state.some(Boolean)) state[0] = 1
}

function isStreamJson(json: unknown): json is RandomStreamJson {
  if (typeof json !== 'object' || json === null) return false
  const { path, state } = json as Partial<RandomStreamJson>
  if (!Array.isArray(path) || !path.every((step) => typeof step === 'string')) return false
  if (!Array.isArray(state) || state.length !== 4 || !state.some(Boolean)) return false
  return state.every((word) => Number.isInteger(word) && word >= 0 && word < TWO_TO_32)
}
