/**
 * What the page can look back on: every tick of the recent past, and coarser buckets of the rest.
 *
 * Level 0 holds single ticks, level 1 buckets of two, level k buckets of 2^k. Each level is a ring of
 * the same length, so days of running take the memory of a few rings, and any stretch of the
 * past can be shown with as many buckets as a screen has columns. Thirty levels, the most that a
 * series of 104 days at 100 ticks a second needs, take 37 MB.
 *
 * ```
 * level 2   [ 1..4    ][ 5..8    ]( 9..    )       ( ) is open: it still grows
 * level 1   [1 2][3 4][5 6][7 8][9 10](11  )
 * level 0   [1][2][3][4][5][6][7][8][9][10][11]
 * ```
 *
 * Ticks count from 1. Bucket b of level k holds the ticks from b * 2^k + 1 to (b + 1) * 2^k.
 */
import { assert } from '../core/index.ts'
import { BUCKET_FIELDS, mergeBucket } from './bucket.ts'

/** Buckets that each level keeps; level 0 thereby keeps this many ticks in full. */
export const BUCKETS_KEPT = 8192

class Level {
  readonly rows = new Float64Array(BUCKETS_KEPT * BUCKET_FIELDS)
  /** Complete buckets so far, also those that the ring has forgotten. */
  complete = 0
  readonly open = new Float64Array(BUCKET_FIELDS)
  /** Children merged into the open bucket: 0 or 1. */
  openChildren = 0

  at(bucket: number): number {
    return (bucket % BUCKETS_KEPT) * BUCKET_FIELDS
  }
}

export class History {
  readonly #levels: Level[] = [new Level()]
  #ticks = 0

  /** Ticks recorded since the start. */
  get ticks(): number {
    return this.#ticks
  }

  /** Bytes held, which stops growing once the levels are there. */
  get bytes(): number {
    return this.#levels.length * BUCKETS_KEPT * BUCKET_FIELDS * Float64Array.BYTES_PER_ELEMENT
  }

  /** Records the next tick; amortised two merges. The row is copied. */
  record(row: Float64Array): void {
    assert(row.length === BUCKET_FIELDS, 'a row has all fields')
    const ticks = this.#levels[0]!
    ticks.rows.set(row, ticks.at(ticks.complete))
    ticks.complete++
    this.#ticks++
    this.#carry(1)
  }

  /** The lowest level at which so many ticks take at most so many buckets. */
  levelFor(spanTicks: number, bucketsMax: number): number {
    let level = 0
    while (Math.ceil(spanTicks / 2 ** level) > bucketsMax) level++
    return level
  }

  /** The bucket that the newest tick lies in; -1 before the first tick. */
  newestBucket(level: number): number {
    return this.#ticks === 0 ? -1 : Math.floor((this.#ticks - 1) / 2 ** level)
  }

  /** The oldest bucket of a level that is still there. */
  oldestBucket(level: number): number {
    const complete = this.#levels[level]?.complete ?? 0
    return Math.max(0, complete - BUCKETS_KEPT)
  }

  /**
   * Copies the buckets from `first` to the newest into `rows` and returns how many.
   * The last may be open: it then holds the ticks so far.
   */
  readInto(rows: Float64Array, level: number, first: number): number {
    assert(first >= this.oldestBucket(level), 'the bucket is still kept')
    const newest = this.newestBucket(level)
    const complete = this.#levels[level]?.complete ?? 0
    let count = 0
    for (let bucket = first; bucket <= newest; bucket++) {
      const at = count++ * BUCKET_FIELDS
      if (bucket === complete) {
        this.#readOpen(rows, at, level)
      } else {
        const source = this.#levels[level]!
        const from = source.at(bucket)
        rows.set(source.rows.subarray(from, from + BUCKET_FIELDS), at)
      }
    }
    return count
  }

  /** The newest bucket of level `from - 1` is complete: merges it upwards while buckets complete. */
  #carry(from: number): void {
    for (let k = from; ; k++) {
      const below = this.#levels[k - 1]!
      if (this.#levels.length === k) {
        if (below.complete < 2) return
        this.#levels.push(new Level())
        // The first of the two children was complete before this level was needed.
        this.#levels[k]!.open.set(below.rows.subarray(0, BUCKET_FIELDS))
        this.#levels[k]!.openChildren = 1
      }
      const level = this.#levels[k]!
      const child = below.at(below.complete - 1)
      if (level.openChildren === 0) {
        level.open.set(below.rows.subarray(child, child + BUCKET_FIELDS))
        level.openChildren = 1
        return
      }
      mergeBucket(level.open, 0, below.rows, child)
      level.rows.set(level.open, level.at(level.complete))
      level.complete++
      level.openChildren = 0
    }
  }

  /** The open bucket of a level: its own children, then what is still open further down, in order. */
  #readOpen(rows: Float64Array, at: number, level: number): void {
    let isEmpty = true
    for (let k = Math.min(level, this.#levels.length - 1); k >= 0; k--) {
      const source = this.#levels[k]!
      // Above the highest level that exists, everything so far is one open bucket.
      const isWholeLevel = k < level && k === this.#levels.length - 1
      const first = isWholeLevel ? 0 : source.complete
      for (let bucket = first; bucket < source.complete; bucket++) {
        isEmpty = this.#put(rows, at, source.rows, source.at(bucket), isEmpty)
      }
      if (source.openChildren > 0) isEmpty = this.#put(rows, at, source.open, 0, isEmpty)
    }
    assert(!isEmpty, 'an open bucket that is asked for holds a tick')
  }

  #put(
    rows: Float64Array,
    at: number,
    source: Float64Array,
    from: number,
    isFirst: boolean,
  ): boolean {
    if (isFirst) rows.set(source.subarray(from, from + BUCKET_FIELDS), at)
    else mergeBucket(rows, at, source, from)
    return false
  }
}
