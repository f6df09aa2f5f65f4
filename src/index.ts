/**
 * The public surface of the engine, in the order of the pipeline. Each line is a subpath too:
 * `tick-to-trade/book`. Files and sockets are `tick-to-trade/io`: what stands here also runs in a
 * browser.
 *
 * ```ts
 * import { backtest, defineStrategy, SyntheticFeed } from 'tick-to-trade'
 * ```
 */
// biome-ignore-all assist/source/organizeImports: the order of the pipeline
export * from './core/index.ts'
export * from './wire/index.ts'
export * from './market-data/index.ts'
export * from './book/index.ts'
export * from './models/index.ts'
export * from './strategy/index.ts'
export * from './risk/index.ts'
export * from './execution/index.ts'
export * from './exchange/index.ts'
export * from './simulation/index.ts'
export * from './backtest/index.ts'
export * from './telemetry/index.ts'
export * from './journal/index.ts'
