/** Draws the account's curves at every market message, beside the sampler that keeps the statistics. */
import type { Nanos } from '../../core/index.ts'
import type { Sampler } from '../../simulation/index.ts'
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
  readonly #recorder: EquityRecorder
  readonly #account: Account
  readonly #markets: readonly Market[]
  readonly #curves: Curves
  readonly #drawdown: Drawdown
  #messages = 0

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
    this.#curves = options.curves
    this.#drawdown = options.drawdown
  }

  readonly hearsMarket = true

  get dueNanos(): number {
    return this.#recorder.dueNanos
  }

  sample(nextNanos: number): void {
    this.#recorder.sample(nextNanos)
  }

  onLocalMarket(now: Nanos): void {
    this.#recorder.onLocalMarket(now)
    let messages = 0
    for (let k = 0; k < this.#markets.length; k++) messages += this.#markets[k]!.trader.messages
    // Inside a message the book may be crossed for a moment, and equity with it.
    if (messages === this.#messages) return
    this.#messages = messages
    this.draw(now)
  }

  draw(now: number): void {
    const { equity, equityBeforeFees } = this.#account
    if (Number.isNaN(equity)) return
    this.#drawdown.add(now, equity)
    this.#curves.add(EQUITY_CURVE, now, equity)
    this.#curves.add(EQUITY_BEFORE_FEES_CURVE, now, equityBeforeFees)
    this.#curves.add(DRAWDOWN_CURVE, now, 0 - this.#drawdown.below(equity))
  }
}
