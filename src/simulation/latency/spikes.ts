/**
 * Latency under load: while the market sends more than so many messages a window, every message
 * takes longer by a factor, by a span, or by both.
 *
 * The load is counted at the venue, on its clock, where queues build up.
 */
import { type Nanos, nanos } from '../../core/index.ts'
import { ActivityWindow } from './activity-window.ts'
import { checkedDelay, checkedPositive, wholeDelay } from './delay.ts'
import type { FeedWatch, LatencyModel } from './latency.ts'

export interface SpikeOptions {
  /** Messages of the market in a window; more of them are a spike. */
  readonly above: number
  readonly window: Nanos
  /** First the latency is multiplied, then the span is added. */
  readonly multiply?: number | undefined
  readonly add?: Nanos | undefined
}

/** A threshold is also the length of a ring of instants. */
export const SPIKE_MESSAGES_MAX = 1_000_000

export class Spikes {
  readonly #activity: ActivityWindow
  readonly #factor: number = 0
  readonly #extra: Nanos

  /** @throws RangeError for a threshold, window, factor or span that makes no sense. */
  constructor(options: SpikeOptions) {
    const { above, window } = options
    if (!(Number.isInteger(above) && above >= 0 && above <= SPIKE_MESSAGES_MAX)) {
      throw new RangeError(`above is a whole number from 0 to ${SPIKE_MESSAGES_MAX}`)
    }
    const spanNanos = checkedDelay(checkedPositive(window, 'window'), 'window')
    this.#activity = new ActivityWindow({ above, spanNanos })
    this.#factor = options.multiply ?? 1
    this.#extra = checkedDelay(options.add ?? 0, 'add')
    if (!(this.#factor >= 1 && Number.isFinite(this.#factor))) {
      throw new RangeError('multiply is at least 1')
    }
  }

  onActivity(now: Nanos): void {
    this.#activity.add(now)
  }

  /** What becomes of a latency at this instant. That of a lost request stays. */
  stretch(latency: Nanos, now: Nanos): Nanos {
    if (latency < 0 || !this.#activity.isBusy(now)) return latency
    return wholeDelay(nanos(latency * this.#factor + this.#extra))
  }
}

/** Any model of the order lines, with spikes on both. */
export class SpikedLatency implements LatencyModel, FeedWatch {
  readonly watch: FeedWatch = this
  readonly #calm: LatencyModel
  readonly #spikes: Spikes

  constructor(calm: LatencyModel, spikes: Spikes) {
    this.#calm = calm
    this.#spikes = spikes
  }

  entry(now: Nanos, requestKind: number): Nanos {
    return this.#spikes.stretch(this.#calm.entry(now, requestKind), now)
  }

  response(now: Nanos): Nanos {
    return this.#spikes.stretch(this.#calm.response(now), now)
  }

  onActivity(now: Nanos): void {
    this.#spikes.onActivity(now)
    this.#calm.watch?.onActivity(now)
  }

  onFeedLatency(latency: Nanos): void {
    this.#calm.watch?.onFeedLatency(latency)
  }
}
