/**
 * Shanghai orders and trades to event records.
 *
 * | message                  | records                                                          |
 * |--------------------------|------------------------------------------------------------------|
 * | order A                  | ORDER_ADD                                                        |
 * | order D                  | ORDER_DELETE                                                     |
 * | trade with an aggressor  | ORDER_EXECUTE of the other side's order, TRADE                   |
 * | trade of an auction      | ORDER_EXECUTE of the buyer's and of the seller's order, TRADE    |
 *
 * The exchange publishes an aggressive order after its trades and with its rest only, so nothing is
 * ever crossed in between, and the aggressor of a trade is never in the book.
 *
 * The recorder had orders and trades on two lines. Neither can be used before what the exchange said
 * earlier has come, so a message that overtook another is held until that one is there.
 */
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  packMeta,
  SELL,
  TRADE,
} from '../core/index.ts'
import { SSE_ADD, SSE_STATUS, type SseOrderDecoder, type SseTradeDecoder } from '../wire/index.ts'
import { COUNT_MAX } from './grid-counter.ts'
import type { NoticeBoard } from './notice-board.ts'

/** Prices are printed from doubles: this far from a whole number of ticks is rounding. */
const GRID_TOLERANCE = 1e-6

/** TradeIndex counts the trades of all securities in the channel: gaps in it mean nothing here. */
const NO_TRADE_ID = 0

export class SseRecords {
  readonly #instrument: Instrument
  readonly #offsetNanos: number = 0
  readonly #notices: NoticeBoard
  #newestLocal = Number.NEGATIVE_INFINITY
  #nanos = 0
  #local = 0
  #bizIndex = 0

  /** @param offsetNanos from the epoch to midnight in Shanghai. */
  constructor(instrument: Instrument, offsetNanos: number, notices: NoticeBoard) {
    this.#instrument = instrument
    this.#offsetNanos = offsetNanos
    this.#notices = notices
  }

  appendOrder(order: SseOrderDecoder, tape: EventTape): void {
    if (order.type === SSE_STATUS) {
      this.#notices.add('trading phase, passed over')
      return
    }
    this.#begin(order.nanos, order.localNanos, order.bizIndex)
    const kind = order.type === SSE_ADD ? ORDER_ADD : ORDER_DELETE
    const price = this.#ticks(order.price, 'OrderPrice')
    const size = shares(order.size, 'Balance')
    this.#append(tape, packMeta(kind, order.side, FLAG_LAST), order.orderId, price, size)
  }

  appendTrade(trade: SseTradeDecoder, tape: EventTape): void {
    const { aggressor, buyOrderId, sellOrderId } = trade
    this.#begin(trade.nanos, trade.localNanos, trade.bizIndex)
    const price = this.#ticks(trade.price, 'TradPrice')
    const size = shares(trade.size, 'TradVolume')
    if (aggressor !== BUY) {
      this.#append(tape, packMeta(ORDER_EXECUTE, BUY, 0), buyOrderId, price, size)
    }
    if (aggressor !== SELL) {
      this.#append(tape, packMeta(ORDER_EXECUTE, SELL, 0), sellOrderId, price, size)
    }
    this.#append(tape, packMeta(TRADE, aggressor, FLAG_LAST), NO_TRADE_ID, price, size)
  }

  #begin(nanos: number, localNanos: number, bizIndex: number): void {
    this.#nanos = nanos + this.#offsetNanos
    this.#bizIndex = bizIndex
    const local = localNanos + this.#offsetNanos
    if (local < this.#newestLocal) {
      this.#notices.add('received before an earlier message: held until that one came')
    } else {
      this.#newestLocal = local
    }
    this.#local = this.#newestLocal
  }

  #append(tape: EventTape, meta: number, id: number, price: number, size: number): void {
    const at = tape.append(meta, 0, this.#nanos, this.#local)
    tape.f64[at * EVENT_F64 + F_ORDER] = id
    tape.f64[at * EVENT_F64 + F_SEQUENCE] = this.#bizIndex
    tape.i32[at * EVENT_I32 + I_PRICE] = price
    tape.i32[at * EVENT_I32 + I_SIZE] = size
  }

  #ticks(price: number, field: string): number {
    const { tick } = this.#instrument
    const count = tick.countOf(price)
    const whole = Math.round(count)
    if (Math.abs(count - whole) <= GRID_TOLERANCE && Math.abs(whole) <= COUNT_MAX) return whole
    throw new InputError(
      `${price} is no multiple of the tick ${tick.step} that fits`,
      { field },
      "Give the instrument's own tick with --tick.",
    )
  }
}

function shares(size: number, field: string): number {
  if (size <= COUNT_MAX) return size
  throw new InputError(`${size} shares are too many`, { field })
}
