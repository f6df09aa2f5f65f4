/**
 * Orders of a journal in the vocabulary of the US consolidated audit trail (CAT), as JSON lines.
 *
 * | record                    | event | |
 * |---------------------------|-------|------------------------------------------------------------|
 * | intent, approved, enter   | MENO  | new order                                                  |
 * | accepted                  | MEOA  | the venue has taken it in                                  |
 * | replaced                  | MEOM  | modified                                                   |
 * | canceled, expired, rejected | MEOC | cancelled: `cancelReason` says how; `leavesQty` is 0        |
 * | filled                    | MEOT  | trade                                                      |
 *
 * The names are those of the CAT; this is no report that a regulator would take: what only a broker
 * knows (accounts, departments, keys of the reporter) is not there. Prices and sizes of an instrument that
 * the journal does not tell any more are in ticks and lots, and `units` says so.
 */
import {
  ACCEPTED,
  CANCELED,
  ENTER_ORDER,
  EXPIRED,
  FILLED,
  FOK,
  GTC,
  GTD,
  GTX,
  IOC,
  JOURNAL_INTENT,
  MARKET,
  NO_PRICE,
  REJECTED,
  REPLACED,
  STOP,
} from '../../core/index.ts'
import { NO_REASON, reasonText } from '../../risk/index.ts'
import type { EntryRows } from './entry-row.ts'
import type { JournalEntry } from './journal-entry.ts'
import { compactDay, compactTime } from './journal-instant.ts'

const TIMES_IN_FORCE: Readonly<Record<number, string>> = {
  [GTC]: 'GTC',
  [GTX]: 'GTC',
  [IOC]: 'IOC',
  [FOK]: 'FOK',
  [GTD]: 'GTT',
}

const TYPES: Readonly<Record<number, string>> = {
  [ACCEPTED]: 'MEOA',
  [REPLACED]: 'MEOM',
  [CANCELED]: 'MEOC',
  [EXPIRED]: 'MEOC',
  [REJECTED]: 'MEOC',
  [FILLED]: 'MEOT',
}

const CANCEL_REASONS: Readonly<Record<number, string>> = {
  [CANCELED]: 'canceled',
  [EXPIRED]: 'expired',
  [REJECTED]: 'rejected',
}

/** The event of a record; undefined for one that the audit trail does not know. */
export function catEvent(entry: JournalEntry, rows: EntryRows): object | undefined {
  const { kind, grade, code } = entry
  const isNew = kind === JOURNAL_INTENT && code === NO_REASON && grade === ENTER_ORDER
  const type = isNew ? 'MENO' : TYPES[kind]
  if (type === undefined) return undefined
  const grid = rows.instrument(entry.instrument)
  const instant = rows.instant(isNew ? entry.localNanos : entry.exchangeNanos)
  const day = compactDay(instant)
  return {
    type,
    orderKeyDate: day,
    orderID: `${entry.instrument}.${entry.order}`,
    symbol: grid?.symbol ?? String(entry.instrument),
    eventTimestamp: `${day} ${compactTime(instant)}.${instant.rest}`,
    manualFlag: false,
    side: entry.side > 0 ? 'B' : 'SL',
    ...priceOf(entry, grid?.tick),
    quantity: grid?.lot.value(entry.size) ?? entry.size,
    ...(grid === undefined ? { units: 'ticks and lots' } : {}),
    ...(isNew ? newOrder(entry) : {}),
    ...(type === 'MEOC' ? { leavesQty: 0, cancelReason: CANCEL_REASONS[kind] } : {}),
    ...(kind === REJECTED || kind === EXPIRED ? { note: reasonText(entry.a) } : {}),
    ...(kind === FILLED
      ? { tradeID: `${entry.instrument}.${entry.number}`, fee: said(entry.b) }
      : {}),
    journalSequence: entry.sequence,
  }
}

function priceOf(
  { kind, price, a }: JournalEntry,
  tick: { value(count: number): number } | undefined,
): { price?: number | string } {
  if (kind === FILLED) return { price: said(a) }
  return price === NO_PRICE ? {} : { price: tick?.value(price) ?? price }
}

/** JSON has no word for what is no number. */
const said = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

function newOrder({ rest, algorithm }: JournalEntry): object {
  const orderType = rest & 0xff
  const timeInForce = (rest >>> 8) & 0xff
  const handling = [timeInForce === GTX ? 'ALO' : '', orderType >= STOP ? 'STOP' : '']
  return {
    orderType: orderType === MARKET || orderType === STOP ? 'MKT' : 'LMT',
    timeInForce: TIMES_IN_FORCE[timeInForce] ?? 'GTC',
    handlingInstructions: handling.filter((word) => word !== '').join('|'),
    algorithm,
  }
}
