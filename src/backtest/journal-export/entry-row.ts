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
import type { JournalEntry } from './journal-entry.ts'

export type EntryCell = string | number | undefined

export interface EntryColumn {
  readonly name: string
  readonly isText: boolean
}

/** In the order in which they stand in a table. */
export const ENTRY_COLUMNS = [
  { name: 'sequence', isText: false },
  { name: 'at', isText: true },
  { name: 'exchangeNanos', isText: false },
  { name: 'localNanos', isText: false },
  { name: 'kind', isText: true },
  { name: 'instrument', isText: false },
  { name: 'symbol', isText: true },
  { name: 'orderId', isText: false },
  { name: 'request', isText: false },
  { name: 'action', isText: true },
  { name: 'side', isText: true },
  { name: 'price', isText: false },
  { name: 'size', isText: false },
  { name: 'priceTicks', isText: false },
  { name: 'sizeLots', isText: false },
  { name: 'ask', isText: false },
  { name: 'askSize', isText: false },
  { name: 'orderType', isText: true },
  { name: 'timeInForce', isText: true },
  { name: 'reasonCode', isText: false },
  { name: 'reason', isText: true },
  { name: 'liquidity', isText: true },
  { name: 'fee', isText: false },
  { name: 'algorithm', isText: false },
  { name: 'severity', isText: true },
  { name: 'code', isText: false },
  { name: 'positionLots', isText: false },
  { name: 'openOrders', isText: false },
  { name: 'runHash', isText: true },
  { name: 'evidenceFirst', isText: false },
  { name: 'evidenceLast', isText: false },
  { name: 'before', isText: true },
  { name: 'after', isText: true },
  { name: 'value', isText: false },
  { name: 'who', isText: true },
  { name: 'text', isText: true },
] as const satisfies readonly EntryColumn[]

export type EntryRow = Partial<Record<(typeof ENTRY_COLUMNS)[number]['name'], EntryCell>>

const ACTIONS: Readonly<Record<number, string>> = {
  [ENTER_ORDER]: 'enter',
  [CANCEL_ORDER]: 'cancel',
  [REPLACE_ORDER]: 'replace',
}
const FIRST_JOURNAL_KIND = JOURNAL_INTENT
const NANOS_PER_SECOND = 1_000_000_000n
/** Dates end there, on either side. */
const DATE_SECONDS_MAX = 8.64e12

/** Turns entries into rows; knows the grids of the instruments that it is told. */
export class EntryRows {
  readonly #epochNanos: () => bigint
  readonly #instruments: readonly (InstrumentFacts | undefined)[]
  readonly #grids: (Instrument | undefined)[] = []

  constructor(source: {
    readonly epochNanos: bigint
    readonly instruments: readonly (InstrumentFacts | undefined)[]
  }) {
    this.#epochNanos = () => source.epochNanos
    this.#instruments = source.instruments
  }

