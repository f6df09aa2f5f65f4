/**
 * The parts of an event run that make it a market without queues, so that only the engines differ.
 */
import { type Nanos, nanos } from '../../core/index.ts'
import type { QueueModel, QueuePlace } from '../../exchange/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'
import type { LatencyColumns } from './latency-columns.ts'
import type { MarketColumns } from './market-columns.ts'

/** Nobody is ever reached at his own price: an order fills when the market goes through it. */
export class EndlessQueue implements QueueModel {
  readonly name = 'endless'

  enter(place: QueuePlace): void {
    place.ahead = Number.POSITIVE_INFINITY
    place.traded = 0
  }
  trade(): void {}
  depth(): void {}
  takeFillable(): number {
    return 0
  }
}

/** Requests take as long as the columns say; answers take as long as another model says. */
export class ColumnLatency implements LatencyModel {
  readonly #columns: MarketColumns
  readonly #latency: LatencyColumns
  readonly #response: LatencyModel | undefined

  /** Without `response` every answer is known at once. */
  constructor(columns: MarketColumns, latency: LatencyColumns, response?: LatencyModel) {
    this.#columns = columns
    this.#latency = latency
    this.#response = response
  }

  entry(now: Nanos): Nanos {
    const { times, intervalNanos, rows } = this.#columns
    const row = Math.min(rows - 1, Math.max(0, Math.round((now - times[0]!) / intervalNanos)))
    const taken = this.#latency.ackTimes[row]! - times[row]!
    return nanos(this.#latency.isLost[row] === 1 ? -taken : taken)
  }
  response(now: Nanos): Nanos {
    return this.#response?.response(now) ?? nanos(0)
  }
}
