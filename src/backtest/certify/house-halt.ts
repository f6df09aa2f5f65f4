/** The house halts trading for a while: nothing new may leave, withdrawals may. */
import type { Nanos } from '../../core/index.ts'
import { TRADING_HALTED, TRADING_OPEN } from '../../risk/index.ts'
import type { BacktestRun } from '../backtest.ts'
import { Fault } from './fault.ts'

export class HouseHalt extends Fault {
  #run: BacktestRun | undefined
  #isHalted = false

  override join(run: BacktestRun): void {
    this.#run = run
  }

  override tick(now: Nanos): void {
    const isOn = this.isOn(now)
    if (isOn === this.#isHalted) return
    this.#isHalted = isOn
    for (const { gate } of this.#run!.markets)
      gate.state.mode = isOn ? TRADING_HALTED : TRADING_OPEN
    if (isOn) this.acts++
  }

  override told(): string {
    return 'trading halted by the house, and resumed'
  }
}
