/** Risk: intent into approved intent. */
export * from './kill-switch.ts'
export * from './limit-gate.ts'
export * from './reason.ts'
export * from './risk.ts'
export * from './token-bucket.ts'
