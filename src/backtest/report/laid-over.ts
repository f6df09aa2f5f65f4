/** Two runs on one axis of time. */
import type { Curve } from '../analytics/index.ts'
import type { PlacedCurve } from './curve-path.ts'
import type { RunRecord } from './run-record.ts'
import { TimeAxis } from './time-axis.ts'

/** A run, and how far its times are moved to stand on the page's axis. */
export interface LaidRun {
  readonly record: RunRecord
  readonly shiftNanos: number
}

export interface LaidRuns {
  readonly first: LaidRun
  readonly second: LaidRun | undefined
  readonly time: TimeAxis
  /** The runs did not happen at the same time and begin together on the page. */
  readonly isAligned: boolean
}

/** Runs of one time lie where they happened; runs of different times begin together. */
export function laidOver(record: RunRecord, other: RunRecord | undefined): LaidRuns {
  const first = { record, shiftNanos: 0 }
  const own = spanOf(first)
  const epoch = BigInt(record.epochNanos)
  if (other === undefined) {
    return { first, second: undefined, time: new TimeAxis(...own, epoch), isAligned: false }
  }
  const dated = { record: other, shiftNanos: Number(BigInt(other.epochNanos) - epoch) }
  const [from, to] = spanOf(dated)
  const isAligned = from > own[1] || to < own[0]
  const second = isAligned ? { record: other, shiftNanos: dated.shiftNanos + own[0] - from } : dated
  const its = spanOf(second)
  const time = new TimeAxis(Math.min(own[0], its[0]), Math.max(own[1], its[1]), epoch)
  return { first, second, time, isAligned }
}

export function placed({ record, shiftNanos }: LaidRun, curve: Curve): PlacedCurve {
  const { startNanos, intervalNanos } = record.curves
  return { ...curve, startNanos: startNanos + shiftNanos, intervalNanos }
}

/** From the first interval to the end of the last; the data's own span where nothing was drawn. */
function spanOf({ record, shiftNanos }: LaidRun): [number, number] {
  const { curves, summary } = record
  const longest = Math.max(
    curves.equity.last.length,
    ...curves.markets.map(({ price }) => price.last.length),
  )
  const from = Number.isNaN(curves.startNanos) ? summary.firstNanos : curves.startNanos
  const to = longest === 0 ? summary.lastNanos : from + longest * curves.intervalNanos
  return [from + shiftNanos, to + shiftNanos]
}
