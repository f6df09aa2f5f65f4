/**
 * Market-by-order records to messages: what happened within one, put in the order in which it did.
 *
 * A venue tells a trade as T, the fills F of every order that took part, and then the change (C or M)
 * that the trade made of each. The fills name the aggressor too, if it rested before; they sometimes
 * name an order that is in no book; they come sorted now by price, now by rest. So a message with
 * fills is held to its end, and told as
 *
 *  1. withdrawals of orders that did not trade: a venue that keeps somebody from trading with himself
 *     takes his resting order out of the way, and says so last;
 *  2. executions, best price first, then first come first served, each of what the order showed;
 *  3. executions of what icebergs had not shown: their next part stood behind everybody else;
 *  4. everything else, as it came.
 *
 * A fill counts only together with the change of its order. A message without fills is told as it is.
 */
import {
  EVENT_I32,
  type EventTape,
  FLAG_LAST,
  flagsOf,
  I_META,
  InputError,
  type Instrument,
  NO_ENTRY,
  NO_SIDE,
  type Side,
} from '../core/index.ts'
import {
  DBN_LAST,
  DBN_SNAPSHOT,
  DBN_TOP_OF_BOOK,
  MBO_ADD,
  MBO_BYTES,
  MBO_CANCEL,
  MBO_CLEAR,
  MBO_FILL,
  MBO_TRADE,
  MboDecoder,
} from '../wire/index.ts'
import { DatabentoRecords, orderIdOf } from './databento-records.ts'
import { COUNT_MAX } from './grid-counter.ts'
import type { NoticeBoard } from './notice-board.ts'
import { checkTime } from './time-range.ts'

/** A message that never ends would be held for ever; a snapshot of a large venue has half of this. */
const MESSAGE_RECORDS_MAX = 2 ** 20

export class DatabentoReader {
  readonly #message: MboDecoder
  readonly #records: DatabentoRecords
  readonly #notices: NoticeBoard
  readonly #tape: EventTape
  /** Orders with fills, by id, each once. */
  readonly #filledIds: number[] = []
  /** Changes that wait for the end of their message, as they came. */
  #held: Uint8Array = new Uint8Array(64 * MBO_BYTES)
  /** 1 for a cancel that may be told before the executions. */
  #goesFirst: Uint8Array = new Uint8Array(64)
  #heldCount = 0
  #messages = 1
  #aggressor: Side | typeof NO_SIDE = NO_SIDE
  #isSnapshot = false
  #isFileBegun = false

  constructor(instrument: Instrument, epochNanos: bigint, notices: NoticeBoard, tape: EventTape) {
    this.#message = new MboDecoder(epochNanos)
    this.#records = new DatabentoRecords(instrument, tape)
    this.#notices = notices
    this.#tape = tape
  }

  /** Another file of the same instrument follows; a snapshot at its beginning replaces all. */
  beginFile(): void {
    this.#isFileBegun = true
  }

  /** The tape ends with a whole message. */
  get isMessageEnd(): boolean {
    const { i32, length } = this.#tape
    const isClosed = length === 0 || (flagsOf(i32[lastMeta(length)]!) & FLAG_LAST) !== 0
    return isClosed && this.#filledIds.length === 0
  }

