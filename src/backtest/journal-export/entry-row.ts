/** A record as a row of a table: the same columns for all kinds, and only those filled that it has. */
import {
  CANCEL_ORDER,
  ENTER_ORDER,
  EXPIRED,
  FILLED,
  FLAG_MAKER,
  Instrument,
  JOURNAL_ALERT,
  JOURNAL_CLOCK,
  JOURNAL_INTENT,
  JOURNAL_KILL_SWITCH,
  JOURNAL_LATENCY,
  JOURNAL_OPERATOR,
  JOURNAL_PARAMETER,
  JOURNAL_RUN_BEGIN,
  JOURNAL_RUN_END,
  JOURNAL_STATE,
  KILL_STATE_NAMES,
  NO_PRICE,
  OPERATOR_ACTION_NAMES,
  ORDER_TERMS,
  ORDER_TYPE_NAMES,
  REJECTED,
  REPLACE_ORDER,
  REQUEST_REJECTED,
  SEVERITY_NAMES,
  TICK,
  TIME_IN_FORCE_NAMES,
  TOUCH,
} from '../../core/index.ts'
import { NO_REASON, reasonText } from '../../risk/index.ts'
import type { InstrumentFacts } from '../run-journal/index.ts'
import { type EntryCell, type EntryRow, emptyRow } from './entry-columns.ts'
import type { JournalEntry } from './journal-entry.ts'
import { type Instant, JournalInstants } from './journal-instant.ts'

const ACTIONS: Readonly<Record<number, string>> = {
  [ENTER_ORDER]: 'enter',
  [CANCEL_ORDER]: 'cancel',
  [REPLACE_ORDER]: 'replace',
}
const FIRST_JOURNAL_KIND = JOURNAL_INTENT

/** Turns entries into rows; knows the grids of the instruments that it is told. */
export class EntryRows {
  readonly #instants: JournalInstants
  readonly #instruments: readonly (InstrumentFacts | undefined)[]
  readonly #grids: (Instrument | undefined)[] = []

  constructor(source: {
    readonly epochNanos: bigint
    readonly instruments: readonly (InstrumentFacts | undefined)[]
  }) {
    this.#instants = new JournalInstants(source)
    this.#instruments = source.instruments
  }

  row(entry: JournalEntry): EntryRow {
    const row = emptyRow()
    const { instrument } = entry
    row.sequence = entry.sequence
    row.at = this.at(entry.localNanos)
    row.exchangeNanos = exact(entry.exchangeNanos)
    row.localNanos = exact(entry.localNanos)
    row.kind = entry.name
    row.instrument = instrument
    row.symbol = this.#instruments[instrument]?.symbol
    row.text = wordsOf(entry.text)
    if (entry.kind < FIRST_JOURNAL_KIND) this.#event(row, entry)
    else if (entry.kind === JOURNAL_INTENT) this.#intent(row, entry)
    else if (entry.kind === JOURNAL_STATE) this.#state(row, entry)
    else Object.assign(row, otherRow(entry))
    return row
  }

  /** A time of the journal for a person: a date where one is known, seconds elsewhere. */
  at(nanos: number): string {
    return this.#instants.text(nanos)
  }

  /** Whole Unix seconds of a time, within what a date can be, and its nanoseconds as nine digits. */
  instant(nanos: number): Instant {
    return this.#instants.at(nanos)
  }

  instrument(index: number): Instrument | undefined {
    const facts = this.#instruments[index]
    if (facts === undefined) return undefined
    this.#grids[index] ??= new Instrument(facts)
    return this.#grids[index]
  }

