/** From what a watch has counted to what people and files are told. */
import { FILL_CAUSE_NAMES } from '../../exchange/index.ts'
import type { Histogram } from '../../telemetry/index.ts'
import type { Market } from '../market.ts'
import type {
  CauseShare,
  Distribution,
  FillShare,
  MarketAnalytics,
  MarkoutMean,
  MarkoutSummary,
  PnlParts,
  QueueSummary,
  ShortfallSummary,
  SpreadSummary,
  VolumeSummary,
} from './analytics-summary.ts'
import type { MarketWatch } from './market-watch.ts'
import {
  MARKOUT_GROUPS,
  MARKOUT_HORIZONS,
  type MarkoutGroup,
  type MarkoutMeans,
  type MarkoutRecorder,
} from './markouts.ts'
import { type OwnVolume, PASSIVE_SHARE_MAX, TAKEN_SHARE_MAX } from './own-volume.ts'
import { FILL_CAUSES, type QueueRecord } from './queue-record.ts'

const BARS = 48
const AHEAD_BARS = 12
/** Inventory gains and losses within this time of a fill are called adverse selection. */
const ADVERSE_HORIZON = MARKOUT_HORIZONS.indexOf(1e9)

export function summariseMarket(market: Market, watch: MarketWatch): MarketAnalytics {
  const { desk, portfolio, instrument } = market
  const { requests, inventory, markouts } = watch
  const { counts } = desk
  const asked = requests.enteredLots + requests.replacedLots
  return {
    symbol: instrument.symbol,
    tickStep: instrument.tick.step,
    pnl: pnlParts(market, watch),
    fillRatio: {
      lots: share(portfolio.tradedLots, counts.orderedLots),
      orders: share(counts.filledOrders, counts.entered),
    },
    causes: causeShares(watch.queue),
    queue: queueSummary(watch.queue),
    spreads: spreadSummaries(markouts),
    markouts: MARKOUT_HORIZONS.map((_, horizon) => markoutSummary(markouts, horizon)),
    unpricedFills: markouts.unpriced,
    shortfall: shortfallSummary(market, watch),
    races: {
      cancels: requests.cancels,
      lateCancels: requests.lateCancels,
      replaces: requests.replaces,
      lateReplaces: requests.lateReplaces,
    },
    orderToTrade: {
      byNumber: excess(requests.messages, portfolio.fills),
      byVolume: excess(asked, portfolio.tradedLots),
    },
    latency: {
      feed: distribution(watch.feedNanos),
      entry: distribution(requests.entryNanos),
      response: distribution(watch.responseNanos),
    },
    inventory: {
      meanAbsoluteLots: inventory.meanAbsoluteLots,
      shareAtLimit: inventory.shareAtLimit,
      shareFlat: inventory.shareFlat,
      bars: inventory.bars(),
    },
    volume: volumeSummary(watch),
  }
}

function pnlParts({ portfolio, instrument }: Market, { split, markouts }: MarketWatch): PnlParts {
  const spread = split.moneyOf(split.spread)
  const inventory = split.moneyOf(split.inventory)
  const { driftTicks } = markouts.means(ADVERSE_HORIZON, 'all')
  const isLinear = instrument.contract === 'linear'
  const adverseSelection = isLinear ? split.moneyOf(driftTicks) : Number.NaN
  return {
    spread,
    inventory,
    adverseSelection,
    adverseNanos: MARKOUT_HORIZONS[ADVERSE_HORIZON]!,
    carry: inventory - adverseSelection,
    fees: portfolio.fees,
    funding: portfolio.funding,
    total: spread + inventory - portfolio.fees - portfolio.funding,
    isExact: split.isExact,
  }
}

function shortfallSummary({ instrument }: Market, watch: MarketWatch): ShortfallSummary {
  const { shortfall, split } = watch
  const isLinear = instrument.contract === 'linear'
  const money = (tickLots: number) => (isLinear ? split.moneyOf(tickLots) : Number.NaN)
  return {
    orders: shortfall.orders,
    filledLots: shortfall.filledLots,
    unfilledLots: shortfall.unfilledLots,
    delay: money(shortfall.delay),
    trading: money(shortfall.trading),
    opportunity: money(shortfall.opportunity),
    total: money(shortfall.total),
    unpriced: shortfall.unpriced,
  }
}

function causeShares(queue: QueueRecord): CauseShare[] {
  const total = queue.lotsByCause.reduce((sum, lots) => sum + lots, 0)
  return FILL_CAUSES.map((cause, k) => ({
    cause: FILL_CAUSE_NAMES[cause],
    fills: queue.fillsByCause[k]!,
    lots: queue.lotsByCause[k]!,
    share: share(queue.lotsByCause[k]!, total),
  }))
}

