/** The totals of an accelerated run, and the running figures that they need. */
import type { Portfolio } from '../../execution/index.ts'
import type { TrialMetric } from '../sweep/index.ts'
import { momentsOf } from '../validation/index.ts'
import type { QuoteDesk } from './quote-desk.ts'

/** The largest fall of equity below its highest before, sampled at every row. */
export class Drawdown {
  max = 0
  #peak: number

  constructor(openingEquity: number) {
    this.#peak = openingEquity
  }

  /** NaN, a position without a price, says nothing. */
  add(equity: number): void {
    if (equity > this.#peak) this.#peak = equity
    else if (this.#peak - equity > this.max) this.max = this.#peak - equity
  }
}

export interface MetricInputs {
  readonly portfolio: Portfolio
  readonly desk: QuoteDesk
  readonly pnlAfterFees: number
  readonly pnlBeforeFees: number
  readonly maxDrawdown: number
  /** Of the slices that were seen. */
  readonly slicePnl: readonly number[]
}

/** The metrics of a trial, each as the event engine's summary has it. */
export function metricsOf(inputs: MetricInputs): Record<TrialMetric, number> {
  const { portfolio, desk, pnlAfterFees, pnlBeforeFees, maxDrawdown, slicePnl } = inputs
  const { fees, fills, tradedLots, tradedValue } = portfolio
  const requests = desk.entered + desk.replaces + desk.cancels
  return {
    pnlAfterFees,
    pnlBeforeFees,
    fees,
    maxDrawdown,
    fills,
    tradedValue,
    orderToTradeRatio: fills === 0 ? requests : requests / fills - 1,
    fillRatio: desk.orderedLots === 0 ? Number.NaN : tradedLots / desk.orderedLots,
    returnOverTrade: tradedValue === 0 ? Number.NaN : pnlAfterFees / tradedValue,
    sharpe: momentsOf(slicePnl).sharpe,
  }
}
