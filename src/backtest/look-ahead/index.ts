/** Look-ahead: whether what was decided, or computed, knew what was yet to come. */
export type { FeatureColumns } from './altered-columns.ts'
export * from './check-causality.ts'
export * from './check-look-ahead.ts'
export * from './decision.ts'
export * from './future.ts'
export * from './programmed.ts'
export * from './streamed.ts'
export * from './touch-columns.ts'
