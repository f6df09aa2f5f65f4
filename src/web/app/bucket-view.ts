/**
 * The part of the history that is on the screen, rebuilt from frames.
 *
 * Frames bring rows from some bucket on; what lies before the oldest in view is forgotten. The first
 * frame after a change of window or run brings everything anew.
 */
import { BUCKET_FIELDS } from '../bucket.ts'
import type { Frame } from '../frame.ts'
import type { FrameView } from '../protocol.ts'

export class BucketView {
  view: FrameView | undefined
  /** Bucket number of the first row. */
  #first = 0
  #rows = new Float64Array(0)
  #start = 0
  #count = 0

  /** Buckets that can be drawn. */
  get count(): number {
    return this.#count
  }

  apply({ header: { view }, rows }: Frame): void {
    const before = this.view
    const isAnew =
      before === undefined ||
      before.runNumber !== view.runNumber ||
      before.level !== view.level ||
      view.first > this.#first + this.#count ||
      view.first < this.#first
    this.view = view
    if (isAnew) {
      this.#first = view.first
      this.#count = 0
      this.#start = 0
    }
    this.#count = view.first - this.#first
    this.#append(rows)
    const gone = Math.min(Math.max(0, view.oldest - this.#first), this.#count)
    this.#first += gone
    this.#start += gone
    this.#count -= gone
  }

  /** A field of the bucket in place `index`, 0 being the oldest. */
  at(index: number, field: number): number {
    return this.#rows[(this.#start + index) * BUCKET_FIELDS + field]!
  }

  /** The tick that the bucket in place `index` ends with, so far. */
  tickAt(index: number): number {
    const { level, ticks } = this.view!
    return Math.min((this.#first + index + 1) * 2 ** level, ticks)
  }

  #append(rows: Float64Array): void {
    const added = rows.length / BUCKET_FIELDS
    const end = (this.#start + this.#count + added) * BUCKET_FIELDS
    if (end > this.#rows.length) {
      // Half as much again, so that rows move seldom.
      const kept = this.#rows.subarray(
        this.#start * BUCKET_FIELDS,
        (this.#start + this.#count) * BUCKET_FIELDS,
      )
      const roomy = Math.ceil((this.#count + added) * 1.5) * BUCKET_FIELDS
      const target = roomy > this.#rows.length ? new Float64Array(roomy) : this.#rows
      if (target === this.#rows)
        target.copyWithin(0, kept.byteOffset / 8, kept.byteOffset / 8 + kept.length)
      else target.set(kept)
      this.#rows = target
      this.#start = 0
    }
    this.#rows.set(rows, (this.#start + this.#count) * BUCKET_FIELDS)
    this.#count += added
  }
}
