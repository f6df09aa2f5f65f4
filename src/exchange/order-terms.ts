/** Terms that came ahead of an order and wait for it. */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  I_PRICE,
  I_SIZE,
  type Lots,
  lots,
  NEVER,
  NO_PRICE,
  type Ticks,
  ticks,
} from '../core/index.ts'
import type { RestingOrder } from './resting-orders.ts'

export class OrderTerms {
  #stopPrice: Ticks = NO_PRICE
  #displaySize: Lots = lots(0)
  #expiresAtNanos: number = NEVER
  #isReduceOnly = false

  /** Notes an ORDER_TERMS record. */
  read(tape: EventTape, index: number): void {
    this.#stopPrice = ticks(tape.i32[index * EVENT_I32 + I_PRICE]!)
    this.#displaySize = lots(tape.i32[index * EVENT_I32 + I_SIZE]!)
    this.#expiresAtNanos = tape.f64[index * EVENT_F64 + F_A]!
    this.#isReduceOnly = tape.f64[index * EVENT_F64 + F_B]! === 1
  }

  /** Gives the terms to the order that they came for, and forgets them. */
  giveTo(order: RestingOrder): void {
    order.stopPrice = this.#stopPrice
    order.displaySize = this.#displaySize
    order.expiresAtNanos = this.#expiresAtNanos
    order.isReduceOnly = this.#isReduceOnly
    this.#stopPrice = NO_PRICE
    this.#displaySize = lots(0)
    this.#expiresAtNanos = NEVER
    this.#isReduceOnly = false
  }
}
