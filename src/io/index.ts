/** The operating system: files, compression, and opening a feed over them. */
export * from './atomic-text-file.ts'
export * from './feed-format.ts'
export * from './file-source.ts'
export * from './funding-rows.ts'
export * from './journal-folder.ts'
export * from './latency-rows.ts'
export * from './open-feed.ts'
export * from './orderbook-beside.ts'
