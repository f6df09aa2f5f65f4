/** The venue's clock steps back against ours, and forward again at the end. */
import { EVENT_F64, type EventTape, F_EXCHANGE, type Nanos } from '../../core/index.ts'
import { Fault, type FaultWindow } from './fault.ts'
import type { Wire } from './wire.ts'

export class ClockStep extends Fault {
  readonly #stepNanos: number

  constructor(window: FaultWindow, stepNanos: number) {
    super(window)
    this.#stepNanos = stepNanos
  }

  override message(tape: EventTape, wire: Wire): void {
    if (!this.isOn(wire.clock())) return
    this.acts++
    for (let k = 0; k < tape.length; k++) this.#step(tape, k)
  }

  override report(_kind: number, at: Nanos, wire: Wire): void {
    if (!this.isOn(at)) return
    const { tape } = wire.place.line.line
    this.#step(tape, tape.length - 1)
  }

  override told(): string {
    return `${this.acts} messages stamped ${this.#stepNanos / 1e6} ms early`
  }

  #step(tape: EventTape, index: number): void {
    const f = index * EVENT_F64 + F_EXCHANGE
    tape.f64[f] = tape.f64[f]! - this.#stepNanos
  }
}
