/** What a run came to, in numbers: computed from its parts, printed by whoever asked. */
import { reasonText } from '../risk/index.ts'
import type { BacktestRun } from './backtest.ts'

/** Sharpe and Sortino annualise by calendar time: markets of every kind trade here. */
const NANOS_PER_YEAR = 365 * 86_400e9

export interface RunSummary {
  readonly strategy: string
  readonly symbol: string
  readonly feed: string
  /** Records of the feed, and records handled on either clock. */
  readonly records: number
  readonly events: number
  readonly firstNanos: number
  readonly lastNanos: number

  /** Equity at the end less opening cash, in settlement currency. */
  readonly pnlAfterFees: number
  readonly pnlBeforeFees: number
  /** Paid; negative when rebates prevail. */
  readonly fees: number
  readonly finalCash: number
  readonly finalInventory: number
  readonly finalEquity: number
  readonly maxDrawdown: number

  readonly fills: number
  readonly makerFills: number
  readonly tradedLots: number
  readonly tradedValue: number
  readonly ordersEntered: number
  readonly replaces: number
  readonly cancels: number
  readonly lateRequests: number
  readonly expired: number
  readonly rejectedByVenue: number
  /** Filled lots over ordered lots; NaN without orders. */
  readonly fillRatio: number
  /** Requests sent per fill, less one (EU RTS 9); the number of requests when nothing filled. */
  readonly orderToTradeRatio: number

  readonly sharpe: SampledRatio
  readonly sortino: SampledRatio
  readonly inventory: InventorySummary

  /** Refusals of the risk gate by reason. */
  readonly refusals: Readonly<Record<string, number>>
  readonly killSwitch: { readonly reason: string; readonly atNanos: number } | null
  readonly data: DataSummary
  readonly runHash: string
}

/** A ratio that means nothing without the interval its samples were taken at. */
export interface SampledRatio {
  /** NaN when there were too few samples, or no variation. */
  readonly perSample: number
  /** Times the root of samples per year of 365 days. */
  readonly annualised: number
  readonly samples: number
  readonly intervalNanos: number
}

export interface InventorySummary {
  readonly meanAbsoluteLots: number
  readonly lowestLots: number
  readonly highestLots: number
  readonly limitLots: number
  /** Share of samples at the limit or beyond. */
  readonly shareAtLimit: number
  readonly zeroCrossings: number
}

export interface DataSummary {
  readonly gaps: number
  /** What was added to local times because the recorder's clock was behind. */
  readonly clockShiftNanos: number
  readonly exchangeDisorderNanos: number
  readonly notices: Readonly<Record<string, number>>
}

export function summarise(run: BacktestRun): RunSummary {
  const { desk, portfolio, equity, survey, options, openingCash } = run
  const { counts } = desk
  const price = run.trader.options.mark.price
  const requests = counts.entered + counts.replaces + counts.cancels
  const finalEquity = portfolio.equity(price)
  return {
    strategy: options.strategy.name,
    symbol: run.instrument.symbol,
    feed: options.feed.info.name,
    records: survey.records,
    events: run.simulation.events,
    firstNanos: survey.firstNanos,
    lastNanos: survey.lastNanos,
    pnlAfterFees: finalEquity - openingCash,
    pnlBeforeFees: portfolio.equityBeforeFees(price) - openingCash,
    fees: portfolio.fees,
    finalCash: portfolio.cash - portfolio.fees,
    finalInventory: portfolio.position,
    finalEquity,
    maxDrawdown: equity.drawdownMax,
    fills: portfolio.fills,
    makerFills: portfolio.makerFills,
    tradedLots: portfolio.tradedLots,
    tradedValue: portfolio.tradedValue,
    ordersEntered: counts.entered,
    replaces: counts.replaces,
    cancels: counts.cancels,
    lateRequests: counts.lateRequests,
    expired: counts.expired,
    rejectedByVenue: counts.rejected,
    fillRatio: counts.orderedLots === 0 ? Number.NaN : portfolio.tradedLots / counts.orderedLots,
    orderToTradeRatio: portfolio.fills === 0 ? requests : requests / portfolio.fills - 1,
    sharpe: sampled(equity.sharpePerSample, run),
    sortino: sampled(equity.sortinoPerSample, run),
    inventory: {
      meanAbsoluteLots: equity.positionMeanAbsolute,
      lowestLots: equity.positionLowest,
      highestLots: equity.positionHighest,
      limitLots: options.inventoryLimitLots ?? options.limits.positionLotsMax,
      shareAtLimit: equity.shareAtLimit,
      zeroCrossings: equity.zeroCrossings,
    },
    refusals: refusalsByReason(run.gate.refusals),
    killSwitch: run.killSwitch.record ?? null,
    data: {
      gaps: survey.gaps,
      clockShiftNanos: run.localShiftNanos,
      exchangeDisorderNanos: survey.exchangeDisorderNanos,
      notices: Object.fromEntries(
        [...options.feed.notices].map(([name, notice]) => [name, notice.count]),
      ),
    },
    runHash: run.digest(),
  }
}

function sampled(perSample: number, { equity }: BacktestRun): SampledRatio {
  const { intervalNanos, samples } = equity
  return {
    perSample,
    annualised: perSample * Math.sqrt(NANOS_PER_YEAR / intervalNanos),
    samples,
    intervalNanos,
  }
}

function refusalsByReason(refusals: Uint32Array): Record<string, number> {
  const byReason: Record<string, number> = {}
  for (const [code, count] of refusals.entries()) {
    if (count > 0) byReason[reasonText(code)] = count
  }
  return byReason
}
