/** Bytes to messages and back: pure functions over what they are given, no input or output. */
export * from './ascii.ts'
export * from './binance/index.ts'
export * from './databento/index.ts'
export * from './line-splitter.ts'
export * from './lobster/index.ts'
export * from './sse/index.ts'
export * from './ticks/index.ts'
