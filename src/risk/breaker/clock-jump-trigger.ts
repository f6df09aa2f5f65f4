/**
 * Trips when a clock jumps: of two clocks that should run alike, one has moved further than the other
 * since the last look. Which two is the caller's: wall and steady clock, or venue and own.
 */
import { spanText, type Trigger } from './trigger.ts'

export class ClockJumpTrigger implements Trigger {
  readonly isSpan = true
  readonly text: string
  /** In nanoseconds. */
  readonly threshold: number
  /** By how much the first clock ran ahead since the last look; negative when it fell behind. */
  measured = 0
  #offset = Number.NaN

  constructor(limit: { readonly jumpNanosMax: number }) {
    this.threshold = limit.jumpNanosMax
    this.text = `clock jumped by more than ${spanText(limit.jumpNanosMax)}`
  }

  isBeyond(clockNanos: number, steadyNanos: number): boolean {
    const offset = clockNanos - steadyNanos
    this.measured = Number.isNaN(this.#offset) ? 0 : offset - this.#offset
    this.#offset = offset
    return Math.abs(this.measured) > this.threshold
  }

  /** The next look is the first. */
  reset(): void {
    this.#offset = Number.NaN
    this.measured = 0
  }
}
