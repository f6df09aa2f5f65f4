/** The ground everything stands on: units, the event record, chance, time and containers. */
export * from './assert.ts'
export * from './decimal.ts'
export * from './event.ts'
export * from './input-error.ts'
export * from './instrument.ts'
export * from './side.ts'
export * from './units.ts'
