/**
 * A replayed venue on a drawn book whose reports are written down, one line each.
 *
 * Every verb returns the lines that it caused, so that a test is a list of events:
 *
 * ```ts
 * const venue = new RecordingVenue('5 | 101 | \n | 99 | 5')
 * expect(venue.enter(BUY, 101, 8)).toEqual([
 *   'accepted 1', '1 BUY 5@101 leaves 3, taker',
 * ])
 * ```
 */
import { fill } from '../book/drawn-book.suite.ts'
import { type OrderBook, QuoteBook, ReferenceBook, ReferenceOrderLevelBook } from '../book/index.ts'
import {
  CANCEL_ORDER,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  ENTER_ORDER,
  EVENT_KIND_NAMES,
  type EventKind,
  EventTape,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_HIDDEN,
  FLAG_LAST,
  GTC,
  HALT,
  I_PRICE,
  I_SIZE,
  Instrument,
  type InstrumentOptions,
  IOC,
  LIMIT,
  type Lots,
  MARKET,
  type Nanos,
  NEVER,
  NO_PRICE,
  NO_SIDE,
  nanos,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  ORDER_TERMS,
  type OrderType,
  packMeta,
  REPLACE_ORDER,
  type Side,
  sideName,
  TICK,
  type Ticks,
  type TimeInForce,
  TRADE,
} from '../core/index.ts'
import { NO_REASON, reasonText } from '../risk/index.ts'
import { FILL_CAUSE_NAMES, type FillCause, type ReportSink } from './exchange.ts'
import { type FeeSchedule, NO_FEES } from './fees.ts'
import { FifoQueue } from './fifo-queue.ts'
import type { Fill } from './fill-report.ts'
import type { Liquidity } from './placement.ts'
import { ConservativeQueue, type QueueModel } from './queue-model.ts'
import { ReplayVenue } from './replay-venue.ts'
import type { SelfTradePrevention } from './self-trade.ts'

/** Symmetrical around 100: five lots at the touch, ten behind, twenty behind those. */
export const MIRRORED_BOOK = `
  20 | 103 |
  10 | 102 |
   5 | 101 |
     |  99 | 5
     |  98 | 10
     |  97 | 20
`

export interface RecordedFill {
  readonly at: number
  readonly orderId: number
  readonly side: Side
  readonly size: number
  readonly leaves: number
  readonly price: number
  readonly fee: number
  readonly cause: FillCause
}

/** A sink that writes down, in words and, for fills, in figures. */
export class RecordingSink implements ReportSink {
  readonly lines: string[] = []
  readonly fills: RecordedFill[] = []
  /** How often each request was answered by something other than an execution. */
  readonly answers = new Map<number, number>()

  report(
    kind: number,
    _at: Nanos,
    orderId: number,
    _side: Side,
    price: Ticks,
    size: Lots,
    request: number,
    reason: number,
  ): void {
    const name = EVENT_KIND_NAMES[kind as EventKind]
    const what = ['replaced', 'canceled', 'expired'].includes(name)
      ? ` ${size}${name === 'replaced' ? `@${price}` : ''}`
      : ''
    const why = reason === NO_REASON ? '' : `: ${reasonText(reason)}`
    this.lines.push(`${name} ${orderId}${what}${why}`)
    this.answers.set(request, (this.answers.get(request) ?? 0) + 1)
  }

  fill({ at, orderId, side, priceTicks, size, leaves, price, fee, cause }: Fill): void {
    const name = FILL_CAUSE_NAMES[cause]
    this.lines.push(`${orderId} ${sideName(side)} ${size}@${priceTicks} leaves ${leaves}, ${name}`)
    this.fills.push({ at, orderId, side, size, leaves, price, fee, cause })
  }
}

export interface RecordingVenueOptions {
  readonly liquidity?: Liquidity
  readonly slippageTicks?: number
  readonly fees?: FeeSchedule
  readonly instrument?: Partial<InstrumentOptions>
  readonly queueModel?: QueueModel
  readonly selfTradePrevention?: SelfTradePrevention
  /** The market tells single orders; what is drawn stands there without names. */
  readonly isOrderLevel?: boolean
  readonly showsSomeLevels?: boolean
}

/** An order with terms; what is left out is the plain case. */
export interface DrawnOrder {
  readonly side: Side
  readonly size: number
  readonly price?: number
  readonly type?: OrderType
  readonly timeInForce?: TimeInForce
  readonly stopPrice?: number
  readonly displaySize?: number
  readonly expiresAt?: number
  readonly isReduceOnly?: boolean
  readonly id?: number
}

export class RecordingVenue {
  readonly sink = new RecordingSink()
  readonly book: OrderBook
  readonly venue: ReplayVenue
  now = 0
  #request = 0
  #nextId = 1

  constructor(drawing: string, options: RecordingVenueOptions = {}) {
    const grid = { symbol: 'TEST', tick: '1', lot: '1', ...options.instrument }
    const instrument = new Instrument(grid)
    this.book = fill(emptyBook(instrument, options), drawing)
    this.venue = new ReplayVenue({
      instrument,
      book: this.book,
      queueModel: options.queueModel ?? defaultQueue(options),
      selfTradePrevention: options.selfTradePrevention,
      fees: options.fees ?? NO_FEES,
      liquidity: options.liquidity ?? 'displayed',
      slippageTicks: options.slippageTicks ?? 0,
      showsSomeLevels: options.showsSomeLevels,
      reports: this.sink,
    })
  }

  /** Lots ahead of each resting order of a side, best first. */
  ahead(side: Side): number[] {
    const orders = this.venue.resting(side)
    return Array.from({ length: orders.count }, (_, k) => orders.at(k).ahead)
  }

