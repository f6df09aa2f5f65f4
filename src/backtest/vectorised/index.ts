/** Vectorised backtests: a strategy over the columns of a price series. */
export * from './run-vectorised.ts'
export * from './tick-columns.ts'
export * from './vectorised-result.ts'
