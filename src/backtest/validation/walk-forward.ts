/**
 * Walk-forward: learn on the past, leave a gap, test on what follows, move on by the length of a test.
 *
 * ```
 * rolling   [ train ] gap [test]              anchored  [ train ] gap [test]
 *                [ train ] gap [test]                   [ train      ] gap [test]
 *                     [ train ] gap [test]              [ train           ] gap [test]
 * ```
 */
import { assert } from '../../core/index.ts'
import type { Split } from './purge.ts'

/** All in rows. */
export interface WalkForwardOptions {
  readonly train: number
  readonly test: number
  /** Between the last row of training and the first of the test: at least the horizon of a label. */
  readonly gap: number
  /** Whether training always begins at the first row, and so grows. */
  readonly isAnchored: boolean
}

/** Tests follow each other without a hole; the last may be shorter. Empty when no test fits. */
export function walkForward(rows: number, options: WalkForwardOptions): Split[] {
  const { train, test, gap, isAnchored } = options
  assert(train > 0 && test > 0 && gap >= 0, 'training and test have rows')
  const splits: Split[] = []
  for (let start = 0; start + train + gap < rows; start += test) {
    const testFrom = start + train + gap
    splits.push({
      train: rowsFrom(isAnchored ? 0 : start, start + train),
      test: rowsFrom(testFrom, Math.min(rows, testFrom + test)),
    })
  }
  return splits
}

const rowsFrom = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to - from }, (_, i) => from + i)
