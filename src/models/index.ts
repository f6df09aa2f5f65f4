/** Models: state into numbers. */
export * from './exact-score.ts'
export * from './hawkes/index.ts'
export * from './microstructure/index.ts'
export * from './rolling-z-score.ts'
