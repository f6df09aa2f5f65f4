/** Events in, state out: the books of price levels and of orders. */
export * from './book.ts'
export * from './ladder-book.ts'
export * from './order-anomalies.ts'
export * from './order-level-book.ts'
export * from './order-queues.ts'
export * from './quote-book.ts'
export * from './reference-book.ts'
export * from './reference-order-level-book.ts'
