/** The circuit breaker: what trips the kill switch by itself. */
export * from './breaker-limits.ts'
export * from './breaker-seat.ts'
export * from './circuit-breaker.ts'
