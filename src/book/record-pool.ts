/**
 * A pool of 32-byte records in one typed array: half a cache line each, and no garbage.
 *
 * A record is addressed by its offset in `i32`; the same bytes seen as doubles start at `offset / 2`
 * in `f64`. Free records form a list through their first int32. The arrays are replaced when the
 * pool grows: read them anew after every `take`.
 */
import { assert } from '../core/index.ts'

/** The offset of nothing. */
export const NO_RECORD = -1

const RECORD_I32 = 8

export class RecordPool {
  // Of their type from the start: V8 asks what a field is that was undefined once, at every use.
  i32: Int32Array = new Int32Array(0)
  f64: Float64Array = new Float64Array(0)
  #firstFree = NO_RECORD
  #used = 0
  #count = 0

  constructor(expected: number) {
    const bytes = new ArrayBuffer(Math.max(1, expected) * RECORD_I32 * 4)
    this.i32 = new Int32Array(bytes)
    this.f64 = new Float64Array(bytes)
  }

  /** Records in use. */
  get count(): number {
    return this.#count
  }

  /** A record of the caller's own, with whatever bytes are in it. */
  take(): number {
    this.#count++
    const free = this.#firstFree
    if (free !== NO_RECORD) {
      this.#firstFree = this.i32[free]!
      return free
    }
    if (this.#used === this.i32.length) this.#grow()
    const record = this.#used
    this.#used += RECORD_I32
    return record
  }

  release(record: number): void {
    assert(this.#count > 0, 'a released record was taken')
    this.i32[record] = this.#firstFree
    this.#firstFree = record
    this.#count--
  }

  #grow(): void {
    const bytes = new ArrayBuffer(this.i32.length * 8)
    const i32 = new Int32Array(bytes)
    i32.set(this.i32)
    this.i32 = i32
    this.f64 = new Float64Array(bytes)
  }
}
