/** What the gate notes of time: range, steps back, silences. */

/** A stretch without events longer than this is counted. */
export const SILENCE_NANOS = 60e9

/** How often one of the two times went back, and how far at worst. */
export interface StepsBack {
  count: number
  worstNanos: number
}

export class TimeTally {
  firstNanos = Number.NaN
  lastNanos = Number.NaN
  readonly exchangeBack: StepsBack = { count: 0, worstNanos: 0 }
  readonly localBack: StepsBack = { count: 0, worstNanos: 0 }
  messages = 0
  silences = 0
  longestSilenceNanos = 0
  /** When the longest silence began. */
  longestSilenceAt = 0
  #exchange = Number.NEGATIVE_INFINITY
  #local = Number.NEGATIVE_INFINITY

  /** Notes one message. Steps back are counted against the latest time so far. */
  add(exchangeNanos: number, localNanos: number): void {
    this.messages++
    if (exchangeNanos < this.#exchange) note(this.exchangeBack, this.#exchange - exchangeNanos)
    else this.#exchange = exchangeNanos
    if (localNanos < this.#local) {
      note(this.localBack, this.#local - localNanos)
      return
    }
    if (this.messages === 1) this.firstNanos = localNanos
    else this.#silence(localNanos - this.#local)
    this.#local = localNanos
    this.lastNanos = localNanos
  }

  #silence(nanos: number): void {
    if (nanos > SILENCE_NANOS) this.silences++
    if (nanos <= this.longestSilenceNanos) return
    this.longestSilenceNanos = nanos
    this.longestSilenceAt = this.#local
  }
}

function note(steps: StepsBack, nanos: number): void {
  steps.count++
  if (nanos > steps.worstNanos) steps.worstNanos = nanos
}
