/** Models: state into numbers. */
export * from './columns/index.ts'
export * from './exact-score.ts'
export * from './hawkes/index.ts'
export * from './microstructure/index.ts'
export * from './rolling-z-score.ts'
export * from './stylised-facts/index.ts'
