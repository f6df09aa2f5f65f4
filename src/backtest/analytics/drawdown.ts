/** The largest fall of an equity below its highest so far: how deep, when, and how long it lasted. */

export class Drawdown {
  /** The deepest fall, in currency. */
  depth = 0
  /** When the peak before the deepest fall was, when its bottom, and when equity was back there. */
  peakNanos = Number.NaN
  troughNanos = Number.NaN
  /** NaN while it has not recovered. */
  recoveredNanos = Number.NaN
  /** The longest time from one peak to the next higher one, or to the end. */
  longestNanos = 0
  #underwaterNanos = 0
  #peak = Number.NEGATIVE_INFINITY
  #peakAt = Number.NaN
  #first = Number.NaN
  #lastAt = Number.NaN
  #isUnder = false

  add(at: number, equity: number): void {
    if (Number.isNaN(this.#first)) this.#first = at
    if (this.#isUnder) {
      this.#underwaterNanos += at - this.#lastAt
      this.longestNanos = Math.max(this.longestNanos, at - this.#peakAt)
    }
    this.#lastAt = at
    if (equity >= this.#peak) {
      const isBack = this.#isUnder && this.#peakAt === this.peakNanos
      if (isBack && Number.isNaN(this.recoveredNanos)) this.recoveredNanos = at
      this.#peak = equity
      this.#peakAt = at
      this.#isUnder = false
      return
    }
    this.#isUnder = true
    if (this.#peak - equity > this.depth) {
      this.depth = this.#peak - equity
      this.peakNanos = this.#peakAt
      this.troughNanos = at
      this.recoveredNanos = Number.NaN
    }
  }

  /** How far below its peak the equity is now. */
  below(equity: number): number {
    return Math.max(0, this.#peak - equity)
  }

  /** Share of the time spent below an earlier peak. */
  get underwaterShare(): number {
    const total = this.#lastAt - this.#first
    return total > 0 ? this.#underwaterNanos / total : 0
  }
}
