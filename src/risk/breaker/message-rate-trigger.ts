/** Trips when more messages than so many have left within a window. */
import { TimeSlices } from './time-slices.ts'
import { spanText, type Trigger } from './trigger.ts'

export class MessageRateTrigger implements Trigger {
  readonly isSpan = false
  readonly text: string
  readonly threshold: number
  /** Messages within the window. */
  measured = 0
  readonly #counts: TimeSlices

  constructor(limit: { readonly messagesMax: number; readonly windowNanos: number }) {
    this.threshold = limit.messagesMax
    this.text = `messages within ${spanText(limit.windowNanos)}`
    this.#counts = new TimeSlices(limit.windowNanos, 0)
  }

  isBeyond(now: number): boolean {
    const { values } = this.#counts
    const slice = this.#counts.at(now)
    values[slice] = values[slice]! + 1
    let sum = 0
    for (let k = 0; k < values.length; k++) sum += values[k]!
    this.measured = sum
    return sum > this.threshold
  }

  reset(): void {
    this.#counts.clear()
    this.measured = 0
  }
}
