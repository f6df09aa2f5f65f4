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
  InputError,
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

/** Records sorted at once: what the worst order of times costs a record is this many steps. */
const SLICE_RECORDS = 512
/** Pending records below which nothing is gained by forgetting those that are done with. */
const COMPACT_RECORDS_MIN = 8192

/** Indices of pending records in the order of one clock. */
class ClockOrder {
  indices = new Int32Array(COMPACT_RECORDS_MIN)
  head = 0
  length = 0
  newest = Number.NEGATIVE_INFINITY
  /** Time of the last record that was taken from the head. */
  final = Number.NEGATIVE_INFINITY
  readonly #slot: number = 0
  readonly #slice = new Int32Array(SLICE_RECORDS)

  constructor(slot: number) {
    this.#slot = slot
  }

  get isEmpty(): boolean {
    return this.head === this.length
  }

  /** Takes in the records from `first` to before `last`, each after all of the same time. */
  insert(first: number, last: number, f64: Float64Array): void {
    this.#sort(first, last, f64)
    this.#reserve(this.length + last - first)
    const slot = this.#slot
    const slice = this.#slice
    const { indices, head } = this
    let from = this.length - 1
    let taken = last - first - 1
    let to = this.length + taken
    this.length = to + 1
    // From the back, as feeds are nearly sorted: what is pending moves only where they overlap.
    for (; taken >= 0; taken--) {
      const time = f64[slice[taken]! * EVENT_F64 + slot]!
      while (from >= head && f64[indices[from]! * EVENT_F64 + slot]! > time) {
        indices[to--] = indices[from--]!
      }
      indices[to--] = slice[taken]!
    }
  }

  /** Takes the head off the order. */
  drop(time: number): void {
    this.head++
    this.final = time
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

  /** Insertion sort into the slice: stable, and quick for what is nearly sorted. */
  #sort(first: number, last: number, f64: Float64Array): void {
    const slot = this.#slot
    const slice = this.#slice
    for (let index = first; index < last; index++) {
      const time = f64[index * EVENT_F64 + slot]!
      if (time > this.newest) this.newest = time
      if (!(time >= this.final)) throw changed()
      let position = index - first
      while (position > 0 && f64[slice[position - 1]! * EVENT_F64 + slot]! > time) {
        slice[position] = slice[position - 1]!
        position--
      }
      slice[position] = index
    }
  }

  #reserve(needed: number): void {
    if (needed <= this.indices.length) return
    const larger = new Int32Array(Math.max(needed, this.indices.length * 2))
    larger.set(this.indices)
    this.indices = larger
  }
}

/** Also for a time that is no number: it has no place in any order. */
const changed = (): InputError =>
  new InputError(
    'times step back farther than they did when the feed was surveyed',
    {},
    'The input must not change while it is read; run again.',
  )

export class TwoClockOrder {
  /** Records in their final order. The consumer clears it. */
  readonly ordered = new EventTape(4096)
  readonly #options: TwoClockOptions
  readonly #pending = new EventTape(4096)
  readonly #exchange = new ClockOrder(F_EXCHANGE)
  readonly #local = new ClockOrder(F_LOCAL)
  #compactAtRecords = COMPACT_RECORDS_MIN

  constructor(options: TwoClockOptions) {
    this.#options = options
  }

  /**
   * Takes in a batch and appends to `ordered` whatever has become final.
   * @throws InputError for times that step back farther than the options say.
   */
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
    }
    for (let start = first; start < this.#pending.length; start += SLICE_RECORDS) {
      const end = Math.min(start + SLICE_RECORDS, this.#pending.length)
      this.#exchange.insert(start, end, f64)
      this.#local.insert(start, end, f64)
    }
    this.#drain(
      this.#exchange.newest - exchangeDisorderNanos,
      this.#local.newest - localDisorderNanos,
      false,
    )
    if (this.#pending.length >= this.#compactAtRecords) this.#compact()
  }

  /** The feed has ended: everything is final. */
  end(): void {
    this.#drain(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, true)
    assert(this.#exchange.isEmpty && this.#local.isEmpty, 'a finished order holds nothing back')
    this.#compact()
  }

  #drain(exchangeFinal: number, localFinal: number, isEnd: boolean): void {
    const { f64 } = this.#pending
    const exchange = this.#exchange
    const local = this.#local
    // Records that follow each other in both streams under the same flags are copied at once.
    let runStart = 0
    let runEnd = 0
    let runFlags = 0
    for (;;) {
      const hasExchange = !exchange.isEmpty
      const hasLocal = !local.isEmpty
      // With one order used up, the next record of the feed may still come before the other's head.
      if (isEnd ? !(hasExchange || hasLocal) : !(hasExchange && hasLocal)) break
      const x = hasExchange ? exchange.indices[exchange.head]! : -1
      const y = hasLocal ? local.indices[local.head]! : -1
      if (hasExchange && f64[x * EVENT_F64 + F_EXCHANGE]! > exchangeFinal) break
      if (hasLocal && f64[y * EVENT_F64 + F_LOCAL]! > localFinal) break
      const order = !hasLocal ? -1 : !hasExchange ? 1 : this.#compare(x, y)
      const index = order <= 0 ? x : y
      const flags =
        order === 0 ? FLAG_EXCHANGE | FLAG_LOCAL : order < 0 ? FLAG_EXCHANGE : FLAG_LOCAL
      if (order <= 0) exchange.drop(f64[x * EVENT_F64 + F_EXCHANGE]!)
      if (order >= 0) local.drop(f64[y * EVENT_F64 + F_LOCAL]!)
      if (index !== runEnd || flags !== runFlags) {
        this.#emit(runStart, runEnd, runFlags)
        runStart = index
        runFlags = flags
      }
      runEnd = index + 1
    }
    this.#emit(runStart, runEnd, runFlags)
  }

  /** Exchange time first, then local time: equal heads are one message, as both sorts are stable. */
  #compare(x: number, y: number): number {
    const { f64 } = this.#pending
    const exchange = f64[x * EVENT_F64 + F_EXCHANGE]! - f64[y * EVENT_F64 + F_EXCHANGE]!
    if (exchange !== 0) return exchange
    return f64[x * EVENT_F64 + F_LOCAL]! - f64[y * EVENT_F64 + F_LOCAL]!
  }

  /** Appends the pending records from `start` to before `end`, flagged. */
  #emit(start: number, end: number, flags: number): void {
    const { ordered } = this
    const first = ordered.length
    ordered.appendFrom(this.#pending, start, end - start)
    const { i32, length } = ordered
    for (let index = first; index < length; index++) {
      i32[index * EVENT_I32 + I_META]! |= flags << 16
    }
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
    this.#compactAtRecords = Math.max(COMPACT_RECORDS_MIN, 2 * this.#pending.length)
  }
}
