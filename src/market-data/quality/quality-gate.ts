/**
 * The data-quality gate: reads a feed once and says whether a backtest over it can be believed.
 *
 * ```ts
 * const gate = new QualityGate(feed.info, new LadderBook({ instrument }))
 * for await (const batch of feed.open()) gate.add(batch)
 * const report = gate.report(feed.notices)
 * ```
 *
 * The book is passed in, since books lie downstream of feeds; a price series needs none.
 */
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EVENT_KIND_NAMES,
  type EventKind,
  type EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  FLAG_STALE,
  flagsOf,
  GAP,
  I_META,
  I_SIZE,
  kindOf,
  lots,
  NO_PRICE,
  ORDER_ADD,
  ORDER_REPLACE,
  SELL,
  type Side,
  sideOf,
  TICK,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import type { FeedInfo, FeedNotice } from '../market-data.ts'
import {
  instrumentReports,
  type LastBookReport,
  type QualityReport,
  type TransitionReport,
} from './quality-report.ts'
import { QuoteTally } from './quote-tally.ts'
import { SkewTally } from './skew-tally.ts'
import { TimeTally } from './time-tally.ts'
import { type JudgedBook, TouchWitness } from './touch-witness.ts'
import { TradeTally } from './trade-tally.ts'
import { judge } from './verdict.ts'

const KINDS = 256
/** Gaps told one by one; the rest are only counted. */
const GAPS_TOLD = 10

export class QualityGate {
  readonly #info: FeedInfo
  readonly #book: JudgedBook | undefined
  readonly #witness: TouchWitness | undefined
  readonly #counts = new Float64Array(KINDS)
  readonly #time = new TimeTally()
  readonly #skew = new SkewTally()
  readonly #quotes = new QuoteTally()
  readonly #trades = new TradeTally()
  readonly #gaps: { atNanos: number; expected: number; found: number }[] = []
  #untrustedMessages = 0
  #isUntrusted = false
  #staleRecords = 0
  #events = 0

  constructor(info: FeedInfo, book?: JudgedBook) {
    this.#info = info
    this.#book = book
    this.#witness = book === undefined ? undefined : new TouchWitness(book)
  }

  add(batch: EventTape): void {
    this.#events += batch.length
    for (let index = 0; index < batch.length; index++) {
      const meta = batch.i32[index * EVENT_I32 + I_META]!
      const kind = kindOf(meta)
      this.#counts[kind]!++
      if ((flagsOf(meta) & FLAG_STALE) !== 0) this.#staleRecords++
      if (kind === TRADE) this.#trade(batch, index, meta)
      else if (kind === TOUCH) this.#witness?.addTouch(batch, index)
      else if (kind === TICK) this.#tick(batch, index)
      else if (kind === GAP) this.#gap(batch, index)
      else {
        if (kind === DEPTH_CLEAR) this.#isUntrusted = false
        this.#book?.apply(batch, index)
      }
      if ((flagsOf(meta) & FLAG_LAST) !== 0) this.#endMessage(batch, index, kind, meta)
    }
  }

