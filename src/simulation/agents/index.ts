/** Market agents, alone and as whole crowds. */
export * from './flow-book.ts'
export * from './flow-orders.ts'
export * from './hawkes-flow.ts'
export * from './market-run.ts'
export * from './poisson-flow.ts'
export * from './populations.ts'
export * from './queue-reactive-flow.ts'
export * from './rmsc/index.ts'
