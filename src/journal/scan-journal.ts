/** A whole journal in one go: scanned, or recovered after a crash. */
import { segmentName } from './journal.ts'
import { JournalReader, type ReaderOptions } from './journal-reader.ts'
import type { JournalBatch, JournalReport } from './journal-report.ts'

export interface ScanOptions extends ReaderOptions {
  readonly onBatch?: ((batch: JournalBatch) => void) | undefined
}

/** Reads everything and changes nothing. */
export function scanJournal({ onBatch, ...options }: ScanOptions): JournalReport {
  const reader = new JournalReader(options)
  for (let batch = reader.next(); batch !== undefined; batch = reader.next()) onBatch?.(batch)
  return reader.report()
}

/** Scans, and cuts off what a crash has torn. @returns the report after the cut: clean, or corrupt. */
export function recoverJournal(options: ScanOptions): JournalReport {
  return cutTornTail(options, scanJournal(options))
}

/** Cuts off what the report calls torn; a journal that is clean, corrupt or empty stays as it is. */
export function cutTornTail(
  { disk }: Pick<ScanOptions, 'disk'>,
  report: JournalReport,
): JournalReport {
  if (report.status !== 'torn') return report
  const last = report.segments.at(-1)!
  const { end } = report
  if (end === undefined || end.segment !== last) {
    disk.remove(segmentName(last))
    const segments = report.segments.slice(0, -1)
    return { ...report, segments, status: segments.length === 0 ? 'empty' : 'clean' }
  }
  const file = disk.open(segmentName(last))
  try {
    file.truncate(end.offset)
    file.sync()
  } finally {
    file.close()
  }
  return { ...report, status: 'clean' }
}
