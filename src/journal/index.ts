/** The journal: an append-only, checksummed, hash-chained record of everything, and its recovery. */
export * from './crc32c.ts'
export * from './journal.ts'
export * from './journal-reader.ts'
export * from './journal-report.ts'
export {
  type JournalOptions,
  type JournalState,
  JournalWriter,
  type NewJournal,
} from './journal-writer.ts'
export { decodeHeader, HEADER_BYTES, type HeaderProblem } from './layout.ts'
export * from './scan-journal.ts'
