/** What a sweep came to, for programs. */
import {
  deflatedTrial,
  deflationOf,
  type SweepRecord,
  type SweepSignificance,
  type Trial,
} from '../backtest/index.ts'
import { bestTrials } from './sweep-text.ts'

export function sweepJson(
  record: SweepRecord,
  significance: SweepSignificance,
  folder: string,
): unknown {
  const { trials, axes, configuration: _configuration, ...about } = record
  const count = (status: Trial['status']) =>
    trials.filter((trial) => trial.status === status).length
  const deflation = deflationOf(trials)
  return {
    folder,
    ...about,
    axes,
    trials: {
      run: trials.length,
      done: count('done'),
      halted: count('halted'),
      failed: count('failed'),
    },
    best: bestTrials(record).map((trial) => {
      const { sharpe: _sharpe, ...metrics } = trial.metrics
      return {
        trial: trial.index,
        values: Object.fromEntries(axes.map(({ key }, k) => [key, trial.values[k]])),
        status: trial.status,
        dataShare: trial.dataShare,
        metrics,
        sharpePerSlice: deflatedTrial(trial, deflation),
        runHash: trial.runHash,
      }
    }),
    significance,
  }
}
