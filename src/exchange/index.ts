/** Exchange: orders into fills. */
export * from './exchange.ts'
export * from './fees.ts'
export * from './queue-model.ts'
export * from './replay-venue.ts'
export * from './resting-orders.ts'
