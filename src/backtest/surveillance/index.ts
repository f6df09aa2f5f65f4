/** Surveillance around a run, and over its journal afterwards. */
export * from './surveillance-page.ts'
export * from './surveillance-report.ts'
export * from './watched-records.ts'
export * from './watched-sink.ts'
