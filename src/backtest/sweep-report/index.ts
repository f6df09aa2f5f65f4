/** The report of a sweep as one page. */
export { sweepPage } from './sweep-page.ts'
