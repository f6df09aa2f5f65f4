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
 *
 * Read without an orderbook file, a message of an order is followed by a DEPTH_CLEAR of the levels
 * that it contradicts, see `LobsterBounds`; it stands before the TRADE.
 */
import {
  DEPTH_CLEAR,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_ORDER,
  F_SEQUENCE,
  FLAG_HIDDEN,
  FLAG_LAST,
  HALT,
  I_META,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  opposite,
  packMeta,
  type Side,
  TRADE,
} from '../core/index.ts'
import {
  LOBSTER_ADD,
  LOBSTER_CROSS,
  LOBSTER_DELETE,
  LOBSTER_EXECUTE,
  LOBSTER_EXECUTE_HIDDEN,
  LOBSTER_HALT,
  LOBSTER_REDUCE,
  LobsterMessageDecoder,
} from '../wire/index.ts'
import { COUNT_MAX } from './grid-counter.ts'
import type { LineReader } from './line-feed.ts'
import { LobsterBounds } from './lobster-bounds.ts'
import { LobsterScale } from './lobster-scale.ts'
import type { NoticeBoard } from './notice-board.ts'
import { checkTime } from './time-range.ts'

const QUOTING_RESUMES = 0
const TRADING_RESUMES = 1

const FLAG_LAST_IN_META = packMeta(0, 0, FLAG_LAST)

/** Noticed once in a reading without an orderbook file. */
export const MESSAGES_ALONE =
  'no orderbook file: levels that left the view stay until a message contradicts them'

export class LobsterReader implements LineReader {
  readonly #message = new LobsterMessageDecoder()
  readonly #scale: LobsterScale
  readonly #notices: NoticeBoard
  readonly #bounds: LobsterBounds | undefined
  #row = 0
  #tape: EventTape | undefined

  /** @param isAlone nothing else tells which levels are gone. */
  constructor(instrument: Instrument, notices: NoticeBoard, isAlone: boolean) {
    this.#scale = new LobsterScale(instrument)
    this.#notices = notices
    this.#bounds = isAlone ? new LobsterBounds() : undefined
  }

  readLine(bytes: Uint8Array, start: number, end: number, _line: number, tape: EventTape): void {
    const message = this.#message
    message.decode(bytes, start, end)
    checkTime(message.nanos, 'time')
    this.#row++
    this.#tape = tape
    if (this.#row === 1 && this.#bounds !== undefined) this.#notices.add(MESSAGES_ALONE)
    const { type } = message
    if (type === LOBSTER_HALT) this.#halt()
    else if (type === LOBSTER_ADD) this.#order(ORDER_ADD)
    else if (type === LOBSTER_REDUCE) this.#order(ORDER_REDUCE)
    else if (type === LOBSTER_DELETE) this.#order(ORDER_DELETE)
    else if (type === LOBSTER_EXECUTE) this.#order(ORDER_EXECUTE)
    else if (type === LOBSTER_CROSS) this.#trade(NO_SIDE, 0)
    else this.#trade(-message.direction, FLAG_HIDDEN)
    const { i32, length } = tape
    i32[(length - 1) * EVENT_I32 + I_META]! |= FLAG_LAST_IN_META
  }

  #order(kind: number): void {
    const { direction, orderId } = this.#message
    const at = this.#append(packMeta(kind, direction, 0))
    this.#tape!.f64[at * EVENT_F64 + F_ORDER] = orderId
    this.#priceAndSize(at)
    const price = this.#tape!.i32[at * EVENT_I32 + I_PRICE]!
    if (this.#bounds !== undefined) this.#contradict(this.#bounds, kind, direction as Side, price)
    if (kind === ORDER_EXECUTE) this.#trade(-direction, 0)
  }

  /** Clears what cannot be there, given an order that rests, or rested, at a price. */
  #contradict(bounds: LobsterBounds, kind: number, side: Side, price: number): void {
    if (kind === ORDER_ADD) bounds.add(side, price)
    this.#clearThrough(bounds, opposite(side), price)
    const better = price + side
    const mayBeBetter = kind === ORDER_EXECUTE && Math.abs(better) <= COUNT_MAX
    if (mayBeBetter) this.#clearThrough(bounds, side, better)
  }

  #clearThrough(bounds: LobsterBounds, side: Side, price: number): void {
    if (!bounds.reaches(side, price)) return
    bounds.clearThrough(side, price)
    const at = this.#append(packMeta(DEPTH_CLEAR, side, 0))
    this.#tape!.i32[at * EVENT_I32 + I_PRICE] = price
    this.#tape!.f64[at * EVENT_F64 + F_A] = 1
  }

  #trade(side: number, flags: number): void {
    // LOBSTER numbers no trades: the order slot stays 0.
    this.#priceAndSize(this.#append(packMeta(TRADE, side, flags)))
  }

  #halt(): void {
    const { price } = this.#message
    const at = this.#append(packMeta(HALT, NO_SIDE, 0))
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
    i32[at * EVENT_I32 + I_PRICE] = this.#ticks(price)
    if (size > COUNT_MAX) throw new InputError(`${size} shares are too many`, { field: 'size' })
    i32[at * EVENT_I32 + I_SIZE] = size
  }

  #ticks(price: number): number {
    const isHidden = this.#message.type === LOBSTER_EXECUTE_HIDDEN
    if (!isHidden || this.#scale.holds(price)) return this.#scale.ticks(price)
    this.#notices.add('execution of a hidden order between two ticks: told at the nearer one')
    return this.#scale.nearestTicks(price)
  }
}
