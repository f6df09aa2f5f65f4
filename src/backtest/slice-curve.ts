/**
 * The equity of a run at the ends of equal slices of the data's time: its curve in a few numbers.
 *
 * A slice ends with the last sample before its end; where there is none, equity is as it was.
 */
export class SliceCurve {
  readonly slices: number
  readonly #firstNanos: number
  readonly #slicesPerNano: number
  readonly #openingEquity: number
  /** Equity at the end of each slice, NaN where no sample fell. */
  readonly #ends: Float64Array

  constructor(options: {
    slices: number
    firstNanos: number
    lastNanos: number
    openingEquity: number
  }) {
    const { slices, firstNanos, lastNanos, openingEquity } = options
    this.slices = slices
    this.#firstNanos = firstNanos
    this.#slicesPerNano = lastNanos > firstNanos ? slices / (lastNanos - firstNanos) : 0
    this.#openingEquity = openingEquity
    this.#ends = new Float64Array(slices).fill(Number.NaN)
  }

  add(atNanos: number, equity: number): void {
    this.#ends[this.sliceOf(atNanos)] = equity
  }

  /** The slice that an instant lies in; what is outside belongs to the first or the last. */
  sliceOf(atNanos: number): number {
    const slice = Math.floor((atNanos - this.#firstNanos) * this.#slicesPerNano)
    return slice < 0 ? 0 : slice < this.slices ? slice : this.slices - 1
  }

  /**
   * Profit over each of the first `count` slices. What is sampled after them belongs to the last: a
   * run over a part of the data ends a little after that part.
   */
  pnl(count: number): number[] {
    const profits: number[] = []
    let before = this.#openingEquity
    for (let slice = 0; slice < count; slice++) {
      const end = slice === count - 1 ? this.#lastFrom(slice) : this.#ends[slice]!
      const equity = Number.isNaN(end) ? before : end
      profits.push(equity - before)
      before = equity
    }
    return profits
  }

  #lastFrom(slice: number): number {
    for (let later = this.slices - 1; later > slice; later--) {
      if (!Number.isNaN(this.#ends[later]!)) return this.#ends[later]!
    }
    return this.#ends[slice]!
  }
}
