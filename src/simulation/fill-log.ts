/**
 * Every execution of a run in the order in which the venues made them, as columns.
 *
 * Written at the instant of the fill, also for fills whose report never reaches the desk before the
 * data ends.
 */
import { type Lots, lots, type Nanos, nanos, type Side, type Ticks, ticks } from '../core/index.ts'
import type { FillCause } from '../exchange/index.ts'

const FLOATS = 4
const INTS = 6

/** One execution, copied out. */
export interface LoggedFill {
  readonly instrument: number
  readonly at: Nanos
  readonly orderId: number
  readonly side: Side
  readonly priceTicks: Ticks
  readonly size: Lots
  readonly leaves: Lots
  /** In the instrument's currency, exact. */
  readonly price: number
  readonly fee: number
  readonly cause: FillCause
}

export class FillLog {
  #f64 = new Float64Array(256 * FLOATS)
  #i32 = new Int32Array(256 * INTS)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** Appends an execution and returns its number, counting from 1. Amortised O(1). */
  add(
    instrument: number,
    at: Nanos,
    orderId: number,
    side: Side,
    priceTicks: Ticks,
    size: Lots,
    leaves: Lots,
    price: number,
    fee: number,
    cause: FillCause,
  ): number {
    if ((this.#length + 1) * FLOATS > this.#f64.length) this.#grow()
    const f = this.#length * FLOATS
    const i = this.#length * INTS
    this.#f64[f] = at
    this.#f64[f + 1] = orderId
    this.#f64[f + 2] = price
    this.#f64[f + 3] = fee
    this.#i32[i] = priceTicks
    this.#i32[i + 1] = size
    this.#i32[i + 2] = leaves
    this.#i32[i + 3] = side
    this.#i32[i + 4] = cause
    this.#i32[i + 5] = instrument
    this.#length++
    return this.#length
  }

  /** A copy of execution `index`, counting from 0. */
  at(index: number): LoggedFill {
    if (!(index >= 0 && index < this.#length)) throw new RangeError('no such execution')
    const f = index * FLOATS
    const i = index * INTS
    return {
      instrument: this.#i32[i + 5]!,
      at: nanos(this.#f64[f]!),
      orderId: this.#f64[f + 1]!,
      side: this.#i32[i + 3]! as Side,
      priceTicks: ticks(this.#i32[i]!),
      size: lots(this.#i32[i + 1]!),
      leaves: lots(this.#i32[i + 2]!),
      price: this.#f64[f + 2]!,
      fee: this.#f64[f + 3]!,
      cause: this.#i32[i + 4]! as FillCause,
    }
  }

  *[Symbol.iterator](): Iterator<LoggedFill> {
    for (let index = 0; index < this.#length; index++) yield this.at(index)
  }

  #grow(): void {
    const f64 = new Float64Array(this.#f64.length * 2)
    const i32 = new Int32Array(this.#i32.length * 2)
    f64.set(this.#f64)
    i32.set(this.#i32)
    this.#f64 = f64
    this.#i32 = i32
  }
}
