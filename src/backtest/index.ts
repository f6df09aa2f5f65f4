/** Backtests: runs, samples, summaries. */
export * from './backtest.ts'
export * from './equity-recorder.ts'
export * from './original-dictionary.ts'
export * from './run-digest.ts'
export * from './summary.ts'
export * from './survey.ts'
