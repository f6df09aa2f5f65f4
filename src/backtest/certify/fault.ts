/**
 * The contract of a fault: what happens to a wire between two instants, and what there is to show for it.
 *
 * A fault does nothing outside its time. It draws what it draws from a stream of its own, so that the
 * same seed gives the same fault.
 */
import type { EventTape, Nanos } from '../../core/index.ts'
import type { BacktestRun } from '../backtest.ts'
import type { Wire } from './wire.ts'

/** A request goes on, is lost, or is held until an instant. */
export type RequestFate = 'passes' | 'lost' | number

export interface FaultWindow {
  readonly fromNanos: number
  readonly untilNanos: number
}

export class Fault {
  readonly window: FaultWindow
  /** How often it has done something. */
  acts = 0

  constructor(window: FaultWindow) {
    this.window = window
  }

  /** The run is wired. */
  join(_run: BacktestRun): void {}

  isOn(now: number): boolean {
    return now >= this.window.fromNanos && now < this.window.untilNanos
  }

  /** A message of the market leaves: its records may be changed, and more appended. */
  message(_tape: EventTape, _wire: Wire): void {}
  request(_tape: EventTape, _index: number, _now: Nanos, _wire: Wire): RequestFate {
    return 'passes'
  }
  /** A report has just been put on the line. */
  report(_kind: number, _at: Nanos, _wire: Wire): void {}
  tick(_now: Nanos, _wire: Wire): void {}
  /** What it has done, in words. */
  told(): string {
    return ''
  }
}
