/** Models: state into numbers. */
export * from './rolling-z-score.ts'
