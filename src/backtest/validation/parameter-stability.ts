/** Does every split choose about the same parameters, or another set each time? */
import type { AxisValue, SweepAxis, Trial } from '../sweep/index.ts'

export interface AxisStability {
  readonly key: string
  /** What most splits chose, the first of equals, and the share that did. */
  readonly usual: AxisValue
  readonly usualShare: number
  readonly distinct: number
  /** Lowest and highest chosen, null unless all are numbers. */
  readonly range: { readonly from: number; readonly to: number } | null
}

export interface ParameterStability {
  readonly distinctTrials: number
  /** Share of the splits that chose the same trial as the one before; NaN with a single split. */
  readonly keptShare: number
  readonly axes: readonly AxisStability[]
}

/** What each split chose, in the order of the splits: at least one. */
export function parameterStability(
  axes: readonly SweepAxis[],
  chosen: readonly Trial[],
): ParameterStability {
  const kept = chosen.filter((trial, i) => i > 0 && trial.index === chosen[i - 1]!.index).length
  return {
    distinctTrials: new Set(chosen.map(({ index }) => index)).size,
    keptShare: chosen.length < 2 ? Number.NaN : kept / (chosen.length - 1),
    axes: axes.map(({ key }, axis) =>
      axisStability(
        key,
        chosen.map(({ values }) => values[axis]!),
      ),
    ),
  }
}

function axisStability(key: string, values: readonly AxisValue[]): AxisStability {
  const counts = new Map<AxisValue, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [usual, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))
  const numbers = values.filter((value) => typeof value === 'number')
  return {
    key,
    usual,
    usualShare: count / values.length,
    distinct: counts.size,
    range:
      numbers.length < values.length
        ? null
        : { from: Math.min(...numbers), to: Math.max(...numbers) },
  }
}
