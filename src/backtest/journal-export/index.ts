/** A journal read: rows, lines, FIX messages and audit events. */
export * from './cat-events.ts'
export * from './entry-columns.ts'
export * from './entry-filter.ts'
export * from './entry-line.ts'
export * from './entry-row.ts'
export * from './fix-log.ts'
export { FIX_SEPARATOR } from './fix-message.ts'
export * from './journal-entry.ts'
