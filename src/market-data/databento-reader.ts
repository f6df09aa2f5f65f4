/**
 * Databento's market-by-order records to event records.
 *
 * | action | records                                                                              |
 * |--------|--------------------------------------------------------------------------------------|
 * | A      | ORDER_ADD                                                                            |
 * | C      | ORDER_DELETE, or ORDER_REDUCE when something is left                                 |
 * | M      | ORDER_REDUCE at the same price with fewer lots, otherwise ORDER_REPLACE under its id |
 * | F      | nothing yet: the C or M of the order that follows becomes ORDER_EXECUTE              |
 * | T      | TRADE                                                                                |
 * | R      | DEPTH_CLEAR                                                                          |
 *
 * A fill names its order before the order changes, and sometimes names an order that is in no book: it
 * counts only together with the change. A fill of more than an order shows is an iceberg's: it shows
 * its next part at the back of the queue, which may trade in the same message. So the shown lots trade,
 * the order comes back with the hidden ones that traded, these trade, and it comes back with what it
 * shows now: whoever stood behind the first part stands before the second.
 */
import {
  DEPTH_CLEAR,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_ORDER,
  F_SEQUENCE,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  flagsOf,
  I_META,
  I_PRICE,
  I_SIZE,
  InputError,
  type Instrument,
  NO_ENTRY,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  packMeta,
  TRADE,
} from '../core/index.ts'
import {
  DBN_LAST,
  DBN_SNAPSHOT,
  DBN_TOP_OF_BOOK,
  MBO_ADD,
  MBO_CANCEL,
  MBO_CLEAR,
  MBO_FILL,
  MBO_MODIFY,
  MBO_TRADE,
  MboDecoder,
} from '../wire/index.ts'
import { COUNT_MAX } from './grid-counter.ts'
import { NanoPrice } from './nano-price.ts'
import type { NoticeBoard } from './notice-board.ts'
import { RestingSizes } from './resting-sizes.ts'
import { checkTime } from './time-range.ts'

export class DatabentoReader {
  readonly #message: MboDecoder
  readonly #prices: NanoPrice
  readonly #notices: NoticeBoard
  readonly #orders = new RestingSizes()
  /** Orders with fills that no change has confirmed yet. */
  readonly #filledIds: number[] = []
  #tape: EventTape
  #isSnapshot = false
  #isFileBegun = false

  constructor(instrument: Instrument, epochNanos: bigint, notices: NoticeBoard, tape: EventTape) {
    this.#message = new MboDecoder(epochNanos)
    this.#prices = new NanoPrice(instrument)
    this.#notices = notices
    this.#tape = tape
  }

  /** Another file of the same instrument follows; what it begins with a snapshot replaces all. */
  beginFile(): void {
    this.#isFileBegun = true
  }

  /** The tape ends with a whole message. */
  get isMessageEnd(): boolean {
    const { i32, length } = this.#tape
    return length === 0 || (flagsOf(i32[lastMeta(length)]!) & FLAG_LAST) !== 0
  }

  /** Appends the records of a market-by-order record whose bytes begin at `start`. */
  read(bytes: Uint8Array, start: number): void {
    const message = this.#message
    message.decode(bytes, start)
    checkTime(message.nanos, 'ts_event')
    checkTime(message.localNanos, 'ts_recv')
    if (message.size > COUNT_MAX && message.action !== MBO_CLEAR) {
      throw new InputError(`a size of ${message.size} is too large`, { field: 'size' })
    }
    const isSnapshot = (message.flags & DBN_SNAPSHOT) !== 0
    if (this.#isSnapshot && !isSnapshot) this.endMessage()
    this.#isSnapshot = isSnapshot
    if (this.#isFileBegun && isSnapshot && this.#orders.count > 0) this.#clear()
    this.#isFileBegun = false
    this.#append()
    if ((message.flags & DBN_LAST) !== 0) this.endMessage()
  }

  /** What came since the last end is one message. */
  endMessage(): void {
    const { i32, length } = this.#tape
    if (length > 0) i32[lastMeta(length)]! |= FLAG_LAST << 16
    for (const id of this.#filledIds) {
      const slot = this.#orders.find(id)
      if (slot === NO_ENTRY || this.#orders.filled[slot] === 0) continue
      this.#orders.filled[slot] = 0
      this.#notices.add('fill that no change of its order confirms, passed over')
    }
    this.#filledIds.length = 0
  }

  #append(): void {
    const { action, flags } = this.#message
    if (action === MBO_ADD && (flags & DBN_TOP_OF_BOOK) !== 0) {
      this.#notices.add('top of a book without orders, passed over')
    } else if (action === MBO_ADD) this.#add()
    else if (action === MBO_CANCEL) this.#cancel()
    else if (action === MBO_MODIFY) this.#modify()
    else if (action === MBO_FILL) this.#fill()
    else if (action === MBO_TRADE) this.#trade()
    else if (action === MBO_CLEAR) this.#clear()
  }

  #add(): void {
    const { price, side, size } = this.#message
    const id = this.#orderId()
    const priceTicks = this.#prices.ticks(price)
    if (side !== NO_SIDE && size > 0) this.#orders.add(id, side, priceTicks, size)
    this.#order(ORDER_ADD, side, id, priceTicks, size)
  }

  #cancel(): void {
    const { price, side, size } = this.#message
    const id = this.#orderId()
    const slot = this.#orders.find(id)
    if (slot === NO_ENTRY) {
      this.#order(ORDER_DELETE, side, id, Number.isNaN(price) ? 0 : this.#prices.ticks(price), size)
      return
    }
    const before = this.#orders.size[slot]!
    const rest = size - this.#execute(id, slot)
    if (size < before) {
      if (rest > 0) this.#change(ORDER_REDUCE, id, slot, rest)
      this.#orders.size[slot] = before - size
      return
    }
    // More than there was: the book counts that as odd, and ends the order.
    if (rest > 0) this.#change(size > before ? ORDER_REDUCE : ORDER_DELETE, id, slot, rest)
    this.#orders.remove(id)
  }

