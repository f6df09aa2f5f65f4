/** Both lines put together from single delays: entry by kind of request, and response. */
import { CANCEL_ORDER, type Nanos, REPLACE_ORDER } from '../../core/index.ts'
import type { Delay } from './delay.ts'
import type { FeedWatch, LatencyModel } from './latency.ts'

export interface OrderDelays {
  /** One delay may serve several kinds: they then draw from it in the order of the requests. */
  readonly enter: Delay
  readonly cancel: Delay
  readonly replace: Delay
  readonly response: Delay
  readonly watch?: FeedWatch | undefined
}

export class OrderLatency implements LatencyModel {
  readonly watch: FeedWatch | undefined
  readonly #delays: OrderDelays

  constructor(delays: OrderDelays) {
    this.#delays = delays
    this.watch = delays.watch
  }

  entry(now: Nanos, requestKind: number): Nanos {
    if (requestKind === CANCEL_ORDER) return this.#delays.cancel.draw(now)
    if (requestKind === REPLACE_ORDER) return this.#delays.replace.draw(now)
    return this.#delays.enter.draw(now)
  }

  response(now: Nanos): Nanos {
    return this.#delays.response.draw(now)
  }
}
