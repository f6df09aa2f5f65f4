/** The venue refuses most of what is entered or moved; withdrawals pass. */
import {
  CANCEL_ORDER,
  EVENT_I32,
  type EventTape,
  I_META,
  kindOf,
  type Nanos,
  ORDER_TERMS,
  RandomStream,
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
    const kind = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
    if (!this.isOn(now) || kind === CANCEL_ORDER || kind === ORDER_TERMS) return 'passes'
    if (this.#random.uniform() >= this.#share) {
      this.#passed++
      return 'passes'
    }
    this.acts++
    wire.refuse(tape, index, now, NOT_SUPPORTED)
    return 'lost'
  }

  override told(): string {
    return `${this.acts} requests refused, ${this.#passed} let through`
  }
}
