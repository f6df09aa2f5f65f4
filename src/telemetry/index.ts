/** Telemetry: what is measured beside the pipeline. Nothing in the pipeline depends on it. */
export * from './histogram.ts'
