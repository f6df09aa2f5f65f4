/** Trips when equity has fallen by more than so much within a window: losing fast, whatever the day. */
import { TimeSlices } from './time-slices.ts'
import { spanText, type Trigger } from './trigger.ts'

export class LossTrigger implements Trigger {
  readonly isSpan = false
  readonly text: string
  readonly threshold: number
  /** The fall from the highest equity of the window, in currency. */
  measured = 0
  readonly #highest: TimeSlices

  constructor(limit: { readonly lossMax: number; readonly windowNanos: number }) {
    this.threshold = limit.lossMax
    this.text = `loss within ${spanText(limit.windowNanos)}`
    this.#highest = new TimeSlices(limit.windowNanos, Number.NEGATIVE_INFINITY)
  }

  isBeyond(equity: number, now: number): boolean {
    if (Number.isNaN(equity)) return false
    const { values } = this.#highest
    const slice = this.#highest.at(now)
    if (equity > values[slice]!) values[slice] = equity
    let highest = equity
    for (let k = 0; k < values.length; k++) if (values[k]! > highest) highest = values[k]!
    this.measured = highest - equity
    return this.measured > this.threshold
  }

  /** Losses count from now on. */
  reset(): void {
    this.#highest.clear()
    this.measured = 0
  }
}
