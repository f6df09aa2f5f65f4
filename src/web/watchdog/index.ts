/** The watchdog: stops trading while the main thread is busy, and brings alerts to humans. */
export * from './run-file.ts'
export * from './watchdog.ts'
export * from './watchdog-words.ts'
