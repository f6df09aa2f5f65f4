/** The totals of an accelerated run, the running figures that they need, and what to think of them. */
import { nanos } from '../../core/index.ts'
import type { Portfolio } from '../../execution/index.ts'
import { type LimitGate, reasonText } from '../../risk/index.ts'
import { ConstantLatency, type LatencyPlan } from '../../simulation/index.ts'
import type { MarketOptions } from '../market.ts'
import { marketWarnings } from '../run-warnings.ts'
import type { TrialMetric } from '../sweep/index.ts'
import { momentsOf } from '../validation/index.ts'
import type { AcceleratedExtras, AcceleratedOptions } from './accelerated-result.ts'
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

/** What makes a run look better than trading is. */
export function acceleratedWarnings(
  options: Omit<MarketOptions, 'feed' | 'queueModel'>,
  { hasResponse }: AcceleratedExtras = {},
): readonly string[] {
  const warnings = marketWarnings({ options, survey: { content: 'levels', hasSpread: true } })
  if (hasResponse !== true && answersTakeTime(options.latency)) {
    warnings.push('answers are known at once, but the latency says that they take time')
  }
  return warnings
}

function answersTakeTime(latency: AcceleratedOptions['latency']): boolean {
  if (latency === undefined) return false
  if (latency instanceof ConstantLatency) return latency.response(nanos(0)) > 0
  if (typeof latency.entry === 'function') return true
  const { response = 0, recorded } = latency as LatencyPlan
  return recorded !== undefined || response !== 0
}

/** Refusals of the gate, by reason in words. */
export function refusalsByReason(gate: LimitGate): Record<string, number> {
  const byReason: Record<string, number> = {}
  for (const [code, count] of gate.refusals.entries()) {
    if (count > 0) byReason[reasonText(code)] = count
  }
  return byReason
}
