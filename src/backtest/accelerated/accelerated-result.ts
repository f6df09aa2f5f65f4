/** What an accelerated run hands back, and what may be asked for beside it. */
import type { FillLog } from '../../simulation/index.ts'
import type { StrategyParams } from '../../strategy/index.ts'
import type { RunOptions } from '../backtest.ts'
import type { MarketOptions } from '../market.ts'
import type { TrialMetric } from '../sweep/index.ts'
import type { FillCapacity, RequestStyle } from './quote-venue.ts'

/** The options of a backtest in one market, less the feed: the columns stand for it. */
export type AcceleratedOptions = Omit<RunOptions & MarketOptions, 'feed'>

export interface AcceleratedExtras {
  /** Between two looks of a strategy without a timer. */
  readonly intervalNanos?: number | undefined
  /** Ends before the first row later than this, for runs over a part of the data. */
  readonly untilNanos?: number | undefined
  /** How requests meet orders that have filled meanwhile; `replace` by default. */
  readonly style?: RequestStyle | undefined
  /** How much of an order that is reached fills; `whole` by default. */
  readonly capacity?: FillCapacity | undefined
  /** Fills and answers are known here as late as the latency says; at once by default. */
  readonly hasResponse?: boolean | undefined
  /** Told at each row at which the strategy has looked, after it has. */
  readonly onDecision?: ((decision: RowDecision) => void) | undefined
}

/** What a strategy wanted at a row, and what it knew; valid during the call. */
export interface RowDecision {
  readonly row: number
  readonly atNanos: number
  /** Signed lots. */
  readonly position: number
  /** Lots known to be open before the decision, 0 for none. */
  readonly openBidLots: number
  readonly openAskLots: number
  readonly wantedBid: number
  readonly wantedBidLots: number
  readonly wantedAsk: number
  readonly wantedAskLots: number
}

/** Money in settlement currency. */
export interface AcceleratedRun {
  readonly strategy: string
  /** Defaults and overrides. */
  readonly params: StrategyParams
  /** At which the strategy looked; fewer than the grid has where requests were on their way. */
  readonly rowsSeen: number
  readonly rows: number
  readonly intervalNanos: number
  readonly metrics: Readonly<Record<TrialMetric, number>>
  /** Every execution in its order, as in an event run; an order's id is its number here. */
  readonly fills: FillLog
  /** Profit after fees over each slice of `options.slices`; NaN for slices that it did not reach. */
  readonly slicePnl: Float64Array
  /** Signed lots. */
  readonly finalInventory: number
  readonly finalCash: number
  readonly finalEquity: number
  readonly tradedLots: number
  readonly ordersEntered: number
  readonly replaces: number
  readonly cancels: number
  /** Post-only quotes that the venue refused. */
  readonly rejectedByVenue: number
  /** Refusals of the risk gate by reason. */
  readonly refusals: Readonly<Record<string, number>>
  readonly killSwitch: { readonly reason: string; readonly atNanos: number } | null
  /** What makes it look better than trading is. */
  readonly warnings: readonly string[]
  /** Differs when any request, refusal or fill differs. It is not the event engine's hash. */
  readonly runHash: string
}
