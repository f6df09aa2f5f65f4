/**
 * Makes touches and trades of a market's records, whatever the market tells: levels, orders or a
 * series of prices. A journal that holds the touch already needs none.
 */
import { LadderBook, type OrderBook, OrderLevelBook, QuoteBook } from '../../book/index.ts'
import {
  BUY,
  DEPTH_CLEAR,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_LOCAL,
  FLAG_LAST,
  flagsOf,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  NO_PRICE,
  ORDER_ADD,
  ORDER_REPLACE,
  packMeta,
  recordKindOf,
  SELL,
  sideOf,
  TICK,
  TOUCH,
  TRADE,
} from '../../core/index.ts'
import type { RecordColumns } from '../../risk/index.ts'

/** Small: the far levels of a book matter little here. */
const BAND_TICKS = 1 << 12
/** Of a price in an event record. */
const TICKS_MAX = 0x7fff_ffff

export class TouchMaker {
  /** What the newest record came to; valid until the next is taken. */
  readonly made = new EventTape(2)
  readonly #instrument: Instrument
  readonly #index: number
  readonly #record = new EventTape(1)
  #book: OrderBook | undefined

  constructor(instrument: Instrument, index: number) {
    this.#instrument = instrument
    this.#index = index
  }

  /**
   * Takes a record of the market; `made` holds what it means. False for one that no market tells, which
   * changes nothing: a journal may be anybody's.
   */
  take({ f64, i32 }: RecordColumns, index: number): boolean {
    const { made } = this
    made.clear()
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    const meta = i32[i + I_META]!
    const kind = recordKindOf(meta)
    if (!this.#isPossible(kind, f64, f, i32, i)) return false
    const record = this.#record
    record.clear()
    record.reserve()
    record.f64.set(f64.subarray(f, f + EVENT_F64))
    const isTick = kind === TICK
    if (kind === TRADE) made.appendFrom(record, 0, 1)
    else if (isTick || this.#isOfBook(kind)) {
      this.#book ??= this.#bookFor(kind)
      this.#book.apply(record, 0)
      if (isTick && i32[i + I_SIZE]! > 0) {
        const at = this.#begin(TRADE, f64, f)
        made.i32[at * EVENT_I32 + I_PRICE] = i32[i + I_PRICE]!
        made.i32[at * EVENT_I32 + I_SIZE] = i32[i + I_SIZE]!
      }
    }
    const isMessageOver = (flagsOf(meta) & FLAG_LAST) !== 0
    if (isMessageOver && this.#book !== undefined) this.#tell(this.#book, f64, f)
    return true
  }

  /** Whether a book can hold what the record says; books take it for granted. */
  #isPossible(kind: number, f64: Float64Array, f: number, i32: Int32Array, i: number): boolean {
    if (kind === TICK) return this.#isPrice(f64[f + F_A]!) && this.#isPrice(f64[f + F_B]!)
    if (i32[i + I_SIZE]! < 0) return false
    if (kind !== DEPTH_LEVEL) return true
    const side = sideOf(i32[i + I_META]!)
    return side * side === 1 && i32[i + I_PRICE] !== NO_PRICE
  }

  /** NaN is an empty side. */
  #isPrice(price: number): boolean {
    return !(Math.abs(this.#instrument.tick.countOf(price)) > TICKS_MAX)
  }

  #isOfBook(kind: number): boolean {
    return (
      kind === DEPTH_LEVEL || kind === DEPTH_CLEAR || (kind >= ORDER_ADD && kind <= ORDER_REPLACE)
    )
  }

  #bookFor(kind: number): OrderBook {
    const instrument = this.#instrument
    if (kind === TICK) return new QuoteBook(instrument)
    if (kind >= ORDER_ADD) return new OrderLevelBook({ instrument })
    return new LadderBook({ instrument, bandTicks: BAND_TICKS })
  }

  #tell(book: OrderBook, f64: Float64Array, f: number): void {
    const { made } = this
    const at = this.#begin(TOUCH, f64, f)
    made.i32[at * EVENT_I32 + I_PRICE] = book.best(BUY)
    made.i32[at * EVENT_I32 + I_SIZE] = book.bestSize(BUY)
    made.f64[at * EVENT_F64 + F_A] = book.best(SELL)
    made.f64[at * EVENT_F64 + F_B] = book.bestSize(SELL)
  }

  #begin(kind: number, f64: Float64Array, f: number): number {
    const meta = packMeta(kind, 0, FLAG_LAST)
    return this.made.append(meta, this.#index, f64[f + F_EXCHANGE]!, f64[f + F_LOCAL]!)
  }
}
