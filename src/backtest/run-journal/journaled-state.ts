/**
 * The state of a run as its journal tells it: position, open orders and touch of every market, from
 * the records alone. What a state check point says must be the same.
 */
import { LadderBook, type OrderBook, OrderLevelBook, QuoteBook } from '../../book/index.ts'
import {
  BUY,
  CANCELED,
  ENTER_ORDER,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  EXPIRED,
  F_A,
  F_ORDER,
  FILLED,
  HALT,
  I_ALGORITHM,
  I_CODE,
  I_GRADE,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  JOURNAL_INTENT,
  JOURNAL_RUN_BEGIN,
  JOURNAL_STATE,
  NO_PRICE,
  ORDER_ADD,
  ORDER_REPLACE,
  REJECTED,
  REPLACED,
  recordKindOf,
  SELL,
  sideOf,
  TICK,
  TOUCH,
} from '../../core/index.ts'
import { NO_REASON } from '../../risk/index.ts'
import { MARKETS_MAX } from './instrument-facts.ts'

export interface OpenOrder {
  readonly id: number
  readonly side: number
  price: number
  size: number
  filled: number
}

export interface MarketFacts {
  /** Signed lots. */
  position: number
  /** Best prices in ticks, NO_PRICE for an empty side, as far as the journal holds the market. */
  bid: number
  ask: number
  fills: number
  /** Approved intents. */
  requests: number
  readonly orders: Map<number, OpenOrder>
}

/** Where records are read: the arrays of a tape or of a journal's batch. */
export type RecordArrays = Pick<EventTape, 'f64' | 'i32'>

export class JournaledState {
  readonly markets: MarketFacts[] = []
  /** State check points that agreed with the records before them, and those that did not. */
  agreed = 0
  disagreed = 0
  readonly #instruments: readonly Instrument[]
  readonly #books: (OrderBook | undefined)[] = []

  /** `instruments`: for the books of journals that hold the whole market. */
  constructor(instruments: readonly Instrument[] = []) {
    this.#instruments = instruments
  }

  /** The facts of a market; empty before anything was heard of it. */
  market(index: number): MarketFacts {
    while (this.markets.length <= index) {
      const bid = NO_PRICE
      const ask = NO_PRICE
      this.markets.push({ position: 0, bid, ask, fills: 0, requests: 0, orders: new Map() })
    }
    return this.markets[index]!
  }

  apply(arrays: RecordArrays, index: number): void {
    const { f64, i32 } = arrays
    const i = index * EVENT_I32
    const kind = recordKindOf(i32[i + I_META]!)
    const instrument = i32[i + I_INSTRUMENT]!
    // A record beyond is of no market, whoever signed it.
    if (instrument < 0 || instrument >= MARKETS_MAX) {
      if (kind === JOURNAL_STATE) this.disagreed++
      return
    }
    if (kind === JOURNAL_INTENT) this.#intend(arrays, index)
    else if (kind >= REJECTED && kind <= REPLACED) this.#report(kind, arrays, index)
    else if (kind === TOUCH) {
      const market = this.market(i32[i + I_INSTRUMENT]!)
      market.bid = i32[i + I_PRICE]!
      market.ask = f64[index * EVENT_F64 + F_A]!
    } else if (kind > 0 && kind < HALT) this.#applyMarket(kind, arrays, index)
    else if (kind === JOURNAL_STATE) this.#check(arrays, index)
    else if (kind === JOURNAL_RUN_BEGIN) this.#begin()
  }

  /** Another run of the same journal knows nothing of the one before. */
  #begin(): void {
    this.markets.length = 0
    this.#books.length = 0
  }

  #intend({ f64, i32 }: RecordArrays, index: number): void {
    const i = index * EVENT_I32
    if (i32[i + I_CODE] !== NO_REASON) return
    const market = this.market(i32[i + I_INSTRUMENT]!)
    market.requests++
    if (i32[i + I_GRADE] !== ENTER_ORDER) return
    const id = f64[index * EVENT_F64 + F_ORDER]!
    const side = sideOf(i32[i + I_META]!)
    const price = i32[i + I_PRICE]!
    market.orders.set(id, { id, side, price, size: i32[i + I_SIZE]!, filled: 0 })
  }

  #report(kind: number, { f64, i32 }: RecordArrays, index: number): void {
    const i = index * EVENT_I32
    const market = this.market(i32[i + I_INSTRUMENT]!)
    const { orders } = market
    const id = f64[index * EVENT_F64 + F_ORDER]!
    const order = orders.get(id)
    const size = i32[i + I_SIZE]!
    if (kind === FILLED) {
      market.position += sideOf(i32[i + I_META]!) * size
      market.fills++
      if (order !== undefined) order.filled += size
    } else if (kind === REPLACED && order !== undefined) {
      order.price = i32[i + I_PRICE]!
      order.size = size
    }
    const hasEnded = kind === REJECTED || kind === CANCELED || kind === EXPIRED
    if (hasEnded || (order !== undefined && order.filled >= order.size)) orders.delete(id)
  }

  #applyMarket(kind: number, arrays: RecordArrays, index: number): void {
    const at = arrays.i32[index * EVENT_I32 + I_INSTRUMENT]!
    const instrument = this.#instruments[at]
    if (instrument === undefined) return
    const book = this.#bookOf(at, kind, instrument)
    book.apply(arrays as EventTape, index)
    const market = this.market(at)
    market.bid = book.best(BUY)
    market.ask = book.best(SELL)
  }

  #bookOf(at: number, kind: number, instrument: Instrument): OrderBook {
    const known = this.#books[at]
    if (known !== undefined) return known
    const isOrders = kind >= ORDER_ADD && kind <= ORDER_REPLACE
    const book =
      kind === TICK
        ? new QuoteBook(instrument)
        : isOrders
          ? new OrderLevelBook({ instrument })
          : new LadderBook({ instrument })
    this.#books[at] = book
    return book
  }

  #check({ f64, i32 }: RecordArrays, index: number): void {
    const i = index * EVENT_I32
    const market = this.market(i32[i + I_INSTRUMENT]!)
    const isPosition = f64[index * EVENT_F64 + F_ORDER] === market.position
    // Open orders stand where other records name the algorithm.
    if (isPosition && i32[i + I_ALGORITHM] === market.orders.size) this.agreed++
    else this.disagreed++
    market.bid = i32[i + I_PRICE]!
    market.ask = i32[i + I_SIZE]!
  }
}
