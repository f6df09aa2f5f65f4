/**
 * Delays in proportion to the newest feed latency: when the road from the venue is slow, so is the
 * road to it.
 *
 * Only records that have already arrived count. Before the first one the feed is taken to be
 * immediate, and what remains is the offset.
 */
import type { Nanos } from '../../core/index.ts'
import { checkedDelay, type Delay, wholeDelay } from './delay.ts'
import type { FeedGauge } from './feed-gauge.ts'

export interface ProportionalOptions {
  /** Feed latencies that make one delay. */
  readonly factor: number
  readonly offset?: Nanos | undefined
}

export class ProportionalDelay implements Delay {
  readonly #factor: number = 0
  readonly #offset: Nanos
  readonly #gauge: FeedGauge

  /** @throws RangeError for a negative factor or offset. */
  constructor(options: ProportionalOptions, gauge: FeedGauge) {
    this.#factor = options.factor
    this.#offset = checkedDelay(options.offset ?? 0, 'offset')
    this.#gauge = gauge
    if (!(this.#factor >= 0 && Number.isFinite(this.#factor))) {
      throw new RangeError('factor is at least 0')
    }
  }

  draw(_now: Nanos): Nanos {
    return wholeDelay(this.#factor * this.#gauge.newest + this.#offset)
  }
}
