/**
 * The equity of every trial in as few bytes as a line on a screen needs, and what all of them did.
 *
 * A curve is quantised to 65,535 steps between its own lowest and highest point. Where many trials
 * have many slices, neighbours are joined, so that all curves together stay within a fixed size.
 */
import type { SweepRecord, Trial } from '../sweep/index.ts'
import { doublesText, shortsText } from './base64.ts'

/** Points of all trials together: two bytes each, and a third more as text. */
const POINTS_MAX = 600_000
const STEPS = 65_534
const HOLE = 65_535

export interface EquityCurves {
  /** Slices between two points. */
  readonly stride: number
  /** Instants of the points as shares of the data's time, the first 0 and the last 1. */
  readonly at: readonly number[]
  /** One row a trial. */
  readonly rows: readonly Float64Array[]
  /** Trials that saw all the data, over which the band runs. */
  readonly bandTrials: number
  readonly low: readonly number[]
  readonly median: readonly number[]
  readonly high: readonly number[]
}

export function equityCurves(
  { trials, slices }: SweepRecord,
  pointsMax = POINTS_MAX,
): EquityCurves {
  const stride = Math.max(1, Math.ceil((slices * trials.length) / pointsMax))
  const ends = [0]
  for (let slice = stride; slice < slices; slice += stride) ends.push(slice)
  if (slices > 0) ends.push(slices)
  const rows = trials.map((trial) => equityAt(trial, ends))
  const done = rows.filter((_, k) => trials[k]!.status === 'done')
  const quantiles = ends.map((_, point) => {
    const values = Float64Array.from(done, (row) => row[point]!).filter(
      (each) => !Number.isNaN(each),
    )
    values.sort()
    return [0.05, 0.5, 0.95].map((share) => quantile(values, share))
  })
  return {
    stride,
    at: ends.map((end) => (slices === 0 ? 0 : end / slices)),
    rows,
    bandTrials: done.length,
    low: quantiles.map(([low]) => low!),
    median: quantiles.map(([, median]) => median!),
    high: quantiles.map(([, , high]) => high!),
  }
}

/** Profit after so many slices; NaN from the first slice that the trial did not see. */
function equityAt({ slicePnl, status }: Trial, ends: readonly number[]): Float64Array {
  const points = new Float64Array(ends.length).fill(Number.NaN)
  if (status === 'failed') return points
  let equity = 0
  let slice = 0
  for (let point = 0; point < ends.length; point++) {
    while (slice < ends[point]!) equity += slicePnl[slice++] ?? Number.NaN
    points[point] = equity
  }
  return points
}

/** Between neighbours by their distance; NaN of nothing. */
function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below]!
  const high = sorted[Math.min(sorted.length - 1, below + 1)]!
  return low + (high - low) * (place - below)
}

/** For the page: `value = low + step * (high - low) / 65534`, 65535 where there is none. */
export function encodedCurves({ rows, at }: EquityCurves): { steps: string; ends: string } {
  const steps = new Uint16Array(rows.length * at.length)
  const lows = new Float64Array(rows.length)
  const highs = new Float64Array(rows.length)
  for (const [k, row] of rows.entries()) {
    let low = 0
    let high = 0
    for (const value of row) {
      if (value < low) low = value
      if (value > high) high = value
    }
    lows[k] = low
    highs[k] = high
    const scale = high > low ? STEPS / (high - low) : 0
    for (const [point, value] of row.entries()) {
      const isHole = !Number.isFinite(value)
      steps[k * at.length + point] = isHole ? HOLE : Math.round((value - low) * scale)
    }
  }
  return { steps: shortsText(steps), ends: doublesText([lows, highs]) }
}
