/** The venue refuses most of what is entered or moved; withdrawals pass. */
import {
  CANCEL_ORDER,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_ORDER,
  F_SEQUENCE,
  I_META,
  I_PRICE,
  I_SIZE,
  kindOf,
  lots,
  type Nanos,
  ORDER_TERMS,
  RandomStream,
  REJECTED,
  REQUEST_REJECTED,
  sideOf,
  ticks,
} from '../../core/index.ts'
import { NOT_SUPPORTED } from '../../risk/index.ts'
import { Fault, type FaultWindow, type RequestFate } from './fault.ts'
import type { Wire } from './wire.ts'

export class RejectStorm extends Fault {
  readonly #share: number
  readonly #random: RandomStream
  #passed = 0

  constructor(window: FaultWindow, share: number, seed: number | string) {
    super(window)
    this.#share = share
    this.#random = RandomStream.named(seed, 'reject storm')
  }

  override request(tape: EventTape, index: number, now: Nanos, wire: Wire): RequestFate {
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    const meta = tape.i32[i + I_META]!
    const kind = kindOf(meta)
    if (!this.isOn(now) || kind === CANCEL_ORDER || kind === ORDER_TERMS) return 'passes'
    if (this.#random.uniform() >= this.#share) {
      this.#passed++
      return 'passes'
    }
    this.acts++
    wire.report(
      kind === ENTER_ORDER ? REJECTED : REQUEST_REJECTED,
      now,
      tape.f64[f + F_ORDER]!,
      sideOf(meta),
      ticks(tape.i32[i + I_PRICE]!),
      lots(tape.i32[i + I_SIZE]!),
      tape.f64[f + F_SEQUENCE]!,
      NOT_SUPPORTED,
    )
    return 'lost'
  }

  override told(): string {
    return `${this.acts} requests refused, ${this.#passed} let through`
  }
}
