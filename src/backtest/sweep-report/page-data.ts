/** What the page's program reads: all trials as columns of bytes, and the words around them. */
import { instantText } from '../report/index.ts'
import type { SweepRecord } from '../sweep/index.ts'
import { doublesText } from './base64.ts'
import { type EquityCurves, encodedCurves } from './equity-curves.ts'
import type { PageColumn } from './page-columns.ts'
import { trialsText } from './trials-text.ts'

const MILLION = 1_000_000n

export function pageData(
  record: SweepRecord,
  columns: readonly PageColumn[],
  curves: EquityCurves,
): unknown {
  const { trials, objective, epochNanos, firstNanos, lastNanos } = record
  return {
    trials: trials.length,
    /** As it stands beside every Sharpe ratio. */
    counted: trialsText(trials.length),
    objective,
    columns: columns.map(({ numbers, ...facts }) => ({ ...facts, isVaried: isVaried(numbers) })),
    numbers: doublesText(columns.map(({ numbers }) => numbers)),
    places: trials.map(({ index }) => index),
    statuses: trials.map(({ status }) => status.charAt(0)).join(''),
    problems: Object.fromEntries(
      trials.flatMap(({ problem }, k) => (problem === null ? [] : [[k, problem]])),
    ),
    hashes: trials.map(({ runHash }) => runHash),
    time: {
      from: firstNanos,
      to: lastNanos,
      epochMillis: Number(BigInt(epochNanos) / MILLION),
      first: instantText(firstNanos, BigInt(epochNanos)),
    },
    equity: {
      ...encodedCurves(curves),
      at: curves.at,
      bandTrials: curves.bandTrials,
      low: curves.low.map(written),
      median: curves.median.map(written),
      high: curves.high.map(written),
    },
  }
}

/** Nine digits are more than a screen shows; a hole is null. */
const written = (value: number): number | null =>
  Number.isFinite(value) ? Number(value.toPrecision(9)) : null

function isVaried(numbers: Float64Array): boolean {
  return numbers.some((value) => value !== numbers[0])
}
