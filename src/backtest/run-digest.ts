/**
 * The hash of a run: every intent with its verdict, every report, and the state at the end.
 *
 * Equal input, configuration and seed give equal digests on every machine; a single lot, tick or
 * nanosecond of difference gives another.
 */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  I_META,
  I_PRICE,
  I_SIZE,
  RunHash,
} from '../core/index.ts'
import type { ExecutionListener } from '../execution/index.ts'
import type { OrderIntent } from '../risk/index.ts'

export class RunDigest implements ExecutionListener {
  readonly #hash = new RunHash()

  onIntent(intent: OrderIntent, reason: number): void {
    const hash = this.#hash
    hash.addInt32(intent.action)
    hash.addInt32(reason)
    hash.addFloat64(intent.orderId)
    hash.addInt32(intent.side)
    hash.addInt32(intent.price)
    hash.addInt32(intent.size)
    hash.addInt32(intent.orderType)
    hash.addInt32(intent.timeInForce)
    if (!intent.hasTerms) return
    hash.addInt32(intent.stopPrice)
    hash.addInt32(intent.displaySize)
    hash.addFloat64(intent.expiresAt)
    hash.addInt32(intent.isReduceOnly ? 1 : 0)
  }

  onReport(tape: EventTape, index: number): void {
    const hash = this.#hash
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    hash.addFloat64(tape.f64[f + F_EXCHANGE]!)
    hash.addFloat64(tape.f64[f + F_LOCAL]!)
    hash.addFloat64(tape.f64[f + F_ORDER]!)
    hash.addFloat64(tape.f64[f + F_A]!)
    hash.addFloat64(tape.f64[f + F_B]!)
    hash.addInt32(tape.i32[i + I_META]!)
    hash.addInt32(tape.i32[i + I_PRICE]!)
    hash.addInt32(tape.i32[i + I_SIZE]!)
  }

  /** Adds an end-of-run fact. */
  addFloat64(fact: number): void {
    this.#hash.addFloat64(fact)
  }
  addText(fact: string): void {
    this.#hash.addText(fact)
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return this.#hash.digest()
  }
}