  #modify(): void {
    const { price, side: toldSide, size } = this.#message
    const id = this.#orderId()
    const priceTicks = this.#prices.ticks(price)
    const slot = this.#orders.find(id)
    if (slot === NO_ENTRY) {
      if (toldSide !== NO_SIDE && size > 0) this.#orders.add(id, toldSide, priceTicks, size)
      this.#replace(id, toldSide, priceTicks, size)
      return
    }
    const side = this.#orders.side[slot]!
    const keepsPrice = priceTicks === this.#orders.price[slot]
    const left = this.#orders.size[slot]! - this.#execute(id, slot)
    if (size === 0) {
      if (left > 0) this.#change(ORDER_DELETE, id, slot, left)
      this.#orders.remove(id)
      return
    }
    if (left === 0) this.#order(ORDER_ADD, side, id, priceTicks, size)
    else if (!keepsPrice || size > left) this.#replace(id, side, priceTicks, size)
    else if (size < left) this.#change(ORDER_REDUCE, id, slot, left - size)
    this.#orders.add(id, side, priceTicks, size)
  }

  #fill(): void {
    const id = this.#orderId()
    const slot = this.#orders.find(id)
    if (slot === NO_ENTRY) {
      this.#notices.add('fill of an order that is in no book, passed over')
      return
    }
    this.#orders.filled[slot]! += this.#message.size
    this.#filledIds.push(id)
  }

  #trade(): void {
    const { price, side, size } = this.#message
    // Databento numbers no trades: the order slot stays 0.
    this.#order(TRADE, side, 0, this.#prices.ticks(price), size)
  }

  #clear(): void {
    this.#order(DEPTH_CLEAR, NO_SIDE, 0, 0, 0)
    this.#orders.clear()
    this.#filledIds.length = 0
  }

  /** The fills of an order come true. Answers how many of the lots that it showed they took. */
  #execute(id: number, slot: number): number {
    const { filled, size, side, price } = this.#orders
    const told = filled[slot]!
    const shown = size[slot]!
    const taken = Math.min(told, shown)
    filled[slot] = 0
    if (taken > 0) this.#change(ORDER_EXECUTE, id, slot, taken)
    const hidden = told - taken
    if (hidden > 0) {
      this.#order(ORDER_ADD, side[slot]!, id, price[slot]!, hidden)
      this.#change(ORDER_EXECUTE, id, slot, hidden)
    }
    return taken
  }

  /** A change of an order where it rests. */
  #change(kind: number, id: number, slot: number, size: number): void {
    this.#order(kind, this.#orders.side[slot]!, id, this.#orders.price[slot]!, size)
  }

  #replace(id: number, side: number, priceTicks: number, size: number): void {
    const at = this.#order(ORDER_REPLACE, side, id, priceTicks, size)
    this.#tape.f64[at * EVENT_F64 + F_A] = id
  }

  #order(kind: number, side: number, id: number, priceTicks: number, size: number): number {
    const { nanos, localNanos, sequence } = this.#message
    const flags = this.#isSnapshot ? FLAG_SNAPSHOT : 0
    const at = this.#tape.append(packMeta(kind, side, flags), 0, nanos, localNanos)
    const { f64, i32 } = this.#tape
    f64[at * EVENT_F64 + F_ORDER] = id
    f64[at * EVENT_F64 + F_SEQUENCE] = sequence
    i32[at * EVENT_I32 + I_PRICE] = priceTicks
    i32[at * EVENT_I32 + I_SIZE] = size
    return at
  }

  #orderId(): number {
    const { orderId } = this.#message
    if (orderId <= Number.MAX_SAFE_INTEGER) return orderId
    throw new InputError(
      `the order id ${orderId} is larger than 2^53`,
      { field: 'order_id' },
      'Ids of this venue need more bits than a record of this program has.',
    )
  }
}

/** Slot of the meta word of the last record. */
const lastMeta = (length: number): number => (length - 1) * EVENT_I32 + I_META
