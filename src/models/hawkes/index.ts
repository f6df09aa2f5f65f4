/** Point processes that excite themselves and each other. */
export * from './hawkes.ts'
export * from './hawkes-fit.ts'
export * from './hawkes-generator.ts'
export * from './hawkes-likelihood.ts'
export * from './kolmogorov-smirnov.ts'
export * from './mutual-price.ts'
