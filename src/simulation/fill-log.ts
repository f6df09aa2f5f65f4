/**
 * Every execution of a run in the order in which the venues made them, as columns.
 *
 * Written at the instant of the fill, also for fills whose report never reaches the desk before the
 * data ends. A run without an end forgets old executions, so that it can go on for days.
 */
import { lots, nanos, type Side, ticks } from '../core/index.ts'
import type { Fill, FillCause } from '../exchange/index.ts'

const FLOATS = 9
const INTS = 6

/** One execution, copied out. */
export interface LoggedFill extends Fill {
  readonly instrument: number
}

export class FillLog {
  #f64 = new Float64Array(256 * FLOATS)
  #i32 = new Int32Array(256 * INTS)
  #length = 0
  #forgotten = 0

  /** Executions so far, also those forgotten. */
  get length(): number {
    return this.#forgotten + this.#length
  }

  /** Appends an execution and returns its number, counting from 1. Amortised O(1). */
  add(instrument: number, fill: Fill): number {
    if ((this.#length + 1) * FLOATS > this.#f64.length) this.#grow()
    const f = this.#length * FLOATS
    const i = this.#length * INTS
    this.#f64[f] = fill.at
    this.#f64[f + 1] = fill.orderId
    this.#f64[f + 2] = fill.price
    this.#f64[f + 3] = fill.fee
    this.#f64[f + 4] = fill.quantity
    this.#f64[f + 5] = fill.leavesQuantity
    this.#f64[f + 6] = fill.aheadAtEntryLots
    this.#f64[f + 7] = fill.aheadAtFillLots
    this.#f64[f + 8] = fill.restedAtNanos
    this.#i32[i] = fill.priceTicks
    this.#i32[i + 1] = fill.size
    this.#i32[i + 2] = fill.leaves
    this.#i32[i + 3] = fill.side
    this.#i32[i + 4] = fill.cause
    this.#i32[i + 5] = instrument
    this.#length++
    return this.length
  }

  /** Drops the executions before `index`; the others keep their numbers. */
  forgetBefore(index: number): void {
    const dropped = Math.min(index, this.length) - this.#forgotten
    if (dropped <= 0) return
    this.#f64.copyWithin(0, dropped * FLOATS, this.#length * FLOATS)
    this.#i32.copyWithin(0, dropped * INTS, this.#length * INTS)
    this.#forgotten += dropped
    this.#length -= dropped
  }

  /** A copy of execution `index`, counting from 0. */
  at(index: number): LoggedFill {
    const kept = index - this.#forgotten
    if (!(kept >= 0 && kept < this.#length)) throw new RangeError('no such execution')
    const f = kept * FLOATS
    const i = kept * INTS
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
      quantity: this.#f64[f + 4]!,
      leavesQuantity: this.#f64[f + 5]!,
      aheadAtEntryLots: this.#f64[f + 6]!,
      aheadAtFillLots: this.#f64[f + 7]!,
      restedAtNanos: this.#f64[f + 8]!,
    }
  }

  *[Symbol.iterator](): Iterator<LoggedFill> {
    for (let index = this.#forgotten; index < this.length; index++) yield this.at(index)
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
