/**
 * Equity changes over windows of fixed length: what a Sharpe ratio is made of.
 *
 * A window's equity is the last one sampled in it; a window without a sample keeps the equity of the
 * one before, so its change is zero. Windows are cut at multiples of their length since the epoch.
 * Sums run along, so a run of any length takes the same memory.
 */
export class WindowStatistics {
  readonly intervalNanos: number
  count = 0
  #window = Number.NaN
  #equity = Number.NaN
  #closed = Number.NaN
  #mean = 0
  #squares = 0
  #losses = 0

  constructor(intervalNanos: number) {
    this.intervalNanos = intervalNanos
  }

  add(at: number, equity: number): void {
    const window = Math.floor(at / this.intervalNanos)
    if (window > this.#window) {
      this.#close()
      this.#repeat(window - this.#window - 1)
    }
    // The first of all: there is nothing to close.
    if (!(window <= this.#window)) this.#window = window
    this.#equity = equity
  }

  /** The last window is over, whether or not it was whole. */
  finish(): void {
    this.#close()
    this.#equity = Number.NaN
  }

  /** Mean change over its deviation (ddof 1), per window; NaN without variation. */
  get sharpe(): number {
    const deviation = Math.sqrt(this.#squares / (this.count - 1))
    return this.count < 2 || deviation === 0 ? Number.NaN : this.#mean / deviation
  }
  /** Mean change over the root mean square of losses, per window; NaN without a loss. */
  get sortino(): number {
    if (this.count < 2 || this.#losses === 0) return Number.NaN
    return this.#mean / Math.sqrt(this.#losses / this.count)
  }

  #close(): void {
    if (!Number.isNaN(this.#closed)) this.#change(this.#equity - this.#closed)
    this.#closed = this.#equity
  }

  /** Welford's running mean and sum of squared deviations. */
  #change(change: number): void {
    if (Number.isNaN(change)) return
    this.count++
    const before = change - this.#mean
    this.#mean += before / this.count
    this.#squares += before * (change - this.#mean)
    if (change < 0) this.#losses += change * change
  }

  /** Windows in which nothing changed, all at once (Chan's way of joining two sums). */
  #repeat(windows: number): void {
    if (!(windows > 0) || Number.isNaN(this.#closed)) return
    const total = this.count + windows
    this.#squares += (this.#mean * this.#mean * this.count * windows) / total
    this.#mean = (this.#mean * this.count) / total
    this.count = total
  }
}
