/** Models: state into numbers. */
export * from './exact-score.ts'
export * from './rolling-z-score.ts'
