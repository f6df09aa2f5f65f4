/** Price series as comma-separated values: rows of timestamp, price, bid, ask, volume. */
export * from './columns.ts'
export * from './number-text.ts'
export * from './row-decoder.ts'
export * from './timestamp.ts'
export * from './timestamp-style.ts'
