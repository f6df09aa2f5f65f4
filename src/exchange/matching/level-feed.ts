/**
 * The order-level feed as price levels: each level that changed with its new size, every trade, and the
 * touch whenever it is another.
 *
 * Holds the books that an outsider would build from the feed; `bookOf` shows them.
 */
import { OrderLevelBook } from '../../book/index.ts'
import {
  assert,
  BUY,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_B,
  F_EXCHANGE,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  flagsOf,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  NO_PRICE,
  NO_SIDE,
  ORDER_ADD,
  ORDER_REPLACE,
  packMeta,
  SELL,
  type Side,
  type Ticks,
  TOUCH,
  TRADE,
} from '../../core/index.ts'

export class LevelFeed {
  /** What the feed says. Append-only here; whoever reads it clears it. */
  readonly tape = new EventTape()
  readonly #books: readonly OrderLevelBook[]
  /** By instrument: best bid, its lots, best ask, its lots, as last told. */
  readonly #told: Int32Array = new Int32Array(0)

  constructor(instruments: readonly Instrument[]) {
    this.#books = instruments.map((instrument) => new OrderLevelBook({ instrument }))
    this.#told = new Int32Array(4 * instruments.length)
    for (let k = 0; k < this.#told.length; k += 2) this.#told[k] = NO_PRICE
  }

  bookOf(instrument: number): OrderLevelBook {
    const book = this.#books[instrument]
    assert(book !== undefined, 'an instrument of the feed')
    return book
  }

  /** Translates all records of an order-level tape (`OrderFeed`). */
  read(orders: EventTape): void {
    for (let index = 0; index < orders.length; index++) this.#readOne(orders, index)
  }

  #readOne(orders: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = orders.i32[i + I_META]!
    const kind = meta & 0xff
    const instrument = orders.i32[i + I_INSTRUMENT]!
    const book = this.bookOf(instrument)
    if (kind >= ORDER_ADD && kind <= ORDER_REPLACE) {
      const id = orders.f64[index * EVENT_F64 + F_ORDER]!
      const before = book.priceOf(id)
      const side = book.sideOf(id)
      book.apply(orders, index)
      const after = book.priceOf(id)
      if (side !== NO_SIDE) this.#level(orders, index, book, side, before)
      const now = book.sideOf(id)
      if (now !== NO_SIDE && after !== before) this.#level(orders, index, book, now, after)
    } else if (kind === TRADE) {
      const at = this.#append(meta, orders, index)
      this.tape.i32[at * EVENT_I32 + I_PRICE] = orders.i32[i + I_PRICE]!
      this.tape.i32[at * EVENT_I32 + I_SIZE] = orders.i32[i + I_SIZE]!
      this.tape.f64[at * EVENT_F64 + F_ORDER] = orders.f64[index * EVENT_F64 + F_ORDER]!
    }
    if ((flagsOf(meta) & FLAG_LAST) !== 0) this.#touch(orders, index, book, instrument)
  }

  #level(orders: EventTape, index: number, book: OrderLevelBook, side: Side, price: Ticks): void {
    const at = this.#append(packMeta(DEPTH_LEVEL, side, 0), orders, index)
    this.tape.i32[at * EVENT_I32 + I_PRICE] = price
    this.tape.i32[at * EVENT_I32 + I_SIZE] = book.sizeAt(side, price)
  }

  #touch(orders: EventTape, index: number, book: OrderLevelBook, instrument: number): void {
    const told = this.#told
    const k = 4 * instrument
    const [bid, ask] = [book.best(BUY), book.best(SELL)]
    const [bidLots, askLots] = [book.bestSize(BUY), book.bestSize(SELL)]
    const isSame =
      told[k] === bid && told[k + 1] === bidLots && told[k + 2] === ask && told[k + 3] === askLots
    if (isSame) return
    told[k] = bid
    told[k + 1] = bidLots
    told[k + 2] = ask
    told[k + 3] = askLots
    const at = this.#append(packMeta(TOUCH, NO_SIDE, FLAG_LAST), orders, index)
    this.tape.i32[at * EVENT_I32 + I_PRICE] = bid
    this.tape.i32[at * EVENT_I32 + I_SIZE] = bidLots
    this.tape.f64[at * EVENT_F64 + F_A] = ask
    this.tape.f64[at * EVENT_F64 + F_B] = askLots
  }

  #append(meta: number, orders: EventTape, index: number): number {
    const { f64, i32 } = orders
    const f = index * EVENT_F64
    const instrument = i32[index * EVENT_I32 + I_INSTRUMENT]!
    const at = this.tape.append(meta, instrument, f64[f + F_EXCHANGE]!, 0)
    this.tape.f64[at * EVENT_F64 + F_SEQUENCE] = f64[f + F_SEQUENCE]!
    return at
  }
}
