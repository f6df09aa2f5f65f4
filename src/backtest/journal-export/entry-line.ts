/** A record in one line for a person. */
import type { EntryRow } from './entry-columns.ts'

/** Columns that the line tells in words of its own, or that say nothing more. */
const TOLD: ReadonlySet<string> = new Set([
  'sequence',
  'at',
  'exchangeNanos',
  'localNanos',
  'kind',
  'instrument',
  'symbol',
  'side',
  'price',
  'size',
  'priceTicks',
  'sizeLots',
  'action',
  'reason',
  'text',
  'orderId',
])

/** `     120  09:30:00.000000001  intent  TEST  enter buy 3 at 101  order 7  approved` */
export function entryLine(row: EntryRow): string {
  const { sequence, at, kind, symbol, action, side, orderId, reason, text } = row
  const { sizeLots, priceTicks } = row
  // Without its instrument a journal still tells lots and ticks.
  const size = row.size ?? (sizeLots === undefined ? undefined : `${sizeLots} lots`)
  const price = row.price ?? (priceTicks === undefined ? undefined : `${priceTicks} ticks`)
  const words = [
    String(sequence).padStart(8),
    String(at),
    String(kind).padEnd(12),
    symbol,
    [action, side, size, price === undefined ? undefined : `at ${price}`]
      .filter((word) => word !== undefined)
      .join(' '),
    orderId === undefined ? undefined : `order ${orderId}`,
    reason,
    ...Object.entries(row)
      .filter(([name, value]) => value !== undefined && value !== '' && !TOLD.has(name))
      .map(([name, value]) => `${name} ${value}`),
    text,
  ]
  const line = words.filter((word) => word !== undefined && word !== '').join('  ')
  // Words come from anywhere: nothing in them may end the line, or speak to a terminal.
  return line.replaceAll(/\p{Cc}+/gu, ' ')
}
