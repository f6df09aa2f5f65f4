/**
 * The order line is lost for a while: what is sent does not arrive, what is said is heard when the line
 * is back, and the venue withdraws everything at once, as it does for whoever it cannot reach.
 */
import {
  CANCEL_ORDER,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_ORDER,
  I_META,
  kindOf,
  type Nanos,
  ORDER_TERMS,
  packMeta,
  SIDES,
} from '../../core/index.ts'
import { NOT_DELIVERED } from '../../risk/index.ts'
import { Fault, type RequestFate } from './fault.ts'
import type { Wire } from './wire.ts'

export class LineLoss extends Fault {
  withdrawn = 0
  readonly #cut = new Set<Wire>()

  override tick(now: Nanos, wire: Wire): void {
    if (this.isOn(now) && !this.#cut.has(wire)) this.#cutOff(wire, now)
  }

  override request(tape: EventTape, index: number, now: Nanos, wire: Wire): RequestFate {
    if (!this.isOn(now)) return 'passes'
    if (!this.#cut.has(wire)) this.#cutOff(wire, now)
    const kind = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
    if (kind === ORDER_TERMS) return 'lost'
    this.acts++
    wire.refuse(tape, index, now, NOT_DELIVERED)
    return 'lost'
  }

  override report(_kind: number, at: Nanos, wire: Wire): void {
    if (this.isOn(at)) wire.holdNewestReport(this.window.untilNanos)
  }

  override told(): string {
    return `${this.acts} requests lost, ${this.withdrawn} orders withdrawn by the venue`
  }

  #cutOff(wire: Wire, now: Nanos): void {
    this.#cut.add(wire)
    const ids = SIDES.flatMap((side) => {
      const resting = wire.venue!.resting(side)
      return Array.from({ length: resting.count }, (_, k) => ({ side, id: resting.at(k).id }))
    })
    for (const { side, id } of ids) {
      const tape = new EventTape(1)
      const at = tape.append(packMeta(CANCEL_ORDER, side, 0), 0, now, now)
      tape.f64[at * EVENT_F64 + F_ORDER] = id
      wire.deliver(tape, at, now)
      this.withdrawn++
      this.acts++
    }
  }
}
