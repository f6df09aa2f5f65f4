/** Execution: approved intent into orders, reports into position. */
export * from './desk.ts'
export * from './execution.ts'
export * from './live-orders.ts'
export * from './mark.ts'
export * from './order.ts'
export * from './portfolio.ts'
export * from './quoter.ts'
export * from './withdrawal.ts'