  /** What was found so far; `transitions` when an orderbook file was read beside the messages. */
  report(notices: ReadonlyMap<string, FeedNotice>, transitions?: TransitionReport): QualityReport {
    const time = this.#time
    const quotes = this.#quotes
    const skew = this.#info.hasLocalTime && this.#skew.count > 0 ? this.#skew : undefined
    const touches = { compared: this.#witness?.compared ?? 0, agreed: this.#witness?.agreed ?? 0 }
    const gaps = { count: this.#counts[GAP]!, untrustedMessages: this.#untrustedMessages }
    const isSeries = this.#counts[TICK]! > 0
    const staleRecords = this.#staleRecords
    const trades = this.#trades
    const isJudged = isSeries || this.#book !== undefined || transitions !== undefined
    const { isOrderLevel } = this.#info
    const found = { time, skew, quotes, trades, gaps, touches, staleRecords, isJudged, isSeries }
    const { verdict, reasons } = judge({ ...found, isOrderLevel, transitions })
    return {
      name: this.#info.name,
      verdict,
      reasons,
      epochNanos: String(this.#info.epochNanos),
      timeZone: this.#info.isExchangeClock === true ? 'of the exchange' : 'UTC',
      instruments: instrumentReports(this.#info),
      events: this.#events,
      messages: time.messages,
      counts: this.#countsByName(),
      time: {
        firstNanos: orNull(time.firstNanos),
        lastNanos: orNull(time.lastNanos),
        exchangeBack: time.exchangeBack,
        localBack: time.localBack,
        silences: time.silences,
        longestSilenceNanos: time.longestSilenceNanos,
        longestSilenceAt: time.longestSilenceAt,
      },
      skew: skew && {
        messages: skew.count,
        negative: skew.negative,
        minNanos: skew.minNanos,
        medianNanos: skew.medianNanos,
        maxNanos: skew.maxNanos,
      },
      gaps: { ...gaps, first: this.#gaps },
      quotes: {
        judged: quotes.judged,
        crossed: quotes.crossed,
        locked: quotes.locked,
        oneSided: quotes.oneSided,
        firstCrossedAt: orNull(quotes.firstCrossedAt),
        jumps: quotes.jumps,
        notPositive: quotes.notPositive,
      },
      trades: this.#tradeReport(),
      touches: touches.compared > 0 ? touches : undefined,
      transitions,
      lastBook: isSeries ? undefined : this.#lastBook(),
      staleRecords,
      notices: [...notices].map(([kind, notice]) => ({ kind, ...notice })),
    }
  }

  #trade(batch: EventTape, index: number, meta: number): void {
    const id = batch.f64[index * EVENT_F64 + F_ORDER]!
    this.#trades.add(sideOf(meta), id, batch.i32[index * EVENT_I32 + I_SIZE]!)
  }

  #tick(batch: EventTape, index: number): void {
    const f = index * EVENT_F64
    const { f64 } = batch
    this.#quotes.addRow(f64[f + F_ORDER]!, f64[f + F_A]!, f64[f + F_B]!, f64[f + F_LOCAL]!)
  }

  #gap(batch: EventTape, index: number): void {
    this.#isUntrusted = true
    if (this.#gaps.length === GAPS_TOLD) return
    const f = index * EVENT_F64
    const { f64 } = batch
    this.#gaps.push({ atNanos: f64[f + F_LOCAL]!, expected: f64[f + F_A]!, found: f64[f + F_B]! })
  }

  #endMessage(batch: EventTape, index: number, kind: EventKind, meta: number): void {
    const f = index * EVENT_F64
    const exchange = batch.f64[f + F_EXCHANGE]!
    const local = batch.f64[f + F_LOCAL]!
    this.#time.add(exchange, local)
    if (this.#isUntrusted) this.#untrustedMessages++
    const isSnapshot = (flagsOf(meta) & FLAG_SNAPSHOT) !== 0
    // Touches and snapshots may carry a borrowed exchange time.
    const book = this.#book
    const changesBook = kind === DEPTH_LEVEL || kind === DEPTH_CLEAR
    const changesOrders = kind >= ORDER_ADD && kind <= ORDER_REPLACE
    const isTimed = kind === DEPTH_LEVEL || changesOrders
    if (kind === TRADE || (isTimed && !isSnapshot)) this.#skew.add(local - exchange)
    if (book === undefined || !(changesBook || changesOrders)) return
    this.#quotes.addBook(book, local)
    if (changesBook) this.#witness?.setBookId(batch.f64[f + F_SEQUENCE]!)
  }

  #countsByName(): Record<string, number> {
    const counts: Record<string, number> = {}
    for (const [kind, name] of Object.entries(EVENT_KIND_NAMES)) {
      const count = this.#counts[Number(kind)]!
      if (count > 0) counts[name] = count
    }
    return counts
  }

  #tradeReport(): QualityReport['trades'] {
    const { count, buys, sells, totalLots, duplicateIds, idsBack, idsMissing, withoutSize } =
      this.#trades
    const totalSize = this.#info.instruments[0]!.quantity(lots(totalLots))
    return { count, buys, sells, totalSize, duplicateIds, idsBack, idsMissing, withoutSize }
  }

  #lastBook(): LastBookReport | undefined {
    const book = this.#book
    if (book === undefined) return undefined
    const instrument = this.#info.instruments[0]!
    const price = (side: Side): number | null =>
      book.best(side) === NO_PRICE ? null : instrument.price(book.best(side))
    return {
      bid: price(BUY),
      bidSize: instrument.quantity(book.bestSize(BUY)),
      ask: price(SELL),
      askSize: instrument.quantity(book.bestSize(SELL)),
      bidLevels: book.levelCount(BUY),
      askLevels: book.levelCount(SELL),
    }
  }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
