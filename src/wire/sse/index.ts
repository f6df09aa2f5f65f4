/** Shanghai level 3: a day of one security, order by order, as tables of text. */
export * from './field-splitter.ts'
export * from './order-decoder.ts'
export * from './table.ts'
export * from './time-of-day.ts'
export * from './trade-decoder.ts'
