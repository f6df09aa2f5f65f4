/** Everything takes longer for a while: market data, requests and reports alike. */
import { EVENT_F64, type EventTape, F_LOCAL, type Nanos } from '../../core/index.ts'
import { Fault, type FaultWindow, type RequestFate } from './fault.ts'
import type { Wire } from './wire.ts'

export class LatencySpike extends Fault {
  readonly #extraNanos: number

  constructor(window: FaultWindow, extraNanos: number) {
    super(window)
    this.#extraNanos = extraNanos
  }

  override message(tape: EventTape, wire: Wire): void {
    if (!this.isOn(wire.clock())) return
    for (let k = 0; k < tape.length; k++) {
      const f = k * EVENT_F64 + F_LOCAL
      tape.f64[f] = tape.f64[f]! + this.#extraNanos
    }
  }

  override request(_tape: EventTape, _index: number, now: Nanos): RequestFate {
    if (!this.isOn(now)) return 'passes'
    this.acts++
    return now + this.#extraNanos
  }

  override report(_kind: number, at: Nanos, wire: Wire): void {
    if (!this.isOn(at)) return
    this.acts++
    wire.holdNewestReport(at + this.#extraNanos)
  }

  override told(): string {
    return `${this.acts} requests and reports, and the market data, took ${this.#extraNanos / 1e6} ms more`
  }
}
