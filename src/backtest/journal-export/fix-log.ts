/**
 * Orders and reports of a journal as FIX 4.4 messages, tag=value: a log that FIX tools read.
 *
 * | record                          | message                       | tells                            |
 * |---------------------------------|-------------------------------|----------------------------------|
 * | intent, approved, enter         | D NewOrderSingle              | 11 38 40 44 54 55 59 60 99 111 126 |
 * | intent, approved, cancel        | F OrderCancelRequest          | 11 38 41 54 55 60                |
 * | intent, approved, replace       | G OrderCancelReplaceRequest   | 11 41 38 40 44 54 55 60          |
 * | intent, refused                 | 8 ExecutionReport, 150=8, from the gate | 58: the reason         |
 * | accepted                        | 8, 150=0 (new)                | 14 37 151                        |
 * | replaced                        | 8, 150=5                      | 41 44 38                         |
 * | canceled, expired               | 8, 150=4, 150=C               | 58: the reason                   |
 * | rejected                        | 8, 150=8                      | 103 58                           |
 * | filled                          | 8, 150=F (trade)              | 31 32 14 151 6 12 851            |
 * | request rejected                | 9 OrderCancelReject           | 102 434 58                       |
 *
 * 11 (ClOrdID) is market, order and request, 37 (OrderID) market and order, 17 (ExecID) the journal
 * sequence. Post-only is 18=6, reduce-only 18=E (do not increase). The algorithm's id is 20001.
 *
 * 58 also tells what a message cannot: that its order was entered before the log begins or was over for
 * long, so that 38 is missing and 14 counts from there; that prices are ticks and sizes are lots, because the
 * journal has lost what it said of the instrument; a number that is none.
 */
import {
  ACCEPTED,
  CANCEL_ORDER,
  CANCELED,
  ENTER_ORDER,
  EXPIRED,
  FILLED,
  FLAG_MAKER,
  FOK,
  GTC,
  GTD,
  GTX,
  IOC,
  JOURNAL_INTENT,
  LIMIT,
  MARKET,
  NO_PRICE,
  ORDER_TERMS,
  REJECTED,
  REPLACED,
  REQUEST_REJECTED,
  STOP,
  STOP_LIMIT,
} from '../../core/index.ts'
import { NO_REASON, reasonText, rejectCodes, UNKNOWN_ORDER } from '../../risk/index.ts'
import type { EntryRows } from './entry-row.ts'
import { AVERAGE_PRICE, FIX_SEPARATOR, type Field, fixMessage } from './fix-message.ts'
import { type FixOrder, FixOrders } from './fix-orders.ts'
import type { JournalEntry } from './journal-entry.ts'
import { compactDay } from './journal-instant.ts'

const UNKNOWN_ORDER_NOTE = 'entered before this log begins, or over for long: 14 counts from there'
const UNKNOWN_GRID_NOTE = 'prices in ticks and sizes in lots: the instrument is not known'

const ORDER_TYPES: Readonly<Record<number, string>> = {
  [MARKET]: '1',
  [LIMIT]: '2',
  [STOP]: '3',
  [STOP_LIMIT]: '4',
}
const TIMES_IN_FORCE: Readonly<Record<number, string>> = {
  [GTC]: '1',
  [GTX]: '1',
  [IOC]: '3',
  [FOK]: '4',
  [GTD]: '6',
}
const NOT_INCREASING = 'E'
const DESK = 'T2T'
const VENUE = 'VENUE'
const GATE = 'T2T-GATE'

export class FixLog {
  readonly #rows: EntryRows
  readonly #separator: string
  readonly #orders: FixOrders
  readonly #numbers = new Map<string, number>()
  #terms: JournalEntry | undefined

  /** Messages of orders that were entered before the log begins, or were over for long. */
  unknownOrders = 0
  /** Messages with prices in ticks and sizes in lots. */
  unknownGrids = 0

  constructor(rows: EntryRows, separator = FIX_SEPARATOR, orders = new FixOrders()) {
    this.#rows = rows
    this.#separator = separator
    this.#orders = orders
  }

  /** The message of a record; undefined for one that is neither order nor report. */
  message(entry: JournalEntry): string | undefined {
    const { kind } = entry
    if (kind === ORDER_TERMS) {
      this.#terms = entry
      return undefined
    }
    if (kind === JOURNAL_INTENT) {
      const terms = this.#terms
      this.#terms = undefined
      return entry.code === NO_REASON ? this.#request(entry, terms) : this.#refused(entry)
    }
    if (kind === REQUEST_REJECTED) return this.#requestRejected(entry)
    if (kind < ACCEPTED || kind > REPLACED) return undefined
    return this.#report(entry)
  }

