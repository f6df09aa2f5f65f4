/**
 * The feed's line when the data do not say when they arrived, or are not to be believed: local time
 * is exchange time plus a delay.
 *
 * One draw a message, for all of its records. Nothing overtakes: a message arrives no earlier than
 * the one before it in the feed, so local times never step back.
 */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_LAST,
  flagsOf,
  I_META,
  type Nanos,
  nanos,
} from '../../core/index.ts'
import type { Delay } from './delay.ts'
import type { Spikes } from './spikes.ts'

export class FeedDelay {
  readonly #delay: Delay
  readonly #spikes: Spikes | undefined
  /** Exchange time of the message that is still open, NaN between messages. */
  #openMessage = Number.NaN
  #latency = nanos(0)
  #newestLocal = Number.NEGATIVE_INFINITY

  /** `spikes` must be this feed's own: the order lines see the market later. */
  constructor(delay: Delay, spikes?: Spikes) {
    this.#delay = delay
    this.#spikes = spikes
  }

  /** Gives the records of a tape from index `first` on their local times, in place. */
  stamp(tape: EventTape, first: number): void {
    const { f64, i32 } = tape
    for (let index = first; index < tape.length; index++) {
      const exchange = f64[index * EVENT_F64 + F_EXCHANGE]!
      if (exchange !== this.#openMessage) this.#begin(nanos(exchange))
      const local = exchange + this.#latency
      if (local > this.#newestLocal) this.#newestLocal = local
      f64[index * EVENT_F64 + F_LOCAL] = this.#newestLocal
      const isLast = (flagsOf(i32[index * EVENT_I32 + I_META]!) & FLAG_LAST) !== 0
      this.#openMessage = isLast ? Number.NaN : exchange
    }
  }

  #begin(exchange: Nanos): void {
    this.#latency = this.#delay.draw(exchange)
    if (this.#spikes === undefined) return
    this.#spikes.onActivity(exchange)
    this.#latency = this.#spikes.stretch(this.#latency, exchange)
  }
}
