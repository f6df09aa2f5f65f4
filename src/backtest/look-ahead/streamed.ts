/** A streaming model as a function of columns: fed row by row, as it is in a run. */
import type { FeatureColumns } from './altered-columns.ts'
import type { ColumnFunction } from './check-causality.ts'

/** One row of the columns, by name. A view: valid during the call only. */
export type FeatureRow = Readonly<Record<string, number>>

/**
 * ```ts
 * checkCausality(
 *   streamed(() => {
 *     const score = new RollingZScore(50)
 *     return ({ mid }) => {
 *       score.push(mid)
 *       return score.deviation
 *     }
 *   }),
 *   { mid },
 * )
 * ```
 *
 * `make` begins a fresh model; what it returns is called once a row and answers with that row's
 * output, or with several by name.
 */
export function streamed(make: () => (row: FeatureRow) => number | FeatureRow): ColumnFunction {
  return (columns: FeatureColumns) => {
    const step = make()
    const entries = Object.entries(columns)
    const rows = entries[0]?.[1].length ?? 0
    const row: Record<string, number> = {}
    const outputs: Record<string, Float64Array> = {}
    for (let k = 0; k < rows; k++) {
      for (const [name, values] of entries) row[name] = values[k]!
      const answer = step(row)
      const named = typeof answer === 'number' ? { output: answer } : answer
      for (const [name, value] of Object.entries(named)) {
        outputs[name] ??= new Float64Array(rows).fill(Number.NaN)
        outputs[name][k] = value
      }
    }
    return outputs
  }
}