  #request(entry: JournalEntry, terms: JournalEntry | undefined): string {
    const { grade, price, rest } = entry
    const key = keyOf(entry)
    const order = grade === ENTER_ORDER ? this.#orders.enter(key) : this.#orders.of(key)
    order.asked = `${key}-${entry.number}`
    order.action = grade
    if (grade === ENTER_ORDER) {
      order.known = order.asked
      order.size = entry.size
    }
    const fields: Field[] = [[11, order.asked]]
    if (grade !== ENTER_ORDER) fields.push([41, order.known], [37, key])
    fields.push(...this.#instrumentFields(entry), [60, this.#time(entry.localNanos)])
    if (grade === CANCEL_ORDER) fields.push(...this.#wholeSize(entry, order))
    else {
      const timeInForce = (rest >>> 8) & 0xff
      const instructions = [timeInForce === GTX ? '6' : '', terms?.b === 1 ? NOT_INCREASING : '']
      const told = instructions.filter((word) => word !== '').join(' ')
      fields.push([38, this.#quantity(entry, entry.size)], [40, ORDER_TYPES[rest & 0xff] ?? '2'])
      if (price !== NO_PRICE) fields.push([44, this.#price(entry, price)])
      fields.push([59, TIMES_IN_FORCE[timeInForce] ?? '1'])
      if (told !== '') fields.push([18, told])
      if (terms !== undefined) fields.push(...this.#termFields(terms))
    }
    if (entry.algorithm !== 0) fields.push([20_001, entry.algorithm])
    const type = grade === ENTER_ORDER ? 'D' : grade === CANCEL_ORDER ? 'F' : 'G'
    return this.#frame(type, DESK, VENUE, entry, entry.localNanos, fields, order)
  }

  #termFields(terms: JournalEntry): Field[] {
    const fields: Field[] = []
    if (terms.price !== NO_PRICE) fields.push([99, this.#price(terms, terms.price)])
    if (terms.size > 0) fields.push([111, this.#quantity(terms, terms.size)])
    if (Number.isFinite(terms.a)) fields.push([126, this.#time(terms.a)])
    return fields
  }

  /** What the gate has said no to: the venue never hears of it. */
  #refused(entry: JournalEntry): string {
    const fields: Field[] = [
      [11, `${keyOf(entry)}-refused-${entry.sequence}`],
      [37, 'NONE'],
      [17, entry.sequence],
      [150, '8'],
      [39, '8'],
      ...this.#instrumentFields(entry),
      [38, this.#quantity(entry, entry.size)],
      [14, 0],
      [151, 0],
      [6, 0],
      [103, rejectCodes(entry.code).fix103],
      [58, reasonText(entry.code)],
      [60, this.#time(entry.localNanos)],
    ]
    if (entry.algorithm !== 0) fields.push([20_001, entry.algorithm])
    return this.#frame('8', GATE, DESK, entry, entry.localNanos, fields)
  }

  #report(entry: JournalEntry): string {
    const { kind } = entry
    const key = keyOf(entry)
    const order = this.#orders.of(key)
    const fields: Field[] = []
    if (kind === REPLACED) {
      fields.push([41, order.known])
      order.known = order.asked
      order.size = entry.size
    }
    if (kind === FILLED) {
      order.filled += entry.size
      order.value += entry.size * entry.a
    }
    const hasEnded = kind === CANCELED || kind === EXPIRED || kind === REJECTED
    const leaves = hasEnded ? 0 : Math.max(0, order.size - order.filled)
    if (hasEnded || (kind === FILLED && leaves === 0)) this.#orders.end(key)
    const type = EXECUTION_TYPES[kind] ?? '0'
    const isDone = leaves === 0 && order.isWhole
    const status = kind === FILLED ? (isDone ? '2' : '1') : statusOf(kind, order)
    const isAskedFor = kind === CANCELED && order.action === CANCEL_ORDER
    if (isAskedFor) fields.push([41, order.known])
    fields.push(
      [11, isAskedFor ? order.asked : order.known],
      [37, key],
      [17, entry.sequence],
      [150, type],
      [39, status],
      ...this.#instrumentFields(entry),
      ...this.#wholeSize(entry, order),
      [14, this.#quantity(entry, order.filled)],
      [151, this.#quantity(entry, leaves)],
      [AVERAGE_PRICE, order.filled === 0 ? 0 : order.value / order.filled],
    )
    if (kind === FILLED) {
      fields.push([31, entry.a], [32, this.#quantity(entry, entry.size)])
      fields.push([12, entry.b], [13, 3], [851, (entry.flags & FLAG_MAKER) !== 0 ? 1 : 2])
    } else if (kind === REPLACED || kind === ACCEPTED) {
      if (entry.price !== NO_PRICE) fields.push([44, this.#price(entry, entry.price)])
    }
    if (kind === REJECTED) fields.push([103, rejectCodes(entry.a).fix103])
    if ((kind === REJECTED || kind === EXPIRED) && entry.a !== NO_REASON) {
      fields.push([58, reasonText(entry.a)])
    }
    fields.push([60, this.#time(entry.exchangeNanos)])
    return this.#frame('8', VENUE, DESK, entry, entry.exchangeNanos, fields, order)
  }

  #requestRejected(entry: JournalEntry): string {
    const order = this.#orders.of(keyOf(entry))
    const isUnknown = entry.a === UNKNOWN_ORDER
    const fields: Field[] = [
      [37, keyOf(entry)],
      [11, order.asked],
      [41, order.known],
      [39, statusOf(entry.kind, order)],
      [434, order.action === CANCEL_ORDER ? 1 : 2],
      [102, isUnknown ? 1 : 99],
      [58, reasonText(entry.a)],
      [60, this.#time(entry.exchangeNanos)],
    ]
    return this.#frame('9', VENUE, DESK, entry, entry.exchangeNanos, fields, order)
  }

  #wholeSize(entry: JournalEntry, order: FixOrder): Field[] {
    return order.isWhole ? [[38, this.#quantity(entry, order.size)]] : []
  }

  #instrumentFields(entry: JournalEntry): Field[] {
    const symbol = this.#rows.instrument(entry.instrument)?.symbol ?? `${entry.instrument}`
    return [
      [55, symbol],
      [54, entry.side > 0 ? '1' : '2'],
    ]
  }

  #price(entry: JournalEntry, ticks: number): string {
    return this.#rows.instrument(entry.instrument)?.tick.format(ticks) ?? String(ticks)
  }
  #quantity(entry: JournalEntry, lots: number): string {
    return this.#rows.instrument(entry.instrument)?.lot.format(lots) ?? String(lots)
  }

  /** UTCTimestamp with nanoseconds; seconds of an undated run are seconds of 1970. */
  #time(nanos: number): string {
    const instant = this.#rows.instant(nanos)
    return `${compactDay(instant)}-${instant.date.slice(-8)}.${instant.rest}`
  }

  #frame(
    type: string,
    from: string,
    to: string,
    entry: JournalEntry,
    nanos: number,
    fields: readonly Field[],
    order?: FixOrder,
  ): string {
    const number = (this.#numbers.get(from) ?? 0) + 1
    this.#numbers.set(from, number)
    const head: Field[] = [
      [35, type],
      [49, from],
      [56, to],
      [34, number],
      [52, this.#time(nanos)],
    ]
    return fixMessage([...head, ...fields], this.#notes(entry, order), this.#separator)
  }

  /** What the fields do not say. */
  #notes(entry: JournalEntry, order: FixOrder | undefined): string[] {
    const notes: string[] = []
    if (order?.isWhole === false) {
      this.unknownOrders++
      notes.push(UNKNOWN_ORDER_NOTE)
    }
    if (this.#rows.instrument(entry.instrument) === undefined) {
      this.unknownGrids++
      notes.push(UNKNOWN_GRID_NOTE)
    }
    return notes
  }
}

const EXECUTION_TYPES: Readonly<Record<number, string>> = {
  [ACCEPTED]: '0',
  [REJECTED]: '8',
  [CANCELED]: '4',
  [EXPIRED]: 'C',
  [FILLED]: 'F',
  [REPLACED]: '5',
}

const STATUSES: Readonly<Record<number, string>> = {
  [CANCELED]: '4',
  [EXPIRED]: 'C',
  [REJECTED]: '8',
}

const statusOf = (kind: number, { filled }: FixOrder): string =>
  STATUSES[kind] ?? (filled > 0 ? '1' : '0')

/** An order's name among all markets. */
const keyOf = ({ instrument, order }: JournalEntry): string => `${instrument}.${order}`
