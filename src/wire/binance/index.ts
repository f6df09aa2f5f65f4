/** Binance market-data streams as recorded in capture files. */
export * from './capture-decoder.ts'
export * from './capture-json.ts'
export * from './capture-message.ts'
export type { CaptureScale } from './capture-scanner.ts'
