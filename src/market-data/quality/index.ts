/** Is a file of market data fit to backtest on? */
export * from './lobster-transitions.ts'
export * from './quality-gate.ts'
export * from './quality-report.ts'
export type { JudgedBook } from './touch-witness.ts'
