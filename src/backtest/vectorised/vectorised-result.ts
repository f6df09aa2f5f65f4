/** What a vectorised run hands back: totals, fills, and profit by slices of time. */
import type { StrategyParams } from '../../strategy/index.ts'
import type { EquitySample } from '../equity-recorder.ts'
import type { SliceCurve } from '../slice-curve.ts'
import type { TakerFills } from './taker-fills.ts'

/** Money in settlement currency. Every number agrees with the event engine's summary of its name. */
export interface VectorisedTotals {
  readonly rows: number
  readonly firstNanos: number
  readonly lastNanos: number
  readonly pnlAfterFees: number
  readonly pnlBeforeFees: number
  readonly fees: number
  readonly finalCash: number
  readonly finalEquity: number
  /** Signed lots. */
  readonly finalInventory: number
  readonly maxDrawdown: number
  readonly fills: number
  readonly tradedLots: number
  readonly tradedValue: number
  readonly ordersEntered: number
  readonly orderedLots: number
  /** Of orders that were on their way when the kill switch tripped. */
  readonly cancels: number
  /** Filled lots over ordered lots; NaN without orders. */
  readonly fillRatio: number
  readonly orderToTradeRatio: number
  /** Profit over traded value; NaN without trades. */
  readonly returnOverTrade: number
  /** Of equity after every row, as the event engine samples a series; NaN without variation. */
  readonly sharpePerSample: number
  readonly sortinoPerSample: number
  /** Refusals of the risk gate by reason. */
  readonly refusals: Readonly<Record<string, number>>
  readonly killSwitch: { readonly reason: string; readonly atNanos: number } | null
}

export interface VectorisedRun {
  readonly strategy: string
  /** Defaults and overrides. */
  readonly params: StrategyParams
  readonly totals: VectorisedTotals
  /** Every execution in its order, as in an event-driven run. */
  readonly fills: TakerFills
  /** What flatters the run, as the event engine says it. */
  readonly warnings: readonly string[]
  /** Profit over slices of time, when the options ask for them. */
  readonly slices: SliceCurve | undefined
  /** Differs when any order, refusal or fill differs. It is not the event engine's hash. */
  readonly runHash: string
}

/** What a caller may ask for beside the run itself. */
export interface VectorisedExtras {
  /** The time that `options.slices` divide: that of all rows when not told. */
  readonly firstNanos?: number | undefined
  readonly lastNanos?: number | undefined
  /** Ends before this row, for runs over a part of the data. */
  readonly rowsEnd?: number | undefined
  /** Equity after each row. Slow: for one run that writes its curve. */
  readonly onSample?: ((sample: EquitySample) => void) | undefined
}
