/** What analytics found out about a run, as plain data: printed, saved, drawn, compared. */
import type { HistogramBar } from '../../telemetry/index.ts'
import type { InventoryBar } from './inventory-record.ts'
import type { MarkoutGroup } from './markouts.ts'
import type { PerformanceSummary } from './performance-record.ts'

export interface AnalyticsSummary {
  readonly account: PerformanceSummary
  readonly markets: readonly MarketAnalytics[]
}

export interface MarketAnalytics {
  readonly symbol: string
  /** Minimum price increment, for what is told in ticks. */
  readonly tickStep: number
  readonly pnl: PnlParts
  readonly fillRatio: { readonly lots: number; readonly orders: number }
  readonly causes: readonly CauseShare[]
  readonly queue: QueueSummary
  readonly spreads: readonly SpreadSummary[]
  /** By horizon, the fill itself first. */
  readonly markouts: readonly MarkoutSummary[]
  /** Fills at which the market had no two-sided price: in no markout. */
  readonly unpricedFills: number
  readonly shortfall: ShortfallSummary
  readonly races: RaceSummary
  readonly orderToTrade: { readonly byNumber: number; readonly byVolume: number }
  /** In nanoseconds. */
  readonly latency: {
    readonly feed: Distribution
    readonly entry: Distribution
    readonly response: Distribution
  }
  readonly inventory: {
    readonly meanAbsoluteLots: number
    readonly shareAtLimit: number
    readonly shareFlat: number
    readonly bars: readonly InventoryBar[]
  }
  readonly volume: VolumeSummary
}

/**
 * In settlement currency. `spread + inventory - fees - funding` is the profit after fees; adverse
 * selection and carry are the two parts of inventory.
 */
export interface PnlParts {
  readonly spread: number
  readonly inventory: number
  /** What the market did against the fills within `adverseNanos`; NaN for inverse contracts. */
  readonly adverseSelection: number
  readonly adverseNanos: number
  readonly carry: number
  readonly fees: number
  readonly funding: number
  readonly total: number
  /** Spread and inventory are whole half ticks times lots, and sum to the profit without rounding. */
  readonly isExact: boolean
}

export interface CauseShare {
  readonly cause: string
  readonly fills: number
  readonly lots: number
  /** Of all filled lots. */
  readonly share: number
}

export interface QueueSummary {
  /** Nanoseconds. */
  readonly filledAfter: Distribution
  readonly canceledAfter: Distribution
  /** Lots. */
  readonly aheadAtEntry: Distribution
  readonly filledAheadAtEntry: Distribution
  readonly aheadAtFill: Distribution
  readonly fillShareByAhead: readonly FillShare[]
}

/** Of the lots that came to rest behind `fromLots` to `toLots` others, the share that traded. */
export interface FillShare {
  readonly fromLots: number
  readonly toLots: number
  readonly restedLots: number
  readonly filledLots: number
}

/** Half spreads in basis points of the mid, as the aggressor pays them: effective = realised + impact. */
export interface SpreadSummary {
  /** `maker`: what we earned from aggressors; `taker`: what we paid as one. */
  readonly role: 'maker' | 'taker'
  readonly horizonNanos: number
  readonly fills: number
  readonly effectiveBps: number
  readonly realisedBps: number
  readonly impactBps: number
}

export interface MarkoutSummary {
  readonly horizonNanos: number
  /** Fills whose horizon lies beyond the data. */
  readonly dropped: number
  readonly groups: Readonly<Record<MarkoutGroup, MarkoutMean>>
}

/** Weighted by lots; `half` is half the width of the 95 % interval, NaN with too few fills. */
export interface MarkoutMean {
  readonly fills: number
  readonly ticks: number
  readonly ticksHalf: number
  readonly bps: number
  readonly bpsHalf: number
}

/** Against the price at the decision, in settlement currency; below zero is a gain. Before fees. */
export interface ShortfallSummary {
  readonly orders: number
  readonly filledLots: number
  readonly unfilledLots: number
  readonly delay: number
  readonly trading: number
  readonly opportunity: number
  readonly total: number
  /** Orders that met a market without two sides: in no sum. */
  readonly unpriced: number
}

export interface RaceSummary {
  readonly cancels: number
  readonly lateCancels: number
  readonly replaces: number
  readonly lateReplaces: number
}

export interface VolumeSummary {
  readonly takenLots: number
  readonly displayedLots: number
  readonly takenShare: number
  readonly passiveLots: number
  readonly reachedLots: number
  readonly passiveShare: number
  readonly marketLots: number
  readonly marketShare: number
  /** Sentences for people, empty when the run is small beside its market. */
  readonly warnings: readonly string[]
}

export interface Distribution {
  readonly count: number
  readonly mean: number
  readonly lowest: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly highest: number
  readonly bars: readonly HistogramBar[]
}
