/** Exchange: orders into fills. */
export * from './exchange.ts'
export * from './fees.ts'
export * from './probability-queue.ts'
export * from './queue-model.ts'
export * from './reference-venue.ts'
export * from './replay-venue.ts'
export * from './resting-orders.ts'
