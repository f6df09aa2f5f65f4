/**
 * Trips when market data are missing: nothing has come for so long, or the feed says that it lost
 * something.
 */
import { spanText, type Trigger } from './trigger.ts'

export class DataGapTrigger implements Trigger {
  readonly isSpan = true
  readonly text: string
  /** In nanoseconds. */
  readonly threshold: number
  /** The silence, in nanoseconds. */
  measured = 0
  #heardAt = Number.NaN

  constructor(limit: { readonly silenceNanosMax: number }) {
    this.threshold = limit.silenceNanosMax
    this.text = `market data silent for more than ${spanText(limit.silenceNanosMax)}`
  }

  /** Data have come: beyond when they were missing for too long before. */
  hears(now: number): boolean {
    const isBeyond = this.isSilent(now)
    this.#heardAt = now
    return isBeyond
  }

  /** No data: beyond when that is so for too long by now. */
  isSilent(now: number): boolean {
    if (Number.isNaN(this.#heardAt)) return false
    this.measured = now - this.#heardAt
    return this.measured > this.threshold
  }

  /** Silence counts from the next record on. */
  reset(): void {
    this.#heardAt = Number.NaN
    this.measured = 0
  }
}
