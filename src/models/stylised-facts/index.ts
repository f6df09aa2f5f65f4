/** What real markets have in common, measured and judged. */
export * from './autocorrelation.ts'
export * from './fact-table.ts'
export * from './mid-record.ts'
export * from './running-covariance.ts'
export * from './stylised-facts.ts'
export * from './tail-counts.ts'
export * from './window-record.ts'