  /** Takes in the market-by-order record whose bytes begin at `start`. */
  read(bytes: Uint8Array, start: number): void {
    const message = this.#message
    message.decode(bytes, start)
    this.#check()
    const isSnapshot = (message.flags & DBN_SNAPSHOT) !== 0
    if (this.#isSnapshot && !isSnapshot) this.endMessage()
    if (this.#isFileBegun && isSnapshot && this.#records.orders.count > 0) {
      this.#records.clear(message)
    }
    this.#isSnapshot = isSnapshot
    this.#isFileBegun = false
    const isLast = (message.flags & DBN_LAST) !== 0
    if (message.action === MBO_FILL) this.#fill()
    else if (this.#filledIds.length > 0 && message.action !== MBO_TRADE) this.#hold(bytes, start)
    else this.#append()
    if (isLast) this.endMessage()
  }

  /** What came since the last end is one message. */
  endMessage(): void {
    if (this.#filledIds.length > 0) this.#tellHeld()
    const { i32, length } = this.#tape
    if (length > 0) i32[lastMeta(length)]! |= FLAG_LAST << 16
    this.#aggressor = NO_SIDE
    this.#messages++
  }

  #check(): void {
    const { action, localNanos, nanos, size } = this.#message
    checkTime(nanos, 'ts_event')
    checkTime(localNanos, 'ts_recv')
    if (size > COUNT_MAX && action !== MBO_CLEAR) {
      throw new InputError(`a size of ${size} is too large`, { field: 'size' })
    }
    if (this.#tape.length + this.#heldCount < MESSAGE_RECORDS_MAX) return
    throw new InputError(
      `a message of more than ${MESSAGE_RECORDS_MAX} records`,
      {},
      'No record says that it is the last of its message: the file is damaged.',
    )
  }

  #append(): void {
    const { action, flags, side } = this.#message
    if (action === MBO_ADD && (flags & DBN_TOP_OF_BOOK) !== 0) {
      this.#notices.add('top of a book without orders, passed over')
      return
    }
    if (action === MBO_TRADE) this.#aggressor = side
    this.#records.append(this.#message)
  }

  #fill(): void {
    const message = this.#message
    const { orders } = this.#records
    // Its own order, if it had rested: that one left its queue to take.
    if (message.side !== NO_SIDE && message.side === this.#aggressor) return
    const id = orderIdOf(message)
    const slot = orders.find(id)
    if (slot === NO_ENTRY) {
      this.#notices.add('fill of an order that is in no book, passed over')
      return
    }
    if (orders.filled[slot] === 0 && message.size > 0) this.#filledIds.push(id)
    orders.filled[slot] = Math.min(COUNT_MAX, orders.filled[slot]! + message.size)
  }

  #hold(bytes: Uint8Array, start: number): void {
    const { orders } = this.#records
    const from = this.#heldCount * MBO_BYTES
    if (from === this.#held.length) {
      this.#held = grown(this.#held)
      this.#goesFirst = grown(this.#goesFirst)
    }
    this.#held.set(bytes.subarray(start, start + MBO_BYTES), from)
    const slot = orders.find(this.#message.orderId)
    const isFirst = slot !== NO_ENTRY && orders.heldIn[slot] !== this.#messages
    this.#goesFirst[this.#heldCount] = Number(isFirst && this.#message.action === MBO_CANCEL)
    this.#heldCount++
    if (slot !== NO_ENTRY) orders.heldIn[slot] = this.#messages
  }

  #tellHeld(): void {
    this.#tellWithdrawals()
    this.#tellExecutions()
    for (let k = 0; k < this.#heldCount; k++) {
      if (this.#goesFirst[k] === 1) continue
      this.#message.decode(this.#held, k * MBO_BYTES)
      this.#append()
    }
    this.#heldCount = 0
    this.#filledIds.length = 0
  }

  /** Of the cancels that could go first, those do whose orders have not traded. */
  #tellWithdrawals(): void {
    const message = this.#message
    const { orders } = this.#records
    for (let k = 0; k < this.#heldCount; k++) {
      message.decode(this.#held, k * MBO_BYTES)
      if (this.#goesFirst[k] === 0) continue
      const slot = orders.find(message.orderId)
      if (orders.filled[slot] === 0) this.#append()
      else this.#goesFirst[k] = 0
    }
  }

  #tellExecutions(): void {
    const { orders } = this.#records
    const confirmed = this.#filledIds.filter((id) => this.#isConfirmed(id))
    confirmed.sort((a, b) => orders.compare(orders.find(a), orders.find(b)))
    for (const id of confirmed) this.#records.execute(this.#message, id, orders.find(id))
    for (const id of confirmed) this.#records.executeHidden(this.#message, id, orders.find(id))
  }

  #isConfirmed(id: number): boolean {
    const { orders } = this.#records
    const slot = orders.find(id)
    if (orders.heldIn[slot] === this.#messages) return true
    orders.filled[slot] = 0
    this.#notices.add('fill that no change of its order confirms, passed over')
    return false
  }
}

/** Slot of the meta word of the last record. */
const lastMeta = (length: number): number => (length - 1) * EVENT_I32 + I_META

function grown(bytes: Uint8Array): Uint8Array {
  const larger = new Uint8Array(2 * bytes.length)
  larger.set(bytes)
  return larger
}
