/**
 * Recorded own orders, and the level that each of them waited at: a trace each, and what became of
 * the order.
 */
import {
  EVENT_F64,
  type EventTape,
  F_EXCHANGE,
  type Instrument,
  type Lots,
  type Side,
  type Ticks,
} from '../../core/index.ts'
import { LevelTrace } from './level-trace.ts'
import { LevelTracer } from './level-tracer.ts'

/** One stay of an own order in one queue, as the venue tells it. */
export interface OwnOrder {
  readonly side: Side
  readonly price: Ticks
  readonly sizeLots: Lots
  /** When it came to rest, by the venue's clock. */
  readonly restedNanos: number
  /** Its first fill, or when it was withdrawn. */
  readonly endedNanos: number
  readonly isFilled: boolean
}

export interface TracedOrder {
  readonly order: OwnOrder
  readonly trace: LevelTrace
}

export class OwnOrderTracer {
  readonly traced: TracedOrder[] = []
  readonly #tracer: LevelTracer
  /** By the time at which they came to rest. */
  readonly #coming: readonly OwnOrder[]
  #next = 0
  #leaving: TracedOrder[] = []
  #firstEnd = Number.POSITIVE_INFINITY

  constructor(orders: readonly OwnOrder[], instrument: Instrument, tellsOrders: boolean) {
    this.#tracer = new LevelTracer(instrument, tellsOrders)
    this.#coming = [...orders].sort((a, b) => a.restedNanos - b.restedNanos)
  }

  push(batch: EventTape): void {
    for (let index = 0; index < batch.length; index++) {
      const at = batch.f64[index * EVENT_F64 + F_EXCHANGE]!
      // What happens at the very instant of a rest comes before it, of an end before that.
      if (at > this.#firstEnd) this.#release(at)
      while (this.#coming[this.#next] !== undefined && at > this.#coming[this.#next]!.restedNanos) {
        this.#rest(this.#coming[this.#next++]!, at)
      }
      this.#tracer.take(batch, index)
    }
  }

  finish(): void {
    this.#release(Number.POSITIVE_INFINITY)
  }

  #rest(order: OwnOrder, at: number): void {
    const { side, price, sizeLots, restedNanos } = order
    const shownLots = this.#tracer.book.sizeAt(side, price)
    const trace = new LevelTrace({ side, price, sizeLots, startNanos: restedNanos, shownLots })
    const traced = { order, trace }
    this.traced.push(traced)
    if (order.endedNanos < at) {
      trace.close('left', order.endedNanos)
      return
    }
    this.#leaving.push(traced)
    this.#tracer.watch(trace)
    this.#firstEnd = Math.min(this.#firstEnd, order.endedNanos)
  }

  /** Orders that ended before `at` wait no longer. */
  #release(at: number): void {
    this.#firstEnd = Number.POSITIVE_INFINITY
    this.#leaving = this.#leaving.filter(({ order, trace }) => {
      if (order.endedNanos < at) {
        if (trace.end === 'open') trace.close('left', order.endedNanos)
        return false
      }
      this.#firstEnd = Math.min(this.#firstEnd, order.endedNanos)
      return true
    })
    this.#tracer.sweep(() => false, at)
  }
}