  /** A level of the market changes; the message ends with it unless told otherwise. */
  depth(side: Side, price: number, size: number, flags = FLAG_LAST): string[] {
    return this.#market(DEPTH_LEVEL, side, price, size, flags)
  }
  /** The market trades. */
  trade(aggressor: Side | 0, price: number, size: number): string[] {
    return this.#market(TRADE, aggressor, price, size, FLAG_LAST)
  }
  hiddenTrade(aggressor: Side, price: number, size: number): string[] {
    return this.#market(TRADE, aggressor, price, size, FLAG_LAST | FLAG_HIDDEN)
  }
  clear(side: Side | 0, flags = 0): string[] {
    return this.#market(DEPTH_CLEAR, side, 0, 0, flags)
  }
  halt(isHalted: boolean): string[] {
    return this.#market(HALT, NO_SIDE, 0, 0, FLAG_LAST, Number(isHalted))
  }
  /** A row of a price series; its last price lies in the middle unless told otherwise. */
  tick(bid: number, ask: number, size = 1, last = (bid + ask) / 2): string[] {
    const lastTicks = Math.round(this.book.instrument.tick.countOf(last))
    return this.#market(TICK, NO_SIDE, lastTicks, size, FLAG_LAST, bid, ask)
  }

  /** A single order of the market comes. */
  add(id: number, side: Side, price: number, size: number, flags = FLAG_LAST): string[] {
    return this.#market(ORDER_ADD, side, price, size, flags, 0, 0, id)
  }
  /** A part of it goes. */
  reduce(id: number, side: Side, price: number, size: number): string[] {
    return this.#market(ORDER_REDUCE, side, price, size, FLAG_LAST, 0, 0, id)
  }
  delete(id: number, side: Side, price: number, size: number): string[] {
    return this.#market(ORDER_DELETE, side, price, size, FLAG_LAST, 0, 0, id)
  }
  /** It trades; `side` is its own. */
  execute(id: number, side: Side, price: number, size: number, flags = FLAG_LAST): string[] {
    return this.#market(ORDER_EXECUTE, side, price, size, flags, 0, 0, id)
  }
  /** It loses its place to a new price, size or id. */
  move(id: number, side: Side, price: number, size: number, newId = id): string[] {
    return this.#market(ORDER_REPLACE, side, price, size, FLAG_LAST, newId, 0, id)
  }

  /** Enters an order with terms, which come ahead of it. */
  submit(order: DrawnOrder): string[] {
    const { side, size, price = NO_PRICE, type = LIMIT, timeInForce = GTC } = order
    const { stopPrice = NO_PRICE, displaySize = 0, expiresAt = NEVER, isReduceOnly } = order
    const id = order.id ?? this.#nextId++
    const isReducing = Number(isReduceOnly === true)
    const terms = this.#record(
      packMeta(ORDER_TERMS, side, 0),
      stopPrice,
      displaySize,
      expiresAt,
      isReducing,
    )
    this.venue.onRequest(terms, 0, nanos(this.now))
    return this.#ask(ENTER_ORDER, id, side, price, size, type, timeInForce)
  }

  enter(
    side: Side,
    price: number,
    size: number,
    timeInForce: TimeInForce = GTC,
    id = this.#nextId++,
  ): string[] {
    return this.#ask(ENTER_ORDER, id, side, price, size, LIMIT, timeInForce)
  }
  market(side: Side, size: number, id = this.#nextId++): string[] {
    return this.#ask(ENTER_ORDER, id, side, NO_PRICE, size, MARKET, IOC)
  }
  cancel(id: number, side: Side): string[] {
    return this.#ask(CANCEL_ORDER, id, side, 0, 0)
  }
  replace(id: number, side: Side, price: number, size: number): string[] {
    return this.#ask(REPLACE_ORDER, id, side, price, size)
  }
  get requests(): number {
    return this.#request
  }

  #market(
    kind: number,
    side: number,
    price: number,
    size: number,
    flags: number,
    a = 0,
    b = 0,
    id = 0,
  ): string[] {
    const tape = this.#record(packMeta(kind, side, flags), price, size, a, b)
    tape.f64[F_ORDER] = id
    this.venue.onMarket(tape, 0)
    return this.#said()
  }

  #ask(kind: number, id: number, side: Side, price: number, size: number, a = 0, b = 0) {
    const tape = this.#record(packMeta(kind, side, 0), price, size, a, b)
    tape.f64[F_ORDER] = id
    tape.f64[F_SEQUENCE] = ++this.#request
    this.venue.onRequest(tape, 0, nanos(this.now))
    return this.#said()
  }

  #record(meta: number, price: number, size: number, a: number, b: number): EventTape {
    const tape = new EventTape(1)
    tape.append(meta, 0, this.now, this.now)
    tape.f64[F_A] = a
    tape.f64[F_B] = b
    tape.i32[I_PRICE] = price
    tape.i32[I_SIZE] = size
    return tape
  }

  /** New lines since the last call; places are checked on the way. */
  #said(): string[] {
    for (const side of [1, -1] as const) this.venue.resting(side).checkInvariants()
    return this.sink.lines.splice(0)
  }
}

function emptyBook(instrument: Instrument, { isOrderLevel }: RecordingVenueOptions): OrderBook {
  if (instrument.isContinuous) return new QuoteBook(instrument)
  if (isOrderLevel === true) return new ReferenceOrderLevelBook({ instrument })
  return new ReferenceBook({ instrument })
}

const defaultQueue = ({ isOrderLevel }: RecordingVenueOptions): QueueModel =>
  isOrderLevel === true ? new FifoQueue() : new ConservativeQueue()
