/**
 * Trips when too large a share of the last answers were refusals: by the venue, or by the own gate,
 * which a strategy that runs wild hits first.
 */
import { RecentFlags } from './recent-flags.ts'
import type { Trigger } from './trigger.ts'

export class RejectRateTrigger implements Trigger {
  readonly isSpan = false
  readonly text: string
  readonly threshold: number
  /** Share of refusals, from 0 to 1. */
  measured = 0
  readonly #answers: RecentFlags

  constructor(limit: { readonly shareMax: number; readonly answers: number }) {
    this.threshold = limit.shareMax
    this.text = `refused share of the last ${limit.answers} answers`
    this.#answers = new RecentFlags(limit.answers)
  }

  /** Nothing is judged before the ring is full: one refusal of one order is no rate. */
  isBeyond(isRefused: boolean): boolean {
    const answers = this.#answers
    answers.add(isRefused)
    this.measured = answers.raised / answers.seen
    return answers.isFull && this.measured > this.threshold
  }

  reset(): void {
    this.#answers.clear()
    this.measured = 0
  }
}
