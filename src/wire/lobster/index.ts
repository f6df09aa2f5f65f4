/** LOBSTER message and orderbook files: a day of one Nasdaq stock, order by order. */
export * from './book-row.ts'
export * from './message-decoder.ts'
