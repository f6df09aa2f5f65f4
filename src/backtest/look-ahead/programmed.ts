/** Columns of the vocabulary as a function of columns, so that a composed signal can be checked. */
import { BLOCK_SAMPLES, type Column, ColumnProgram } from '../../models/index.ts'
import type { ColumnFunction } from './check-causality.ts'

/**
 * ```ts
 * const z = zscore(PRICE, { windowSamples: 50 })
 * checkCausality(programmed({ z, isCheap: lt(z, -2) }), { price, bid, ask, volume })
 * ```
 *
 * Sources that are not given read as NaN. Everything runs anew at every call, block by block as in a
 * backtest.
 */
export function programmed(columns: Readonly<Record<string, Column>>): ColumnFunction {
  return (given) => {
    const rows = Object.values(given)[0]?.length ?? 0
    const absent = new Float64Array(rows).fill(Number.NaN)
    const { price = absent, bid = absent, ask = absent, volume = absent } = given
    const program = new ColumnProgram(Object.values(columns))
    const outputs: Record<string, Float64Array> = {}
    for (const name of Object.keys(columns)) outputs[name] = new Float64Array(rows)
    for (let from = 0; from < rows; from += BLOCK_SAMPLES) {
      const length = Math.min(BLOCK_SAMPLES, rows - from)
      program.run({ price, bid, ask, volume }, from, length)
      for (const [name, column] of Object.entries(columns)) {
        outputs[name]!.set(program.step(column).values.subarray(0, length), from)
      }
    }
    return outputs
  }
}
