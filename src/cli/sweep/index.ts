/** Sweeps on disk and over threads. */
export * from './load-sweep.ts'
export * from './run-sweep.ts'
export * from './sweep-folder.ts'
export * from './sweep-head.ts'
export * from './trial-log-file.ts'
