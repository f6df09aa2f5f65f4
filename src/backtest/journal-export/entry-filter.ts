/** Which records are looked for: every condition that is given must hold. */
import type { EntryRow } from './entry-columns.ts'
import type { JournalEntry } from './journal-entry.ts'

export interface EntryFilter {
  /** Names of kinds. */
  readonly kinds?: ReadonlySet<string> | undefined
  readonly order?: number | undefined
  /** Index or symbol. */
  readonly instrument?: string | undefined
  /** Nanoseconds since the journal's epoch, both included. */
  readonly fromNanos?: number | undefined
  readonly toNanos?: number | undefined
  /** A code, or words of it. */
  readonly reason?: string | undefined
  /** Words anywhere in the record's line, upper and lower case alike. */
  readonly text?: string | undefined
}

export function matchesFilter(
  entry: JournalEntry,
  row: EntryRow,
  line: () => string,
  filter: EntryFilter,
): boolean {
  const { kinds, order, instrument, fromNanos, toNanos, reason, text } = filter
  if (kinds !== undefined && !kinds.has(entry.name)) return false
  if (order !== undefined && row.orderId !== order) return false
  if (instrument !== undefined) {
    if (row.symbol !== instrument && String(entry.instrument) !== instrument) return false
  }
  if (fromNanos !== undefined && !(entry.localNanos >= fromNanos)) return false
  if (toNanos !== undefined && !(entry.localNanos <= toNanos)) return false
  if (reason !== undefined && !isReason(row, reason)) return false
  return text === undefined || line().toLowerCase().includes(text.toLowerCase())
}

function isReason({ reason, reasonCode, code }: EntryRow, wanted: string): boolean {
  if (reason === undefined) return false
  if (/^\d+$/.test(wanted)) return String(reasonCode ?? code) === wanted
  return String(reason).toLowerCase().includes(wanted.toLowerCase())
}
