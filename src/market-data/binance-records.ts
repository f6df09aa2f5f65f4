/** The messages of a Binance capture as event records: levels, trades and touches on the grid. */
import {
  BUY,
  DEPTH_LEVEL,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  GAP,
  I_META,
  I_PRICE,
  I_SIZE,
  type Instrument,
  NO_SIDE,
  packMeta,
  SELL,
  type Side,
  TOUCH,
  TRADE,
} from '../core/index.ts'
import type { CaptureMessage, LevelColumns } from '../wire/index.ts'
import type { BinanceClock } from './binance-clock.ts'
import { describeOffGrid } from './binance-off-grid.ts'
import { GridCounter } from './grid-counter.ts'

export class BinanceRecords {
  readonly #instrument: Instrument
  readonly #message: CaptureMessage
  readonly #clock: BinanceClock
  readonly #price: GridCounter
  readonly #size: GridCounter
  #tape: EventTape
  #bytes: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0

  /** @param tape where records go until `writeTo` names another. */
  constructor(
    instrument: Instrument,
    message: CaptureMessage,
    clock: BinanceClock,
    tape: EventTape,
  ) {
    this.#instrument = instrument
    this.#message = message
    this.#clock = clock
    this.#price = new GridCounter(instrument.tick.numerator)
    this.#size = new GridCounter(instrument.lot.numerator)
    this.#tape = tape
  }

  /** The line that the message came from, for errors. */
  beginLine(bytes: Uint8Array, start: number, end: number): void {
    this.#bytes = bytes
    this.#start = start
    this.#end = end
  }

  writeTo(tape: EventTape): void {
    this.#tape = tape
  }

  append(meta: number, sequence: number): number {
    const at = this.#tape.append(meta, 0, this.#clock.exchange, this.#clock.local)
    this.#tape.f64[at * EVENT_F64 + F_SEQUENCE] = sequence
    return at
  }

  /** Marks the newest record as the last of its message. */
  endMessage(): void {
    const { i32, length } = this.#tape
    i32[(length - 1) * EVENT_I32 + I_META]! |= FLAG_LAST << 16
  }

  gap(expected: number, found: number, lastId: number): void {
    const at = this.append(packMeta(GAP, NO_SIDE, FLAG_LAST), lastId)
    this.#tape.f64[at * EVENT_F64 + F_A] = expected
    this.#tape.f64[at * EVENT_F64 + F_B] = found
  }

  /** Both sides of a diff, bids first, as the venue sends them. */
  diff(flags: number): void {
    const { bids, asks } = this.#message
    this.side(BUY, bids, flags)
    this.side(SELL, asks, flags)
    if (bids.count + asks.count > 0) this.endMessage()
  }

  side(side: Side, levels: LevelColumns, flags: number): void {
    const meta = packMeta(DEPTH_LEVEL, side, flags)
    const { lastId } = this.#message
    const { prices, sizes, count } = levels
    for (let i = 0; i < count; i++) {
      const at = this.append(meta, lastId) * EVENT_I32
      const { i32 } = this.#tape
      i32[at + I_PRICE] = this.#ticks(prices[i]!)
      i32[at + I_SIZE] = this.#lots(sizes[i]!)
    }
  }

  /** A clear that reaches from the best price to the last level of a snapshot. */
  clearUpTo(meta: number, levels: LevelColumns): void {
    const at = this.append(meta, this.#message.lastId)
    this.#tape.i32[at * EVENT_I32 + I_PRICE] = this.#ticks(levels.prices[levels.count - 1]!)
    this.#tape.f64[at * EVENT_F64 + F_A] = 1
  }

  trade(row: number): void {
    const { isBuyerMaker, tradeId, price, size } = this.#message
    const at = this.append(packMeta(TRADE, isBuyerMaker ? SELL : BUY, FLAG_LAST), row)
    this.#tape.f64[at * EVENT_F64 + F_ORDER] = tradeId
    this.#tape.i32[at * EVENT_I32 + I_PRICE] = this.#ticks(price)
    this.#tape.i32[at * EVENT_I32 + I_SIZE] = this.#lots(size)
  }

  touch(): void {
    const { lastId, bidPrice, bidSize, askPrice, askSize } = this.#message
    const at = this.append(packMeta(TOUCH, NO_SIDE, FLAG_LAST), lastId)
    const { f64, i32 } = this.#tape
    i32[at * EVENT_I32 + I_PRICE] = this.#ticks(bidPrice)
    i32[at * EVENT_I32 + I_SIZE] = this.#lots(bidSize)
    f64[at * EVENT_F64 + F_A] = this.#ticks(askPrice)
    f64[at * EVENT_F64 + F_B] = this.#lots(askSize)
  }

  #ticks(units: number): number {
    const count = this.#price.count(units)
    if (!Number.isNaN(count)) return count
    throw describeOffGrid('price', this.#instrument, this.#bytes, this.#start, this.#end)
  }

  #lots(units: number): number {
    const count = this.#size.count(units)
    if (!Number.isNaN(count)) return count
    throw describeOffGrid('size', this.#instrument, this.#bytes, this.#start, this.#end)
  }
}
