/**
 * The vectorised form of a strategy: the same rule said once over whole columns.
 *
 * It fits strategies that look at a price series, want to buy, to sell or nothing at each sample, and
 * take at the quote; it wants nothing while trading is stopped, as its callbacks must. The two must agree:
 * `t2t compare-engines` runs both and names the first trade that differs.
 *
 * ```ts
 * const trend = defineStrategy({
 *   name: 'trend',
 *   params: { fastSamples: 10, slowSamples: 50, limitLots: 5 },
 *   vectorised: ({ fastSamples, slowSamples, limitLots }) => ({
 *     samples: 'trades',
 *     signal: cross(
 *       ewma(PRICE, { spanSamples: fastSamples }),
 *       ewma(PRICE, { spanSamples: slowSamples }),
 *     ),
 *     sizeLots: 1,
 *     inventoryLimitLots: limitLots,
 *     clipToLimit: true,
 *   }),
 * })
 * ```
 */
import type { ColumnLike } from '../models/index.ts'

/** What a strategy may know of the series when it says its form. */
export interface SeriesFacts {
  /** Some row has a volume. */
  readonly hasTrades: boolean
}

export interface VectorisedForm {
  /**
   * What the columns consist of. `trades`: the rows with a volume, as `onTrade` sees them. `quotes`:
   * every row, as `onBook` sees them, `PRICE` being the middle of bid and ask.
   */
  readonly samples: 'trades' | 'quotes'
  /** Above zero wants to buy at the ask, below zero to sell at the bid; 0 and NaN want nothing. */
  readonly signal: ColumnLike
  /** Of one order, rounded down; nothing is sent for less than one lot, or for NaN. */
  readonly sizeLots: ColumnLike
  /** Buys only below it, sells only above its negative. */
  readonly inventoryLimitLots: number
  /** No order takes the position beyond the limit; without, the last one may overshoot. */
  readonly clipToLimit: boolean
}
