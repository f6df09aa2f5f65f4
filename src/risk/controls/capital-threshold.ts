/** Below a threshold of equity only what reduces a position is let through. */
import { EQUITY } from '../exposure-columns.ts'
import type { JudgedOrder } from '../judged-order.ts'
import { CAPITAL_THRESHOLD, NO_REASON } from '../reason.ts'

export class CapitalThreshold {
  readonly #least: number = 0

  constructor(least: number = Number.NEGATIVE_INFINITY) {
    this.#least = least
  }

  judge(order: JudgedOrder, totals: Float64Array): number {
    if (this.#least === Number.NEGATIVE_INFINITY) return NO_REASON
    // Without a price there is no equity, and it is not above anything.
    return totals[EQUITY]! >= this.#least || order.isReducing ? NO_REASON : CAPITAL_THRESHOLD
  }
}
