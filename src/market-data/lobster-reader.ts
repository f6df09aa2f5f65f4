/**
 * LOBSTER messages to order-level event records.
 *
 * | type | records |
 * |------|---------|
 * | 1 new order | ORDER_ADD |
 * | 2 partial cancel | ORDER_REDUCE, size = the part withdrawn |
 * | 3 deletion | ORDER_DELETE |
 * | 4 visible execution | ORDER_EXECUTE (the resting order), then TRADE (the market's trade) |
 * | 5 hidden execution | TRADE with FLAG_HIDDEN: no book changes |
 * | 6 auction | TRADE without a side |
 * | 7 halt | HALT: payload a = 1 while trading is stopped, 0 when it resumes |
 *
 * The side of a TRADE is the aggressor's, the opposite of the resting order that LOBSTER names.
 */
import {
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_ORDER,
  F_SEQUENCE,
  FLAG_HIDDEN,
  FLAG_LAST,
  HALT,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  packMeta,
  TRADE,
} from '../core/index.ts'
import {
  LOBSTER_ADD,
  LOBSTER_CROSS,
  LOBSTER_DELETE,
  LOBSTER_EXECUTE,
  LOBSTER_HALT,
  LOBSTER_REDUCE,
  LobsterMessageDecoder,
} from '../wire/index.ts'
import { COUNT_MAX } from './grid-counter.ts'
import type { LineReader } from './line-feed.ts'
import { LobsterScale } from './lobster-scale.ts'
import type { NoticeBoard } from './notice-board.ts'
import { checkTime } from './time-range.ts'

const QUOTING_RESUMES = 0
const TRADING_RESUMES = 1

export class LobsterReader implements LineReader {
  readonly #message = new LobsterMessageDecoder()
  readonly #scale: LobsterScale
  readonly #notices: NoticeBoard
  #row = 0
  #tape: EventTape | undefined

  constructor(instrument: Instrument, notices: NoticeBoard) {
    this.#scale = new LobsterScale(instrument)
    this.#notices = notices
  }

  readLine(bytes: Uint8Array, start: number, end: number, _line: number, tape: EventTape): void {
    const message = this.#message
    message.decode(bytes, start, end)
    checkTime(message.nanos, 'time')
    this.#row++
    this.#tape = tape
    const { type, direction } = message
    if (type === LOBSTER_HALT) this.#halt()
    else if (type === LOBSTER_ADD) this.#order(ORDER_ADD, FLAG_LAST)
    else if (type === LOBSTER_REDUCE) this.#order(ORDER_REDUCE, FLAG_LAST)
    else if (type === LOBSTER_DELETE) this.#order(ORDER_DELETE, FLAG_LAST)
    else if (type === LOBSTER_EXECUTE) {
      this.#order(ORDER_EXECUTE, 0)
      this.#trade(-direction, FLAG_LAST)
    } else if (type === LOBSTER_CROSS) this.#trade(NO_SIDE, FLAG_LAST)
    else this.#trade(-direction, FLAG_LAST | FLAG_HIDDEN)
  }

  #order(kind: number, flags: number): void {
    const { direction, orderId } = this.#message
    const at = this.#append(packMeta(kind, direction, flags))
    this.#tape!.f64[at * EVENT_F64 + F_ORDER] = orderId
    this.#priceAndSize(at)
  }

  #trade(side: number, flags: number): void {
    // LOBSTER numbers no trades: the order slot stays 0.
    this.#priceAndSize(this.#append(packMeta(TRADE, side, flags)))
  }

  #halt(): void {
    const { price } = this.#message
    const at = this.#append(packMeta(HALT, NO_SIDE, FLAG_LAST))
    if (price === QUOTING_RESUMES) this.#notices.add('quoting resumes, trading is still halted')
    this.#tape!.f64[at * EVENT_F64 + F_A] = Number(price !== TRADING_RESUMES)
  }

  #append(meta: number): number {
    const { nanos } = this.#message
    const at = this.#tape!.append(meta, 0, nanos, nanos)
    this.#tape!.f64[at * EVENT_F64 + F_SEQUENCE] = this.#row
    return at
  }

  #priceAndSize(at: number): void {
    const { price, size } = this.#message
    const { i32 } = this.#tape!
    i32[at * EVENT_I32 + I_PRICE] = this.#scale.ticks(price)
    if (size > COUNT_MAX) throw new InputError(`${size} shares are too many`, { field: 'size' })
    i32[at * EVENT_I32 + I_SIZE] = size
  }
}
