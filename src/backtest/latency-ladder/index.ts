/** The latency ladder: one strategy at many latencies, and the price of being slow. */

export * from './ladder-notes.ts'
export * from './ladder-page.ts'
export { LatencyAxis } from './latency-axis.ts'
export * from './latency-ladder.ts'
export * from './price-of-slowness.ts'
export * from './rungs.ts'
