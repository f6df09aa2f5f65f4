/** The life of an order: which orders a run had, and what became of one of them. */
export * from './life-entry.ts'
export * from './order-chronicle.ts'
export * from './order-ledger.ts'
export * from './order-record.ts'
export * from './order-witness.ts'
