/** Trips when equity has fallen by more than so much from the highest it ever had. */
import type { Trigger } from './trigger.ts'

export class DrawdownTrigger implements Trigger {
  readonly isSpan = false
  readonly text = 'drawdown'
  readonly threshold: number
  /** In currency. */
  measured = 0
  #highest = Number.NEGATIVE_INFINITY

  constructor(limit: { readonly drawdownMax: number }) {
    this.threshold = limit.drawdownMax
  }

  isBeyond(equity: number): boolean {
    if (Number.isNaN(equity)) return false
    if (equity > this.#highest) this.#highest = equity
    this.measured = this.#highest - equity
    return this.measured > this.threshold
  }

  /** The peak counts from now on. */
  reset(): void {
    this.#highest = Number.NEGATIVE_INFINITY
    this.measured = 0
  }
}
