/** Strategies: numbers into intent. */
export * from './built-in-strategies.ts'
export * from './skew-quoter.ts'
export * from './spread-threshold.ts'
export * from './strategy.ts'
export * from './touch-of-others.ts'
export * from './touch-quoter.ts'
export * from './vectorised-form.ts'
export * from './z-score-reversion.ts'
