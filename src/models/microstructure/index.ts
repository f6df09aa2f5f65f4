/** Markets simple enough that what happens in them is known exactly. */
export * from './banded-system.ts'
export * from './birth-death.ts'
export * from './noisy-price.ts'
export * from './order-flow-rates.ts'
export * from './queue-race.ts'
export * from './queue-reactive.ts'
export * from './santa-fe.ts'
