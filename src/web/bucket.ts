/**
 * A bucket: what a stretch of ticks looked like, in a row of numbers that two buckets can share.
 *
 * One tick is a bucket of its own. Neighbouring buckets merge into one that keeps the extremes, so a
 * curve drawn from few buckets touches every high and low that the ticks had. The server keeps rows
 * like this, sends them, and the page draws them: both sides read them through these constants.
 */

export const PRICE_LOWEST = 0
export const PRICE_HIGHEST = 1
export const PRICE = 2
export const EQUITY_LOWEST = 3
export const EQUITY_HIGHEST = 4
export const EQUITY = 5
/** The highest equity so far: what a drawdown is measured from. */
export const EQUITY_PEAK = 6
export const Z_LOWEST = 7
export const Z_HIGHEST = 8
/** NaN until the lookback window is full. */
export const Z = 9
export const THRESHOLD = 10
export const POSITION_LOWEST = 11
export const POSITION_HIGHEST = 12
export const POSITION = 13
export const POSITION_LIMIT = 14
/** Of the newest buy and sell in the bucket; NaN without one. */
export const BUY_PRICE = 15
export const SELL_PRICE = 16
export const BUY_LOTS = 17
export const SELL_LOTS = 18
/** Numbers in a row. */
export const BUCKET_FIELDS = 19

const KEEP_LOWEST = 0
const KEEP_HIGHEST = 1
const KEEP_NEWEST = 2
const KEEP_NEWEST_KNOWN = 3
const ADD = 4

const MERGES = new Uint8Array(BUCKET_FIELDS).fill(KEEP_NEWEST)
for (const field of [PRICE_LOWEST, EQUITY_LOWEST, Z_LOWEST, POSITION_LOWEST]) {
  MERGES[field] = KEEP_LOWEST
}
for (const field of [PRICE_HIGHEST, EQUITY_HIGHEST, EQUITY_PEAK, Z_HIGHEST, POSITION_HIGHEST]) {
  MERGES[field] = KEEP_HIGHEST
}
for (const field of [BUY_PRICE, SELL_PRICE]) MERGES[field] = KEEP_NEWEST_KNOWN
for (const field of [BUY_LOTS, SELL_LOTS]) MERGES[field] = ADD

/** Merges the row of `newer` at `newerAt` into the row of `into` at `intoAt`. Unknown (NaN) yields. */
export function mergeBucket(
  into: Float64Array,
  intoAt: number,
  newer: Float64Array,
  newerAt: number,
): void {
  for (let field = 0; field < BUCKET_FIELDS; field++) {
    const older = into[intoAt + field]!
    const value = newer[newerAt + field]!
    const merge = MERGES[field]!
    if (merge === KEEP_NEWEST) into[intoAt + field] = value
    else if (merge === ADD) into[intoAt + field] = older + value
    else if (Number.isNaN(value)) continue
    else if (Number.isNaN(older) || merge === KEEP_NEWEST_KNOWN) into[intoAt + field] = value
    else if (merge === KEEP_LOWEST ? value < older : value > older) into[intoAt + field] = value
  }
}
