/** Vectorised backtests: a strategy over the columns of a price series. */

export * from './run-vectorised.ts'
export * from './taker-fills.ts'
export * from './tick-columns.ts'
export * from './vectorised-comparison.ts'
export * from './vectorised-result.ts'
