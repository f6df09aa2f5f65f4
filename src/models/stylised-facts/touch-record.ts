/**
 * The best prices over time: how long the spread was how wide, and the flow of orders at the touch.
 *
 * The flow is that of R. Cont, A. Kukanov and S. Stoikov, The Price Impact of Order Book Events,
 * Journal of Financial Econometrics 12, 2014: what is added at the best bid and taken from the best
 * ask counts up, the contrary down, whether it came as a limit order, a cancel or a trade.
 */

/** Spreads that are counted apart; wider ones together with the last. */
export const SPREADS = 50

export class TouchRecord {
  /** Nanoseconds by spread in ticks; entry 0 is unused. */
  readonly #spreadNanos = new Float64Array(SPREADS + 1)
  #spreadSum = 0
  #nanos = 0
  #since = Number.NaN
  #bid = 0
  #bidLots = 0
  #ask = 0
  #askLots = 0
  #flowLots = 0
  #oneSidedNanos = 0

  /** Flow since it was last taken, lots. */
  takeFlow(): number {
    const flow = this.#flowLots
    this.#flowLots = 0
    return flow
  }

  /** Both sides stand. Call at every change of a best price or size. */
  touch(nanos: number, bid: number, bidLots: number, ask: number, askLots: number): void {
    if (!Number.isNaN(this.#since)) {
      this.#hold(nanos)
      if (this.#bid !== NONE) this.#flowLots += this.#flow(bid, bidLots, ask, askLots)
    }
    this.#since = nanos
    this.#bid = bid
    this.#bidLots = bidLots
    this.#ask = ask
    this.#askLots = askLots
  }

  /** A side is empty: there is no spread until the next touch. */
  lose(nanos: number): void {
    if (!Number.isNaN(this.#since)) this.#hold(nanos)
    this.#since = nanos
    this.#bid = NONE
  }

  /** Counts the time up to `nanos`. */
  finish(nanos: number): void {
    if (Number.isNaN(this.#since)) return
    this.#hold(nanos)
    this.#since = nanos
  }

  get meanSpreadTicks(): number {
    return this.#spreadSum / this.#nanos
  }
  /** Share of time without one side of the book. */
  get oneSidedShare(): number {
    const all = this.#nanos + this.#oneSidedNanos
    return all > 0 ? this.#oneSidedNanos / all : 0
  }
  /** Share of time at a spread of `ticks`. */
  spreadShare(ticks: number): number {
    return this.#nanos > 0 ? (this.#spreadNanos[ticks] ?? 0) / this.#nanos : Number.NaN
  }

  #hold(nanos: number): void {
    const held = nanos - this.#since
    if (this.#bid === NONE) {
      this.#oneSidedNanos += held
      return
    }
    const spread = this.#ask - this.#bid
    const entry = Math.min(SPREADS, Math.max(0, spread))
    this.#spreadNanos[entry] = this.#spreadNanos[entry]! + held
    this.#spreadSum += spread * held
    this.#nanos += held
  }

  #flow(bid: number, bidLots: number, ask: number, askLots: number): number {
    let flow = 0
    if (bid >= this.#bid) flow += bidLots
    if (bid <= this.#bid) flow -= this.#bidLots
    if (ask <= this.#ask) flow -= askLots
    if (ask >= this.#ask) flow += this.#askLots
    return flow
  }
}

/** In place of a best bid while the book has one side; no price is that low. */
const NONE = Number.NEGATIVE_INFINITY
