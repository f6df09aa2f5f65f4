/**
 * Where an order stood in its queue when it traded: said with each execution.
 *
 * A venue owns one and writes it before each report, so that nothing is allocated; listeners copy
 * what they keep.
 */
export class FillPlace {
  /** Lots ahead of the order when it came to rest; NaN for an aggressor, or when nobody saw them. */
  aheadAtEntryLots = Number.NaN
  /** Lots still ahead of it in the queue model's eyes: zero when the queue itself was used up. */
  aheadAtFillLots = Number.NaN
  /** When it came to rest at this price. */
  restedAtNanos = Number.NaN

  /** The execution of an order that has not rested. */
  took(): this {
    this.aheadAtEntryLots = Number.NaN
    this.aheadAtFillLots = Number.NaN
    this.restedAtNanos = Number.NaN
    return this
  }

  /** The execution of a resting order. Below zero lots ahead are none; infinitely many are not known. */
  rested(aheadAtEntryLots: number, aheadAtFillLots: number, restedAtNanos: number): this {
    this.aheadAtEntryLots = Math.max(0, aheadAtEntryLots)
    this.aheadAtFillLots = Number.isFinite(aheadAtFillLots)
      ? Math.max(0, aheadAtFillLots)
      : Number.NaN
    this.restedAtNanos = restedAtNanos
    return this
  }
}