function queueSummary(queue: QueueRecord): QueueSummary {
  return {
    filledAfter: distribution(queue.filledAfter),
    canceledAfter: distribution(queue.canceledAfter),
    aheadAtEntry: distribution(queue.aheadAtEntry),
    filledAheadAtEntry: distribution(queue.filledAheadAtEntry),
    aheadAtFill: distribution(queue.aheadAtFill),
    fillShareByAhead: fillShares(queue),
  }
}

/** Icebergs show part after part, each with its place: their fills may exceed what first rested. */
function fillShares({ restedLotsByAhead, filledLotsByAhead }: QueueRecord): FillShare[] {
  let before = 0
  return restedLotsByAhead.bars(AHEAD_BARS).map(({ from, to, count }) => {
    const upTo = filledLotsByAhead.countUpTo(to)
    const filledLots = upTo - before
    before = upTo
    return {
      fromLots: from,
      toLots: to,
      restedLots: count,
      filledLots: Math.min(filledLots, count),
    }
  })
}

function spreadSummaries(markouts: MarkoutRecorder): SpreadSummary[] {
  return (['maker', 'taker'] as const).flatMap((role) => {
    const sign = role === 'maker' ? 1 : -1
    return MARKOUT_HORIZONS.slice(1).map((horizonNanos, k) => {
      const means = markouts.means(k + 1, role)
      const { weight, count } = means.bps
      const mean = (sum: number) => (weight === 0 ? Number.NaN : (sign * sum) / weight)
      return {
        role,
        horizonNanos,
        fills: count,
        effectiveBps: mean(means.capturedBps),
        realisedBps: mean(means.bps.sum),
        impactBps: mean(-means.driftBps),
      }
    })
  })
}

function markoutSummary(markouts: MarkoutRecorder, horizon: number): MarkoutSummary {
  const groups = Object.fromEntries(
    MARKOUT_GROUPS.map((group) => [group, markoutMean(markouts.means(horizon, group))]),
  ) as Record<MarkoutGroup, MarkoutMean>
  return {
    horizonNanos: MARKOUT_HORIZONS[horizon]!,
    dropped: markouts.dropped[horizon]!,
    groups,
  }
}

function markoutMean({ ticks, bps }: MarkoutMeans): MarkoutMean {
  return {
    fills: ticks.count,
    ticks: ticks.mean,
    ticksHalf: ticks.halfWidth,
    bps: bps.mean,
    bpsHalf: bps.halfWidth,
  }
}

function volumeSummary({ volume, isLiving }: MarketWatch): VolumeSummary {
  const { takenShare, passiveShare, marketShare } = volume
  const warnings = isLiving ? [] : volumeWarnings(volume)
  return {
    takenLots: volume.takenLots,
    displayedLots: volume.displayedLots,
    takenShare,
    passiveLots: volume.passiveLots,
    reachedLots: volume.reachedLots,
    // What came without any trade of the market has no share that a file could hold.
    passiveShare: Number.isFinite(passiveShare) ? passiveShare : Number.NaN,
    marketLots: volume.marketLots,
    marketShare,
    warnings,
  }
}

/** A recorded market cannot answer: what a real one would have done is only said. */
function volumeWarnings({ takenShare, passiveShare }: OwnVolume): string[] {
  const warnings: string[] = []
  if (takenShare > TAKEN_SHARE_MAX) {
    warnings.push(
      `took ${percent(takenShare)} of what was displayed at the levels taken (above ${percent(TAKEN_SHARE_MAX)}): a real market would have moved`,
    )
  }
  if (passiveShare > PASSIVE_SHARE_MAX) {
    const ofWhat = 'of what traded at the prices of resting orders'
    const amount = Number.isFinite(passiveShare) ? percent(passiveShare) : 'more than all'
    warnings.push(
      `passive fills are ${amount} ${ofWhat} (above ${percent(PASSIVE_SHARE_MAX)}): others would have traded less`,
    )
  }
  return warnings
}

export function distribution(histogram: Histogram): Distribution {
  return {
    count: histogram.count,
    mean: histogram.mean,
    lowest: histogram.lowest,
    p50: histogram.quantile(0.5),
    p90: histogram.quantile(0.9),
    p99: histogram.quantile(0.99),
    p999: histogram.quantile(0.999),
    highest: histogram.highest,
    bars: histogram.bars(BARS),
  }
}

const share = (part: number, whole: number): number => (whole === 0 ? Number.NaN : part / whole)

/** EU RTS 9: orders over transactions, less one; without transactions the number of orders. */
const excess = (orders: number, trades: number): number =>
  trades === 0 ? orders : orders / trades - 1

const percent = (fraction: number): string =>
  `${fraction < 0.1 ? (fraction * 100).toFixed(1) : Math.round(fraction * 100)} %`
