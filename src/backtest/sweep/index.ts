/** Sweeps: one configuration run many times with other values of some of its keys. */
export * from './sweep-record.ts'
export * from './sweep-table.ts'
export * from './trial-log.ts'
export * from './trial-outcome.ts'