  #intent(row: EntryRow, entry: JournalEntry): void {
    const { code, grade, rest } = entry
    this.#order(row, entry)
    row.request = unlessZero(entry.number)
    row.action = ACTIONS[grade] ?? `${grade}`
    row.orderType = nameIn(ORDER_TYPE_NAMES, rest & 0xff)
    row.timeInForce = nameIn(TIME_IN_FORCE_NAMES, (rest >>> 8) & 0xff)
    row.reasonCode = code
    row.reason = code === NO_REASON ? 'approved' : reasonText(code)
    row.algorithm = entry.algorithm
  }

  /** Market data, requests and reports. */
  #event(row: EntryRow, entry: JournalEntry): void {
    const { kind, flags, a, b } = entry
    this.#order(row, entry)
    if (kind === FILLED) {
      row.price = exact(a)
      row.fee = exact(b)
      row.liquidity = (flags & FLAG_MAKER) === 0 ? 'taker' : 'maker'
      row.value = exact(entry.number)
    } else if (kind === TICK) {
      row.orderId = undefined
      row.value = exact(entry.order)
      row.price = exact(a)
      row.ask = exact(b)
    } else if (kind === TOUCH) {
      const grid = this.instrument(entry.instrument)
      row.ask = a === NO_PRICE ? undefined : grid?.tick.value(a)
      row.askSize = sizeOf(grid, b)
    } else if (kind === ORDER_TERMS) {
      row.value = exact(a)
      row.action = b === 1 ? 'reduce-only' : undefined
    } else if (kind > ORDER_TERMS && kind <= REQUEST_REJECTED) {
      row.request = exact(entry.number)
      if (kind === REJECTED || kind === EXPIRED || kind === REQUEST_REJECTED) {
        row.reasonCode = exact(a)
        row.reason = reasonText(a)
      }
    }
  }

  #order(row: EntryRow, { order, side, price, size, instrument }: JournalEntry): void {
    const grid = this.instrument(instrument)
    row.orderId = unlessZero(order)
    row.side = side === 0 ? undefined : side > 0 ? 'buy' : 'sell'
    row.size = sizeOf(grid, size)
    row.sizeLots = size
    if (price === NO_PRICE) return
    row.price = grid?.tick.value(price)
    row.priceTicks = price
  }

  #state(row: EntryRow, entry: JournalEntry): void {
    const { price, size, instrument } = entry
    const grid = this.instrument(instrument)
    const priceAt = (ticks: number) => (ticks === NO_PRICE ? undefined : grid?.tick.value(ticks))
    row.positionLots = exact(entry.order)
    row.request = exact(entry.number)
    row.openOrders = entry.algorithm
    row.price = priceAt(price)
    row.ask = priceAt(size)
    row.priceTicks = price === NO_PRICE ? undefined : price
    row.runHash = hexOf(entry.code) + hexOf(entry.grade)
  }
}

/** What only a journal's own kinds say. */
function otherRow(entry: JournalEntry): EntryRow {
  const { kind, code, grade, text } = entry
  if (kind === JOURNAL_PARAMETER) {
    return {
      action: text[0],
      before: text[1],
      after: text[2],
      who: text[3],
      value: Number.isNaN(entry.b) ? undefined : exact(entry.b),
    }
  }
  if (kind === JOURNAL_OPERATOR) {
    return { action: OPERATOR_ACTION_NAMES[grade] ?? `${grade}`, who: text[0] }
  }
  if (kind === JOURNAL_ALERT) return alertRow(entry)
  if (kind === JOURNAL_KILL_SWITCH) {
    return { code, action: KILL_STATE_NAMES[grade], openOrders: entry.size, who: text[1] }
  }
  if (kind === JOURNAL_CLOCK) return { code, value: exact(entry.order) }
  if (kind === JOURNAL_LATENCY) return { code, value: exact(entry.number) }
  if (kind === JOURNAL_RUN_BEGIN) return { code }
  if (kind === JOURNAL_RUN_END) return { code, runHash: text[0], value: exact(entry.order) }
  return { code, algorithm: entry.algorithm || undefined }
}

function alertRow({ code, grade, order, number, price, text, algorithm }: JournalEntry): EntryRow {
  return {
    code,
    severity: SEVERITY_NAMES[grade] ?? `${grade}`,
    evidenceFirst: unlessZero(order),
    evidenceLast: unlessZero(number),
    value: price,
    algorithm,
    before: text[2],
    after: text[1],
  }
}

/** What no number of JSON or of a table can say is told in words: `NaN`, `Infinity`. */
const exact = (value: number): EntryCell => (Number.isFinite(value) ? value : String(value))

const unlessZero = (value: number): EntryCell => (value === 0 ? undefined : exact(value))

const sizeOf = (grid: Instrument | undefined, lots: number): EntryCell =>
  grid === undefined ? undefined : exact(grid.lot.value(lots))

/** The words of a record in one, without fields that say nothing. */
function wordsOf(text: readonly string[]): string | undefined {
  const told = text.filter((word) => word !== '')
  return told.length === 0 ? undefined : told.join(' | ')
}

const hexOf = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')

const nameIn = (names: Readonly<Record<number, string>>, key: number): string =>
  names[key] ?? `${key}`
