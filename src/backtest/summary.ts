/** What a run came to, in numbers: computed from its parts, printed by whoever asked. */
import { reasonText, STRATEGY_DISABLED, throttleText } from '../risk/index.ts'
import type { AnalyticsSummary } from './analytics/index.ts'
import type { BacktestRun } from './backtest.ts'
import type { InventoryStatistics } from './inventory-statistics.ts'
import type { Market } from './market.ts'
import { runWarnings } from './run-warnings.ts'

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
  /** Paid to the other side of perpetual contracts; part of the PnL. */
  readonly funding: number
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
  /** Of the first market; `markets` has the others'. */
  readonly inventory: InventorySummary

  readonly markets: readonly MarketSummary[]
  /** Refusals of the risk gate by reason. */
  readonly refusals: Readonly<Record<string, number>>
  readonly killSwitch: { readonly reason: string; readonly atNanos: number } | null
  /** Where repeated executions have disabled the strategy. */
  readonly throttle: ThrottleSummary | null
  readonly data: DataSummary
  readonly runHash: string
  /** What makes the run look better than trading is, such as costs that are off. */
  readonly warnings: readonly string[]
  /** When the run measured it. */
  readonly analytics?: AnalyticsSummary
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

/** The throttle of repeated executions, of the account that it has stopped first. */
export interface ThrottleSummary {
  /** `80 executions within 1 min`. */
  readonly limit: string
  readonly trips: number
  /** The strategy was disabled from here on, when nobody has re-armed it since. */
  readonly sinceNanos: number
  readonly isDisabled: boolean
  /** Orders refused; quotes of a disabled strategy are not even sent. */
  readonly refusals: number
}

/** One market of a run, in its own settlement currency. */
export interface MarketSummary {
  /** Its place in the configuration, counting from 1. */
  readonly market: number
  readonly symbol: string
  readonly pnlAfterFees: number
  readonly fees: number
  readonly funding: number
  readonly fills: number
  readonly tradedLots: number
  readonly finalInventory: number
  readonly tradedValue: number
  readonly inventory: InventorySummary
}

/** Lots held in one market, over the samples. */
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
  const { equity, account, markets, openingCash } = run
  const total = new Totals(run)
  const requests = total.entered + total.replaces + total.cancels
  const finalEquity = account.equity
  const [first] = markets
  // Participants of one exchange have one and the same market.
  const feeds = markets.map((market) => market.options.feed.info.name)
  return {
    strategy: strategyNames(run),
    symbol: markets.map((market) => market.instrument.symbol).join(', '),
    feed: (run.living === undefined ? feeds : feeds.slice(0, 1)).join('; '),
    records: markets.reduce((sum, market) => sum + market.survey.records, 0),
    events: run.simulation.events,
    firstNanos: Math.min(...markets.map((market) => market.survey.firstNanos)),
    lastNanos: lastNanosOf(run),
    pnlAfterFees: finalEquity - openingCash,
    pnlBeforeFees: account.equityBeforeFees - openingCash,
    fees: total.fees,
    funding: total.funding,
    finalCash: total.cash - total.fees,
    finalInventory: first!.portfolio.position,
    finalEquity,
    maxDrawdown: equity.drawdownMax,
    fills: total.fills,
    makerFills: total.makerFills,
    tradedLots: total.tradedLots,
    tradedValue: total.tradedValue,
    ordersEntered: total.entered,
    replaces: total.replaces,
    cancels: total.cancels,
    lateRequests: total.lateRequests,
    expired: total.expired,
    rejectedByVenue: total.rejected,
    fillRatio: total.orderedLots === 0 ? Number.NaN : total.tradedLots / total.orderedLots,
    orderToTradeRatio: total.fills === 0 ? requests : requests / total.fills - 1,
    sharpe: sampled(equity.sharpePerSample, run),
    sortino: sampled(equity.sortinoPerSample, run),
    inventory: inventorySummary(equity.inventories[0]!),
    markets: markets.map((market, index) =>
      marketSummary(market, equity.inventories[index]!, index),
    ),
    refusals: refusalsByReason(markets),
    killSwitch: firstStop(run),
    throttle: throttleOf(markets),
    data: dataSummary(markets),
    runHash: run.digest(),
    warnings: runWarnings(
      markets.map(({ options, survey, queueModel }) => ({ options, survey, queueModel })),
    ),
    ...analyticsOf(run, finalEquity - openingCash),
  }
}

/** Of the data; of a living market that goes on, the present. */
function lastNanosOf({ living, isOver, now, markets }: BacktestRun): number {
  if (living !== undefined && !isOver) return Math.max(now, living.beginNanos)
  return Math.max(...markets.map((market) => market.survey.lastNanos))
}

