/** Somebody stops trading for good: the kill switch is tripped by hand. */
import type { Nanos } from '../../core/index.ts'
import type { BacktestRun } from '../backtest.ts'
import { Fault } from './fault.ts'

export class StopByHand extends Fault {
  #run: BacktestRun | undefined

  override join(run: BacktestRun): void {
    this.#run = run
  }

  override tick(now: Nanos): void {
    if (now < this.window.fromNanos || this.acts > 0) return
    this.#run!.killSwitch.trip('certification: stopped by hand', now)
    this.acts++
  }

  override told(): string {
    return 'the kill switch was tripped by hand'
  }
}
