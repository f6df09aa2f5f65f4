/** The values of an axis: listed, spaced, or drawn from a range. */
import { exp, log } from '../../core/index.ts'
import { type AxisRange, isList, stepsOf } from './sweep-design.ts'
import type { AxisValue, SweepAxis } from './sweep-record.ts'

/** Digits that a computed value is rounded to: 0.3, not 0.30000000000000004. */
const DIGITS = 12

export function axisOf(key: string, asked: readonly AxisValue[] | AxisRange): SweepAxis {
  if (isList(asked)) return { key, values: asked, range: null, isLogarithmic: false }
  const { from, to, step, count } = asked
  const isLogarithmic = asked.scale === 'log'
  const shares =
    count !== undefined
      ? Array.from({ length: count }, (_, k) => k / (count - 1))
      : step !== undefined
        ? Array.from({ length: stepsOf(asked, step) }, (_, k) => (k * step) / (to - from))
        : []
  const range = { from, to }
  const values = shares.map((share) => between(range, share, isLogarithmic))
  return { key, values, range: values.length === 0 ? range : null, isLogarithmic }
}

/** The value of an axis at a place from 0 to below 1. */
export function valueAt({ values, range, isLogarithmic }: SweepAxis, place: number): AxisValue {
  if (range !== null) return between(range, place, isLogarithmic)
  return values[Math.floor(place * values.length)]!
}

function between(
  { from, to }: { readonly from: number; readonly to: number },
  share: number,
  isLogarithmic: boolean,
): number {
  // The ends are as they were written.
  if (share === 0) return from
  if (share === 1) return to
  const value = isLogarithmic ? from * exp(share * log(to / from)) : from + share * (to - from)
  return Number(value.toPrecision(DIGITS))
}
