/** The journal: an append-only, checksummed, hash-chained record of everything, and its recovery. */
export * from './crc32c.ts'
export * from './journal.ts'
export {
  type JournalOptions,
  type JournalState,
  JournalWriter,
  type NewJournal,
} from './journal-writer.ts'
export {
  type JournalBatch,
  type JournalEnd,
  type JournalProblem,
  type JournalReport,
  recoverJournal,
  type ScanOptions,
  scanJournal,
  wordOf,
} from './scan-journal.ts'
