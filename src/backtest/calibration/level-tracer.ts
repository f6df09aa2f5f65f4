/**
 * Follows a market and writes down what happens at the levels where somebody is thought to wait.
 *
 * Feeds of levels are taken as they are. Feeds of single orders are seen as a feed of levels would
 * have shown them (an execution is a trade at its price, then a change of the level), and beside that
 * the tracer knows who truly stood ahead.
 */
import { LadderBook, type OrderBook, OrderLevelBook } from '../../book/index.ts'
import {
  BUY,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  F_ORDER,
  FLAG_HIDDEN,
  FLAG_LAST,
  flagsOf,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  kindOf,
  lots,
  NO_PRICE,
  NO_SIDE,
  ORDER_ADD,
  ORDER_EXECUTE,
  ORDER_REPLACE,
  opposite,
  type Side,
  sideOf,
  TICK,
  type Ticks,
  TOUCH,
  TRADE,
  ticks,
} from '../../core/index.ts'
import type { LevelTrace, TraceEnd } from './level-trace.ts'
import { QueueAhead } from './queue-ahead.ts'

interface Watched {
  readonly trace: LevelTrace
  /** Where the feed tells single orders. */
  readonly ahead: QueueAhead | undefined
}

export class LevelTracer {
  readonly book: OrderBook
  /** The book again, where it knows single orders. */
  readonly #orders: OrderLevelBook | undefined
  #watched: Watched[] = []
  #mayHaveMet = false
  #hasCleared = false

  constructor(instrument: Instrument, tellsOrders: boolean) {
    this.#orders = tellsOrders ? new OrderLevelBook({ instrument }) : undefined
    this.book = this.#orders ?? new LadderBook({ instrument })
  }

  get watching(): number {
    return this.#watched.length
  }

  /** From here on, until it is closed, the trace is written. */
  watch(trace: LevelTrace): void {
    const { side, price } = trace
    this.#watched.push({ trace, ahead: this.#orders && new QueueAhead(this.#orders, side, price) })
  }

  /** Nothing more is written to traces that have ended, or that `isOver` says are done with. */
  sweep(isOver: (trace: LevelTrace) => boolean, atNanos: number): void {
    this.#watched = this.#watched.filter(({ trace }) => {
      if (trace.end === 'open' && isOver(trace)) trace.close('left', atNanos)
      return trace.end === 'open'
    })
  }

  take(tape: EventTape, index: number): void {
    const meta = tape.i32[index * EVENT_I32 + I_META]!
    const kind = kindOf(meta)
    const at = tape.f64[index * EVENT_F64 + F_EXCHANGE]!
    if (kind === TRADE) this.#trade(tape, index, at)
    else if (kind >= ORDER_ADD && kind <= ORDER_REPLACE) this.#order(tape, index, at)
    else if (kind === DEPTH_LEVEL && this.#orders === undefined) this.#level(tape, index, at)
    else if (kind !== TOUCH && kind !== TICK) this.#other(tape, index, at)
    if ((flagsOf(meta) & FLAG_LAST) !== 0) this.#endOfMessage(at)
  }

  #trade(tape: EventTape, index: number, at: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    // Hidden lots stand in no queue, and where single orders are told executions say the same.
    if ((flagsOf(meta) & FLAG_HIDDEN) !== 0 || this.#orders !== undefined) return
    const aggressor = sideOf(meta) as Side | 0
    const price = ticks(tape.i32[i + I_PRICE]!)
    const size = tape.i32[i + I_SIZE]!
    if (aggressor !== NO_SIDE) this.#struck(opposite(aggressor), price, size, at)
    else for (const side of [BUY, opposite(BUY)] as const) this.#struck(side, price, size, at)
  }

  /** Somebody took from this side at this price. */
  #struck(side: Side, price: Ticks, size: number, at: number): void {
    for (const { trace, ahead } of this.#watched) {
      if (trace.side !== side || trace.end !== 'open') continue
      const through = side * (trace.price - price)
      if (through > 0) trace.close('passed', at)
      else if (through === 0) trace.addTrade(at, size, ahead?.lots ?? Number.NaN)
    }
  }

  #level(tape: EventTape, index: number, at: number): void {
    const i = index * EVENT_I32
    const side = sideOf(tape.i32[i + I_META]!)
    const price = ticks(tape.i32[i + I_PRICE]!)
    const before = this.book.sizeAt(side, price)
    const after = tape.i32[i + I_SIZE]!
    this.book.set(side, price, lots(after))
    this.#mayHaveMet = true
    this.#changed(side, price, before, at)
  }

  #changed(side: Side, price: Ticks, before: number, at: number): void {
    const after = this.book.sizeAt(side, price)
    for (const { trace, ahead } of this.#watched) {
      if (trace.end !== 'open' || trace.side !== side || trace.price !== price) continue
      trace.addDepth(at, before, after, ahead?.measure() ?? Number.NaN)
      if (after === 0) trace.close('emptied', at)
    }
  }

  #order(tape: EventTape, index: number, at: number): void {
    const book = this.#orders
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = kindOf(meta)
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    if (book === undefined) return
    const isKnown = book.has(id)
    const side = (isKnown ? book.sideOf(id) : sideOf(meta)) as Side
    const told = ticks(tape.i32[i + I_PRICE]!)
    const price = isKnown ? book.priceOf(id) : told
    const before = book.sizeAt(side, price)
    const beforeThere = book.sizeAt(side, told)
    if (kind === ORDER_EXECUTE) this.#struck(side, price, tape.i32[i + I_SIZE]!, at)
    book.apply(tape, index)
    this.#mayHaveMet = true
    this.#changed(side, price, before, at)
    if (told !== price) this.#changed(side, told, beforeThere, at)
  }

  /** Clears, and levels of a feed of orders: nobody says who went. */
  #other(tape: EventTape, index: number, at: number): void {
    const before = this.#watched.map(({ trace }) => this.book.sizeAt(trace.side, trace.price))
    this.book.apply(tape, index)
    this.#mayHaveMet = true
    this.#hasCleared = true
    if (this.#orders === undefined) return
    for (const [k, { trace }] of this.#watched.entries()) {
      const after = this.book.sizeAt(trace.side, trace.price)
      if (trace.end === 'open' && after !== before[k]) trace.close('left', at)
    }
  }

  /** The book is consistent: whoever waited where the other side has come to has traded. */
  #endOfMessage(at: number): void {
    if (!this.#mayHaveMet) return
    for (const { trace } of this.#watched) {
      if (trace.end !== 'open') continue
      const far = this.book.best(opposite(trace.side))
      const isMet = far !== NO_PRICE && trace.side * (trace.price - far) >= 0
      if (isMet) trace.close('passed', at)
      else if (this.#hasCleared && this.#orders === undefined) this.#cap(trace, at)
    }
    this.#mayHaveMet = false
    this.#hasCleared = false
  }

  /** A clear, and what came after it, may have left less than stood ahead. */
  #cap(trace: LevelTrace, at: number): void {
    trace.addCap(at, this.book.sizeAt(trace.side, trace.price), Number.NaN)
  }

  /** The trace's end, were the feed to end now. */
  finish(end: TraceEnd, atNanos: number): void {
    for (const { trace } of this.#watched) if (trace.end === 'open') trace.close(end, atNanos)
    this.#watched = []
  }
}
