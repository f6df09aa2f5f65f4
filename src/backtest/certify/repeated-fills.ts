/** Executions are told more than once, to the letter, as a session does that resends. */
import { FILLED, type Nanos } from '../../core/index.ts'
import { Fault, type FaultWindow } from './fault.ts'
import type { Wire } from './wire.ts'

export class RepeatedFills extends Fault {
  readonly #times: number

  constructor(window: FaultWindow, times: number) {
    super(window)
    this.#times = times
  }

  override report(kind: number, at: Nanos, wire: Wire): void {
    if (kind !== FILLED || !this.isOn(at)) return
    for (let k = 0; k < this.#times; k++) wire.repeatNewestReport()
    this.acts++
  }

  override told(): string {
    return `${this.acts} executions told ${this.#times + 1} times each`
  }
}
