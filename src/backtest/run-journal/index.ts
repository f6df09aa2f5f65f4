/** The journal of a run: who writes into it, and what it is compared with. */
export * from './comparing-sink.ts'
export * from './instrument-facts.ts'
export * from './journaled-state.ts'
export * from './market-journal.ts'
export * from './market-tap.ts'
export * from './market-wiring.ts'
export * from './record-sink.ts'
export * from './run-journal.ts'
