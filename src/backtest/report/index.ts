/** Reports: a finished run as plain data, as a page, and beside another run. */
export * from './comparison.ts'
export { factText, verdict } from './comparison-section.ts'
export * from './configuration-entries.ts'
export * from './html.ts'
export { marketLabel } from './metric-tables.ts'
export * from './number-text.ts'
export * from './report-page.ts'
export * from './run-record.ts'
