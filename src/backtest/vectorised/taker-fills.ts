/** Every execution of a vectorised run in its order, as columns; read as those of any other run. */
import { type Lots, lots, nanos, type Side, type Ticks, ticks } from '../../core/index.ts'
import { TAKER } from '../../exchange/index.ts'
import type { LoggedFill } from '../../simulation/index.ts'

const FLOATS = 4
const INTS = 2
const FILLS_AT_FIRST = 1 << 14

export class TakerFills {
  length = 0
  #f64 = new Float64Array(FILLS_AT_FIRST * FLOATS)
  #i32 = new Int32Array(FILLS_AT_FIRST * INTS)

  add(
    at: number,
    orderId: number,
    side: Side,
    priceTicks: Ticks,
    size: Lots,
    price: number,
    fee: number,
  ): void {
    if ((this.length + 1) * FLOATS > this.#f64.length) this.#grow()
    const f = this.length * FLOATS
    const i = this.length * INTS
    this.#f64[f] = at
    this.#f64[f + 1] = orderId
    this.#f64[f + 2] = price
    this.#f64[f + 3] = fee
    this.#i32[i] = priceTicks
    this.#i32[i + 1] = side * size
    this.length++
  }

  /** A copy of execution `index`, counting from 0. */
  at(index: number): LoggedFill {
    if (!(index >= 0 && index < this.length)) throw new RangeError('no such execution')
    const f = index * FLOATS
    const i = index * INTS
    const signedLots = this.#i32[i + 1]!
    return {
      instrument: 0,
      at: nanos(this.#f64[f]!),
      orderId: this.#f64[f + 1]!,
      side: signedLots > 0 ? 1 : -1,
      priceTicks: ticks(this.#i32[i]!),
      size: lots(Math.abs(signedLots)),
      leaves: lots(0),
      price: this.#f64[f + 2]!,
      fee: this.#f64[f + 3]!,
      cause: TAKER,
      quantity: Number.NaN,
      leavesQuantity: Number.NaN,
      aheadAtEntryLots: Number.NaN,
      aheadAtFillLots: Number.NaN,
      restedAtNanos: Number.NaN,
    }
  }

  *[Symbol.iterator](): Iterator<LoggedFill> {
    for (let index = 0; index < this.length; index++) yield this.at(index)
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