function strategyNames({ options, markets }: BacktestRun): string {
  const names = markets.flatMap(({ options: { participant } }) =>
    participant === undefined ? [] : [`${participant.name} (${participant.strategy.name})`],
  )
  return names.length === 0 ? options.strategy.name : names.join(', ')
}

/** Of the run's switch, or of the first participant's that tripped. */
function firstStop({ killSwitch, markets }: BacktestRun): RunSummary['killSwitch'] {
  const records = [killSwitch, ...markets.map(({ trader }) => trader.options.killSwitch)]
    .map(({ record }) => record)
    .filter((record) => record !== undefined)
  return records.sort((a, b) => a.atNanos - b.atNanos)[0] ?? null
}

/** Participants have an account each, and a throttle with it. */
function throttleOf(markets: readonly Market[]): ThrottleSummary | null {
  const accounts = new Set(markets.map(({ gate }) => gate.account))
  const tripped = [...accounts].filter(({ executions }) => !Number.isNaN(executions.sinceNanos))
  const [first] = tripped.sort((a, b) => a.executions.sinceNanos - b.executions.sinceNanos)
  if (first === undefined) return null
  const own = markets.filter(({ gate }) => gate.account === first)
  const { trips, sinceNanos, isTripped: isDisabled } = first.executions
  const refusals = own.reduce((sum, { gate }) => sum + gate.refusals[STRATEGY_DISABLED]!, 0)
  return { limit: throttleText(first.limits), trips, sinceNanos, isDisabled, refusals }
}

/** Parts of a profit make the whole when the run is over, and not before. */
function analyticsOf(run: BacktestRun, pnlAfterFees: number): Pick<RunSummary, 'analytics'> {
  if (run.analytics === undefined || !run.isOver) return {}
  const { openingCash } = run
  return { analytics: run.analytics.summary({ openingCash, pnlAfterFees }) }
}

/** Sums over the markets, money in the account's currency. */
class Totals {
  fees = 0
  funding = 0
  cash = 0
  fills = 0
  makerFills = 0
  tradedLots = 0
  tradedValue = 0
  entered = 0
  replaces = 0
  cancels = 0
  lateRequests = 0
  expired = 0
  rejected = 0
  orderedLots = 0

  constructor({ markets, account }: BacktestRun) {
    for (const market of markets) {
      const { portfolio, desk } = market
      this.fees += account.inAccountCurrency(market, portfolio.fees)
      this.funding += account.inAccountCurrency(market, portfolio.funding)
      this.cash += account.cashOf(market)
      this.tradedValue += account.inAccountCurrency(market, portfolio.tradedValue)
      this.fills += portfolio.fills
      this.makerFills += portfolio.makerFills
      this.tradedLots += portfolio.tradedLots
      this.entered += desk.counts.entered
      this.replaces += desk.counts.replaces
      this.cancels += desk.counts.cancels
      this.lateRequests += desk.counts.lateRequests
      this.expired += desk.counts.expired
      this.rejected += desk.counts.rejected
      this.orderedLots += desk.counts.orderedLots
    }
  }
}

function inventorySummary(inventory: InventoryStatistics): InventorySummary {
  const { meanAbsoluteLots, lowestLots, highestLots, limitLots } = inventory
  const { shareAtLimit, zeroCrossings } = inventory
  return { meanAbsoluteLots, lowestLots, highestLots, limitLots, shareAtLimit, zeroCrossings }
}

function marketSummary(
  { instrument, portfolio, equity, openingCash }: Market,
  inventory: InventoryStatistics,
  index: number,
): MarketSummary {
  return {
    market: index + 1,
    symbol: instrument.symbol,
    pnlAfterFees: equity - openingCash,
    fees: portfolio.fees,
    funding: portfolio.funding,
    fills: portfolio.fills,
    tradedLots: portfolio.tradedLots,
    tradedValue: portfolio.tradedValue,
    finalInventory: portfolio.position,
    inventory: inventorySummary(inventory),
  }
}

function dataSummary(markets: readonly Market[]): DataSummary {
  const notices: Record<string, number> = {}
  for (const { options } of markets) {
    for (const [name, { count }] of options.feed.notices) {
      notices[name] = (notices[name] ?? 0) + count
    }
  }
  return {
    gaps: markets.reduce((sum, market) => sum + market.survey.gaps, 0),
    clockShiftNanos: Math.max(...markets.map((market) => market.localShiftNanos)),
    exchangeDisorderNanos: Math.max(
      ...markets.map((market) => market.survey.exchangeDisorderNanos),
    ),
    notices,
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

function refusalsByReason(markets: readonly Market[]): Record<string, number> {
  const byReason: Record<string, number> = {}
  for (const { gate } of markets) {
    for (const [code, count] of gate.refusals.entries()) {
      if (count > 0) byReason[reasonText(code)] = (byReason[reasonText(code)] ?? 0) + count
    }
  }
  return byReason
}
