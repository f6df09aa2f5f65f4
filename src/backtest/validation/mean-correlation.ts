/**
 * The mean correlation between all pairs of many series, without looking at a pair.
 *
 * Of series that are centred and scaled to length one, the square of their sum holds each
 * correlation twice and each series' own 1 once. So N series of T values cost N * T, not N * N * T.
 */
import { momentsOf } from './moments.ts'

/** Series that do not vary have no correlation and are left out; NaN with fewer than two others. */
export function meanCorrelation(rows: readonly ArrayLike<number>[]): number {
  const length = rows[0]?.length ?? 0
  const sum = new Float64Array(length)
  let series = 0
  for (const row of rows) {
    const { count, mean, deviation } = momentsOf(row)
    if (count !== length || !(deviation > 0)) continue
    series++
    const scale = 1 / (deviation * Math.sqrt(length - 1))
    for (let i = 0; i < length; i++) sum[i] = sum[i]! + (row[i]! - mean) * scale
  }
  if (series < 2) return Number.NaN
  let square = 0
  for (const each of sum) square += each * each
  return (square - series) / (series * (series - 1))
}
