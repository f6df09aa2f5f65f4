/**
 * Price levels far from the touch: a sorted list in chunks, for any ranks at all.
 *
 * Dense arrays cost memory by distance; this costs it by level. Levels lie in ascending chunks of
 * at most 256; a change finds its chunk and its place by binary search and shifts within the chunk,
 * so a million levels a billion ticks apart stay quick and small.
 */
import { assert } from '../core/index.ts'
import { NO_RANK } from './rank.ts'

const CHUNK_LEVELS = 256

class Chunk {
  readonly ranks = new Int32Array(CHUNK_LEVELS)
  readonly lots = new Int32Array(CHUNK_LEVELS)
  length = 0

  /** Index of the first level whose rank is at least `rank`. */
  indexOf(rank: number): number {
    const { ranks } = this
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (ranks[middle]! < rank) low = middle + 1
      else high = middle
    }
    return low
  }

  insert(index: number, rank: number, lots: number): void {
    this.ranks.copyWithin(index + 1, index, this.length)
    this.lots.copyWithin(index + 1, index, this.length)
    this.ranks[index] = rank
    this.lots[index] = lots
    this.length++
  }

  remove(index: number): void {
    this.ranks.copyWithin(index, index + 1, this.length)
    this.lots.copyWithin(index, index + 1, this.length)
    this.length--
  }

  /** Moves the upper half into a new chunk and returns it. */
  split(): Chunk {
    const half = this.length >>> 1
    const upper = new Chunk()
    upper.ranks.set(this.ranks.subarray(half, this.length))
    upper.lots.set(this.lots.subarray(half, this.length))
    upper.length = this.length - half
    this.length = half
    return upper
  }
}

export class FarLevels {
  readonly #chunks: Chunk[] = []
  #count = 0
  #best = NO_RANK

  get count(): number {
    return this.#count
  }

  /** The highest rank, `NO_RANK` when there is no level. */
  get best(): number {
    return this.#best
  }

  lotsAt(rank: number): number {
    const chunk = this.#chunks[this.#chunkOf(rank)]
    if (chunk === undefined) return 0
    const index = chunk.indexOf(rank)
    return index < chunk.length && chunk.ranks[index] === rank ? chunk.lots[index]! : 0
  }

  /** Makes the level hold `lots`, zero removes it. Returns what it held before. */
  set(rank: number, lots: number): number {
    if (this.#chunks.length === 0) {
      if (lots === 0) return 0
      this.#chunks.push(new Chunk())
    }
    const at = this.#chunkOf(rank)
    const chunk = this.#chunks[at]!
    const index = chunk.indexOf(rank)
    if (index < chunk.length && chunk.ranks[index] === rank) {
      const before = chunk.lots[index]!
      if (lots !== 0) chunk.lots[index] = lots
      else this.#remove(at, index)
      return before
    }
    if (lots !== 0) this.#insert(at, index, rank, lots)
    return 0
  }

  /** The highest rank strictly below `rank`, `NO_RANK` when there is none. */
  below(rank: number): number {
    const at = this.#chunkOf(rank)
    const chunk = this.#chunks[at]
    if (chunk === undefined) return NO_RANK
    const index = chunk.indexOf(rank)
    if (index > 0) return chunk.ranks[index - 1]!
    const before = this.#chunks[at - 1]
    return before === undefined ? NO_RANK : before.ranks[before.length - 1]!
  }

  clear(): void {
    this.#chunks.length = 0
    this.#count = 0
    this.#best = NO_RANK
  }

  /** For tests: recomputes everything the slow way and asserts that it agrees. */
  checkInvariants(): void {
    let count = 0
    let last = NO_RANK
    for (const chunk of this.#chunks) {
      assert(chunk.length > 0, 'no chunk is empty')
      for (let index = 0; index < chunk.length; index++) {
        assert(chunk.ranks[index]! > last, 'ranks ascend')
        assert(chunk.lots[index]! > 0, 'a level holds something')
        last = chunk.ranks[index]!
        count++
      }
    }
    assert(count === this.#count, 'count is the number of levels')
    assert(last === this.#best, 'best is the highest rank')
  }

  /** The last chunk that starts at or below `rank`, or the first chunk. */
  #chunkOf(rank: number): number {
    const chunks = this.#chunks
    let low = 0
    let high = chunks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (chunks[middle]!.ranks[0]! <= rank) low = middle
      else high = middle - 1
    }
    return low
  }

  #insert(at: number, index: number, rank: number, lots: number): void {
    const chunk = this.#chunks[at]!
    if (chunk.length < CHUNK_LEVELS) chunk.insert(index, rank, lots)
    else {
      const upper = chunk.split()
      this.#chunks.splice(at + 1, 0, upper)
      if (index > chunk.length) upper.insert(index - chunk.length, rank, lots)
      else chunk.insert(index, rank, lots)
    }
    this.#count++
    if (rank > this.#best) this.#best = rank
  }

  #remove(at: number, index: number): void {
    const chunk = this.#chunks[at]!
    chunk.remove(index)
    if (chunk.length === 0) this.#chunks.splice(at, 1)
    this.#count--
    const last = this.#chunks[this.#chunks.length - 1]
    this.#best = last === undefined ? NO_RANK : last.ranks[last.length - 1]!
  }
}
