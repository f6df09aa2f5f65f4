/** Draws the account's curves at every market message, beside the sampler that keeps the statistics. */
import type { Nanos } from '../../core/index.ts'
import type { Sampler, Trader } from '../../simulation/index.ts'
import type { Account } from '../account.ts'
import type { EquityRecorder } from '../equity-recorder.ts'
import type { Market } from '../market.ts'
import type { Curves } from './curves.ts'
import type { Drawdown } from './drawdown.ts'

export const EQUITY_CURVE = 0
export const EQUITY_BEFORE_FEES_CURVE = 1
/** How far below its peak the equity is, so never above zero. */
export const DRAWDOWN_CURVE = 2
export const ACCOUNT_CURVES = 3

export class CurveSampler implements Sampler {
  readonly hearsMarket = true
  /** The recorder's: curves are drawn when the market moves, not when time passes. */
  dueNanos: number
  readonly #recorder: EquityRecorder
  readonly #account: Account
  readonly #markets: readonly Market[]
  readonly #curves: Curves
  readonly #drawdown: Drawdown
  readonly #traders: readonly Trader[]
  #isRecorderListening = true
  #messages = 0
  /** The price and the cash of each market when the curves were drawn last. */
  readonly #prices: Float64Array
  readonly #cash: Float64Array

  constructor(options: {
    readonly recorder: EquityRecorder
    readonly account: Account
    readonly markets: readonly Market[]
    readonly curves: Curves
    readonly drawdown: Drawdown
  }) {
    this.#recorder = options.recorder
    this.#account = options.account
    this.#markets = options.markets
    this.#traders = options.markets.map(({ trader }) => trader)
    this.dueNanos = options.recorder.dueNanos
    this.#curves = options.curves
    this.#drawdown = options.drawdown
    this.#prices = new Float64Array(options.markets.length).fill(Number.NaN)
    this.#cash = new Float64Array(options.markets.length)
  }

  sample(nextNanos: number): void {
    this.#recorder.sample(nextNanos)
    this.dueNanos = this.#recorder.dueNanos
  }

  onLocalMarket(now: Nanos): void {
    if (this.#isRecorderListening) {
      this.#recorder.onLocalMarket(now)
      this.#isRecorderListening = this.#recorder.hearsMarket
      this.dueNanos = this.#recorder.dueNanos
    }
    let messages = 0
    for (let k = 0; k < this.#traders.length; k++) messages += this.#traders[k]!.messages
    // Inside a message the book may be crossed for a moment, and equity with it.
    if (messages === this.#messages) return
    this.#messages = messages
    if (this.#hasChanged()) this.draw(now)
  }

  draw(now: number): void {
    const { equity, equityBeforeFees } = this.#account
    if (Number.isNaN(equity)) return
    this.#drawdown.add(now, equity)
    this.#curves.add(EQUITY_CURVE, now, equity)
    this.#curves.add(EQUITY_BEFORE_FEES_CURVE, now, equityBeforeFees)
    this.#curves.add(DRAWDOWN_CURVE, now, 0 - this.#drawdown.below(equity))
  }

  /** Equity stands still while no price moves and nobody trades or pays; so it is at most messages. */
  #hasChanged(): boolean {
    let hasChanged = false
    for (let k = 0; k < this.#markets.length; k++) {
      const { mark, portfolio } = this.#markets[k]!
      const { price } = mark
      if (price === this.#prices[k] && portfolio.cash === this.#cash[k]) continue
      this.#prices[k] = price
      this.#cash[k] = portfolio.cash
      hasChanged = true
    }
    return hasChanged
  }
}
