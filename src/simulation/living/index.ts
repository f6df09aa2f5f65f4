/** Strategies among the agents of a simulated exchange. */
export * from './living-feed.ts'
export * from './living-lane.ts'
export * from './living-market.ts'
export * from './market-data-writer.ts'
export * from './matching-venue.ts'
export * from './mid-path.ts'
export * from './own-places.ts'
export * from './seat-order.ts'
