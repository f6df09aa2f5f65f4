/** Where events come from: feeds over recorded files and synthetic processes, and their quality. */
export * from './binance-feed.ts'
export type { BinanceConvention, StaleDiffs } from './binance-reader.ts'
export * from './byte-source.ts'
export * from './first-lines.ts'
export * from './line-feed.ts'
export * from './market-data.ts'
export * from './notice-board.ts'
export * from './tick-feed.ts'
