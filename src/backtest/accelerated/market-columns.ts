/**
 * One row for each instant of a regular grid: what a strategy sees at it, and what fills until it.
 *
 * | column                 | row `t`                                                              |
 * |------------------------|----------------------------------------------------------------------|
 * | `times`                | when the strategy looks                                              |
 * | `bids`, `asks`, lots   | the touch as known here at `times[t]`                                |
 * | `buyBounds`, `sellBounds` | what fills an open order after `times[t - 1]`, `times[t]` included |
 *
 * Grid instants are those of a timer in the event engine: the first is one interval after the first
 * event, and each sees everything up to it. One row more closes the data: nobody looks, but what is
 * open may still fill until the last event.
 */
export interface MarketColumns {
  readonly intervalNanos: number
  /** At which a strategy looks; the columns have one row more. */
  readonly rows: number
  readonly times: Float64Array
  readonly bids: Int32Array
  readonly asks: Int32Array
  readonly bidLots: Int32Array
  readonly askLots: Int32Array
  readonly buyBounds: Int32Array
  readonly sellBounds: Int32Array
  readonly depth: readonly DepthColumns[]
}

/** What rests within a share of the mid, at each row; see `DepthSums`. */
export interface DepthColumns {
  readonly range: number
  readonly bidLots: Float64Array
  readonly askLots: Float64Array
  readonly bidMoments: Float64Array
  readonly askMoments: Float64Array
}
