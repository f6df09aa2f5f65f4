/** Surveillance of the own flow: rules, thresholds, alerts. */
export type { FlowCounts } from './instrument-flow.ts'
export type { RecordColumns } from './record-columns.ts'
export * from './surveillance.ts'
export * from './surveillance-alert.ts'
export {
  DEFAULT_THRESHOLDS,
  type SurveillanceThresholds,
  type ThresholdChanges,
  type ThresholdProblem,
  thresholdProblems,
} from './thresholds.ts'
