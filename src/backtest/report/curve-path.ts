/**
 * A curve as an SVG path on a plane of 1000 by 100 that is stretched to its place.
 *
 * Each interval contributes its lowest and its highest value and ends at its newest, so nothing that
 * happened is missing at any width.
 */
import type { Curve } from '../analytics/index.ts'
import type { TimeAxis } from './time-axis.ts'
import type { ValueAxis } from './value-axis.ts'

/** More columns than this are joined before they are drawn. */
const COLUMNS_MAX = 1024

export interface PlacedCurve extends Curve {
  readonly startNanos: number
  readonly intervalNanos: number
}

/** The same curve in at most `columnsMax` intervals. */
export function narrowed(curve: PlacedCurve, columnsMax = COLUMNS_MAX): PlacedCurve {
  const { length } = curve.last
  const factor = Math.ceil(length / columnsMax)
  if (factor <= 1) return curve
  const low: number[] = []
  const high: number[] = []
  const last: number[] = []
  for (let from = 0; from < length; from += factor) {
    const to = Math.min(length, from + factor)
    let lowest = Number.NaN
    let highest = Number.NaN
    let newest = Number.NaN
    for (let k = from; k < to; k++) {
      if (Number.isNaN(curve.last[k]!)) continue
      if (!(lowest <= curve.low[k]!)) lowest = curve.low[k]!
      if (!(highest >= curve.high[k]!)) highest = curve.high[k]!
      newest = curve.last[k]!
    }
    low.push(lowest)
    high.push(highest)
    last.push(newest)
  }
  const { startNanos, intervalNanos } = curve
  return { startNanos, intervalNanos: intervalNanos * factor, low, high, last }
}

/** `line` joins the intervals, `step` holds a value until the next. */
export type PathStyle = 'line' | 'step'

export function curvePath(
  curve: PlacedCurve,
  time: TimeAxis,
  values: ValueAxis,
  style: PathStyle,
): string {
  const y = (value: number) => digits(100 - values.percent(value))
  let path = ''
  for (let k = 0; k < curve.last.length; k++) {
    const last = curve.last[k]!
    if (Number.isNaN(last)) continue
    const x = digits(time.percent(curve.startNanos + (k + 0.5) * curve.intervalNanos) * 10)
    if (path === '') path = `M${x} ${y(last)}`
    else if (style === 'step') path += `H${x}`
    const low = curve.low[k]!
    const high = curve.high[k]!
    if (low === high) {
      path += style === 'step' ? `V${y(last)}` : `L${x} ${y(last)}`
      continue
    }
    const isNearLow = last - low < high - last
    const [first, second] = isNearLow ? [high, low] : [low, high]
    path += style === 'step' ? `V${y(first)}V${y(second)}` : `L${x} ${y(first)}V${y(second)}`
    if (last !== second) path += `V${y(last)}`
  }
  // The last value holds until the end of the axis.
  return style === 'step' && path !== '' ? `${path}H1000` : path
}

/** The area between a path and a level. */
export function areaPath(path: string, levelPercent: number): string {
  if (path === '') return ''
  const start = /^M([-\d.]+)/.exec(path)?.[1] ?? '0'
  const ends = [...path.matchAll(/[LHM]([-\d.]+)/g)]
  const end = ends.at(-1)?.[1] ?? start
  const level = digits(100 - levelPercent)
  return `${path}L${end} ${level}L${start} ${level}Z`
}

/** Lowest and highest of several curves; NaN when all are empty. */
export function rangeOf(curves: readonly PlacedCurve[]): [number, number] {
  let low = Number.NaN
  let high = Number.NaN
  for (const curve of curves) {
    for (const value of curve.low) if (!(low <= value) && !Number.isNaN(value)) low = value
    for (const value of curve.high) if (!(high >= value) && !Number.isNaN(value)) high = value
  }
  return [low, high]
}

/** One digit after the point: a tenth of a thousandth of the width. */
const digits = (value: number): string => String(Math.round(value * 10) / 10)
