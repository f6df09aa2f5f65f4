/**
 * How the displayed orders of a level share what an incoming order takes from it.
 *
 * A first part goes by time, `timePercent` of it; the rest by size, each order's share rounded down,
 * and none when it is below `shareLotsMin`; what rounding leaves goes by time again.
 *
 * ```
 *   30 lots for [ 50, 10, 40 ], timePercent 0:   by size 15, 3, 12
 *   31 lots:                                     by size 15, 3, 12, and the odd lot to the first
 * ```
 */
import type { InstrumentRules } from './instrument-rules.ts'

/**
 * Writes what each of the first `count` orders gets into `shares`, front first. `shown` are their
 * displayed lots, and `taken` is at most their sum.
 */
export function allocateInto(
  shares: Int32Array,
  shown: Int32Array,
  count: number,
  taken: number,
  rules: InstrumentRules,
): void {
  shares.fill(0, 0, count)
  const byTime = Math.floor((taken * rules.timePercent) / 100)
  const left = taken - byTime
  giveByTime(shares, shown, count, byTime)
  giveByTime(
    shares,
    shown,
    count,
    left - giveBySize(shares, shown, count, left, rules.shareLotsMin),
  )
}

function giveByTime(shares: Int32Array, shown: Int32Array, count: number, lots: number): void {
  let left = lots
  for (let order = 0; order < count && left > 0; order++) {
    const given = Math.min(left, shown[order]! - shares[order]!)
    shares[order]! += given
    left -= given
  }
}

/** Returns how many lots it gave. */
function giveBySize(
  shares: Int32Array,
  shown: Int32Array,
  count: number,
  lots: number,
  shareLotsMin: number,
): number {
  let open = 0
  for (let order = 0; order < count; order++) open += shown[order]! - shares[order]!
  let given = 0
  for (let order = 0; order < count; order++) {
    const wanted = shown[order]! - shares[order]!
    // A product above 2^53 is rounded; the smaller of the two keeps the sum right nevertheless.
    const share = Math.min(Math.floor((lots * wanted) / open), lots - given)
    if (share < shareLotsMin) continue
    shares[order]! += share
    given += share
  }
  return given
}