  row(entry: JournalEntry): EntryRow {
    return { ...this.#common(entry), ...this.#special(entry) }
  }

  /** A time of the journal for a person: a date where one is known, seconds elsewhere. */
  at(nanos: number): string {
    if (!Number.isFinite(nanos)) return ''
    const { seconds, rest } = this.instant(nanos)
    if (this.#epochNanos() === 0n) return `${seconds}.${rest} s`
    return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${rest}Z`
  }

  /** Whole Unix seconds of a time, within what a date can be, and its nanoseconds as nine digits. */
  instant(nanos: number): { readonly seconds: number; readonly rest: string } {
    const known = Number.isFinite(nanos) ? BigInt(Math.round(nanos)) : 0n
    const unix = this.#epochNanos() + known
    const rest = ((unix % NANOS_PER_SECOND) + NANOS_PER_SECOND) % NANOS_PER_SECOND
    const seconds = Number((unix - rest) / NANOS_PER_SECOND)
    return {
      seconds: Math.max(-DATE_SECONDS_MAX, Math.min(DATE_SECONDS_MAX, seconds)),
      rest: String(rest).padStart(9, '0'),
    }
  }

  instrument(index: number): Instrument | undefined {
    const facts = this.#instruments[index]
    if (facts === undefined) return undefined
    this.#grids[index] ??= new Instrument(facts)
    return this.#grids[index]
  }

  #common(entry: JournalEntry): EntryRow {
    const { sequence, name, exchangeNanos, localNanos, instrument, text } = entry
    return {
      sequence,
      at: this.at(localNanos),
      exchangeNanos,
      localNanos,
      kind: name,
      instrument,
      symbol: this.#instruments[instrument]?.symbol,
      text: wordsOf(text),
    }
  }

  #special(entry: JournalEntry): EntryRow {
    const { kind, code, grade, text } = entry
    if (kind < FIRST_JOURNAL_KIND) return this.#event(entry)
    if (kind === JOURNAL_INTENT) return this.#intent(entry)
    if (kind === JOURNAL_PARAMETER) {
      return {
        action: text[0],
        before: text[1],
        after: text[2],
        who: text[3],
        value: known(entry.b),
      }
    }
    if (kind === JOURNAL_OPERATOR) {
      return { action: OPERATOR_ACTION_NAMES[grade] ?? `${grade}`, who: text[0] }
    }
    if (kind === JOURNAL_ALERT) return alertRow(entry)
    if (kind === JOURNAL_KILL_SWITCH) {
      return { code, action: KILL_STATE_NAMES[grade], openOrders: entry.size, who: text[1] }
    }
    if (kind === JOURNAL_STATE) return this.#state(entry)
    if (kind === JOURNAL_CLOCK) return { code, value: entry.order }
    if (kind === JOURNAL_LATENCY) return { code, value: entry.number }
    if (kind === JOURNAL_RUN_BEGIN) return { code }
    if (kind === JOURNAL_RUN_END) return { code, runHash: text[0], value: entry.order }
    return { code, algorithm: entry.algorithm || undefined }
  }

  #intent(entry: JournalEntry): EntryRow {
    const { code, grade, rest, algorithm } = entry
    return {
      ...this.#order(entry),
      request: entry.number || undefined,
      action: ACTIONS[grade] ?? `${grade}`,
      orderType: nameIn(ORDER_TYPE_NAMES, rest & 0xff),
      timeInForce: nameIn(TIME_IN_FORCE_NAMES, (rest >>> 8) & 0xff),
      reasonCode: code,
      reason: code === NO_REASON ? 'approved' : reasonText(code),
      algorithm,
    }
  }

  /** Market data, requests and reports. */
  #event(entry: JournalEntry): EntryRow {
    const { kind, flags, a, b } = entry
    const row = this.#order(entry)
    const grid = this.instrument(entry.instrument)
    if (kind === FILLED) {
      const liquidity = (flags & FLAG_MAKER) === 0 ? 'taker' : 'maker'
      return { ...row, price: a, fee: b, liquidity, value: entry.number }
    }
    if (kind === TICK) return { ...row, orderId: undefined, value: entry.order, price: a, ask: b }
    if (kind === TOUCH) {
      return {
        ...row,
        ask: a === NO_PRICE ? undefined : grid?.tick.value(a),
        askSize: sizeOf(grid, b),
      }
    }
    if (kind === ORDER_TERMS)
      return { ...row, value: a, action: b === 1 ? 'reduce-only' : undefined }
    const isReport = kind > ORDER_TERMS && kind <= REQUEST_REJECTED
    const hasReason = kind === REJECTED || kind === EXPIRED || kind === REQUEST_REJECTED
    return {
      ...row,
      ...(isReport ? { request: entry.number } : {}),
      ...(hasReason ? { reasonCode: a, reason: reasonText(a) } : {}),
    }
  }

  #order({ order, side, price, size, instrument }: JournalEntry): EntryRow {
    const grid = this.instrument(instrument)
    const isPriced = price !== NO_PRICE
    return {
      orderId: order || undefined,
      side: side === 0 ? undefined : side > 0 ? 'buy' : 'sell',
      price: isPriced ? grid?.tick.value(price) : undefined,
      size: sizeOf(grid, size),
      priceTicks: isPriced ? price : undefined,
      sizeLots: size,
    }
  }

  #state(entry: JournalEntry): EntryRow {
    const { price, size, instrument } = entry
    const grid = this.instrument(instrument)
    const priceAt = (ticks: number) => (ticks === NO_PRICE ? undefined : grid?.tick.value(ticks))
    return {
      positionLots: entry.order,
      request: entry.number,
      openOrders: entry.algorithm,
      price: priceAt(price),
      ask: priceAt(size),
      priceTicks: price === NO_PRICE ? undefined : price,
      runHash: hexOf(entry.code) + hexOf(entry.grade),
    }
  }
}

function alertRow({ code, grade, order, number, price, text, algorithm }: JournalEntry): EntryRow {
  return {
    code,
    severity: SEVERITY_NAMES[grade] ?? `${grade}`,
    evidenceFirst: order || undefined,
    evidenceLast: number || undefined,
    value: price,
    algorithm,
    before: text[2],
    after: text[1],
  }
}

const sizeOf = (grid: Instrument | undefined, lots: number): number | undefined =>
  grid?.lot.value(lots)

const known = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value)

/** The words of a record in one, without fields that say nothing. */
function wordsOf(text: readonly string[]): string | undefined {
  const told = text.filter((word) => word !== '')
  return told.length === 0 ? undefined : told.join(' | ')
}

const hexOf = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')

const nameIn = (names: Readonly<Record<number, string>>, key: number): string =>
  names[key] ?? `${key}`
