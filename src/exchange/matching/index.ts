/** A matching engine: commands in, events out. */
export * from './command-writer.ts'
export * from './instrument-rules.ts'
export * from './matching.ts'
export * from './phase.ts'
export * from './reason.ts'
export * from './terms.ts'
export * from './tick-table.ts'
