/**
 * One stream, two clocks: puts records into an order that is sorted for the exchange and for us.
 *
 * A record happens twice: at the venue at its exchange time, and here at its local time. Where one
 * position in the stream suits both clocks it carries `FLAG_EXCHANGE | FLAG_LOCAL`; where it does
 * not (a trade feed that overtakes the depth feed), the record is duplicated, one copy per clock.
 * Both orders are stable sorts of the feed's own order.
 *
 * The stream may be longer than memory. How far times step back in it is known beforehand (a survey
 * of the feed measured it), so a record is final once nothing can come before it any more.
 */
import {
  assert,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_EXCHANGE,
  FLAG_LOCAL,
  I_META,
} from '../core/index.ts'
import type { FeedDelay } from './latency/index.ts'

export interface TwoClockOptions {
  /** Added to both times: from the feed's epoch to the run's. */
  readonly epochShiftNanos?: number
  /** Added to every local time: the correction of a recorder's clock, or a feed latency. */
  readonly localShiftNanos: number
  /** Farthest an exchange time lies before the newest one seen before it. */
  readonly exchangeDisorderNanos: number
  /** The same for local times. */
  readonly localDisorderNanos: number
  /**
   * Replaces the local times of the data by its own, which never step back; the disorder of the
   * data's is of no account then, and the shift is for the caller to leave at 0.
   */
  readonly feedDelay?: FeedDelay | undefined
}

/** Indices of pending records in the order of one clock. */
class ClockOrder {
  indices = new Int32Array(4096)
  head = 0
  length = 0
  newest = Number.NEGATIVE_INFINITY

  get isEmpty(): boolean {
    return this.head === this.length
  }

  /** Inserts after all records of the same time: near the tail, as feeds are nearly sorted. */
  insert(index: number, f64: Float64Array, slot: number): void {
    if (this.length === this.indices.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.indices)
      this.indices = larger
    }
    const { indices, head } = this
    const time = f64[index * EVENT_F64 + slot]!
    let position = this.length++
    if (time > this.newest) this.newest = time
    while (position > head && f64[indices[position - 1]! * EVENT_F64 + slot]! > time) {
      indices[position] = indices[position - 1]!
      position--
    }
    indices[position] = index
  }

  lowestIndex(): number {
    let lowest = Number.POSITIVE_INFINITY
    for (let k = this.head; k < this.length; k++) lowest = Math.min(lowest, this.indices[k]!)
    return lowest
  }

  /** The first `dropped` records are gone: renumber what is pending. */
  renumber(dropped: number): void {
    const pending = this.length - this.head
    for (let k = 0; k < pending; k++) this.indices[k] = this.indices[this.head + k]! - dropped
    this.head = 0
    this.length = pending
  }
}

export class TwoClockOrder {
  /** Records in their final order. The consumer clears it. */
  readonly ordered = new EventTape(4096)
  readonly #options: TwoClockOptions
  readonly #pending = new EventTape(4096)
  readonly #exchange = new ClockOrder()
  readonly #local = new ClockOrder()

  constructor(options: TwoClockOptions) {
    this.#options = options
  }

  /** Takes in a batch and appends to `ordered` whatever has become final. */
  push(batch: EventTape): void {
    const { localShiftNanos, exchangeDisorderNanos, feedDelay } = this.#options
    const localDisorderNanos = feedDelay === undefined ? this.#options.localDisorderNanos : 0
    const epochShiftNanos = this.#options.epochShiftNanos ?? 0
    const first = this.#pending.length
    this.#pending.appendFrom(batch, 0, batch.length)
    feedDelay?.stamp(this.#pending, first)
    const { f64 } = this.#pending
    for (let index = first; index < this.#pending.length; index++) {
      f64[index * EVENT_F64 + F_EXCHANGE]! += epochShiftNanos
      f64[index * EVENT_F64 + F_LOCAL]! += epochShiftNanos + localShiftNanos
      this.#exchange.insert(index, f64, F_EXCHANGE)
      this.#local.insert(index, f64, F_LOCAL)
    }
    this.#drain(
      this.#exchange.newest - exchangeDisorderNanos,
      this.#local.newest - localDisorderNanos,
      false,
    )
    this.#compact()
  }

  /** The feed has ended: everything is final. */
  end(): void {
    this.#drain(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true)
    assert(this.#exchange.isEmpty && this.#local.isEmpty, 'a finished order holds nothing back')
    this.#compact()
  }

  #drain(exchangeFinal: number, localFinal: number, isEnd: boolean): void {
    const { f64 } = this.#pending
    for (;;) {
      const hasExchange = !this.#exchange.isEmpty
      const hasLocal = !this.#local.isEmpty
      if (!hasExchange && !hasLocal) return
      // With one order used up, the next record of the feed may still come before the other's head.
      if (!(hasExchange && hasLocal) && !isEnd) return
      const x = hasExchange ? this.#exchange.indices[this.#exchange.head]! : -1
      const y = hasLocal ? this.#local.indices[this.#local.head]! : -1
      if (hasExchange && f64[x * EVENT_F64 + F_EXCHANGE]! > exchangeFinal) return
      if (hasLocal && f64[y * EVENT_F64 + F_LOCAL]! > localFinal) return
      const order = !hasLocal ? -1 : !hasExchange ? 1 : this.#compare(x, y)
      if (order === 0) this.#emit(x, FLAG_EXCHANGE | FLAG_LOCAL)
      else if (order < 0) this.#emit(x, FLAG_EXCHANGE)
      else this.#emit(y, FLAG_LOCAL)
      if (order <= 0) this.#exchange.head++
      if (order >= 0) this.#local.head++
    }
  }

  /** Exchange time first, then local time: equal heads are one message, as both sorts are stable. */
  #compare(x: number, y: number): number {
    const { f64 } = this.#pending
    const exchange = f64[x * EVENT_F64 + F_EXCHANGE]! - f64[y * EVENT_F64 + F_EXCHANGE]!
    if (exchange !== 0) return exchange
    return f64[x * EVENT_F64 + F_LOCAL]! - f64[y * EVENT_F64 + F_LOCAL]!
  }

  #emit(index: number, flags: number): void {
    const { ordered } = this
    ordered.appendFrom(this.#pending, index, 1)
    ordered.i32[(ordered.length - 1) * EVENT_I32 + I_META]! |= flags << 16
  }

  /** Forgets the records that both orders are done with. */
  #compact(): void {
    const lowest = Math.min(
      this.#exchange.lowestIndex(),
      this.#local.lowestIndex(),
      this.#pending.length,
    )
    this.#pending.dropFirst(lowest)
    this.#exchange.renumber(lowest)
    this.#local.renumber(lowest)
  }
}
