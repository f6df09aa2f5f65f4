/**
 * What an operator allows: everything, only what reduces a position, or nothing.
 *
 * One stands in each gate for its instrument and one in the account; the stricter of the two holds.
 * Withdrawals pass in every state. What works already is withdrawn by whoever runs the strategy: all of it
 * when trading is halted; while it may only reduce, the orders of a side that could do more than that.
 */
import type { JudgedOrder } from '../judged-order.ts'
import { HALTED_HERE, NO_REASON, REDUCING_ONLY } from '../reason.ts'

export const TRADING_OPEN = 0
export const TRADING_REDUCING = 1
export const TRADING_HALTED = 2
export type TradingMode = typeof TRADING_OPEN | typeof TRADING_REDUCING | typeof TRADING_HALTED

export class TradingState {
  mode: TradingMode = TRADING_OPEN

  /** Before anything is known of the market. */
  get isHalted(): boolean {
    return this.mode === TRADING_HALTED
  }

  get isReducing(): boolean {
    return this.mode === TRADING_REDUCING
  }

  judge(order: JudgedOrder): number {
    if (this.mode === TRADING_OPEN) return NO_REASON
    if (this.mode === TRADING_HALTED) return HALTED_HERE
    return order.isReducing ? NO_REASON : REDUCING_ONLY
  }
}
