/**
 * The event record: one fixed 64-byte little-endian layout for everything that moves.
 *
 * The same bytes lie in the replay buffer, in the ring between threads and in the journal. One record
 * is one cache line. Times are nanoseconds since the session's epoch as an exact double.
 *
 * | byte | slot     | content                                                              |
 * |------|----------|----------------------------------------------------------------------|
 * | 0    | f64[0]   | exchange time, nanoseconds since the epoch                           |
 * | 8    | f64[1]   | local time: when our side of the wire had it                         |
 * | 16   | f64[2]   | order id, or trade id, or the exact last price of a TICK             |
 * | 24   | f64[3]   | sequence: the feed's update id where it has one, else the row number |
 * | 32   | i32[8]   | price in ticks                                                       |
 * | 36   | i32[9]   | size in lots                                                         |
 * | 40   | i32[10]  | meta: kind in bits 0-7, side in bits 8-15 (signed), flags in 16-31   |
 * | 44   | i32[11]  | instrument index                                                     |
 * | 48   | f64[6]   | payload a                                                            |
 * | 56   | f64[7]   | payload b                                                            |
 *
 * What the payload slots mean is told beside each kind below. Unused slots are zero, always, so that
 * equal events are equal bytes.
 */
import { assert } from './assert.ts'
import type { Side } from './side.ts'
import { type Lots, lots, type Nanos, nanos, type Ticks, ticks } from './units.ts'

export const EVENT_BYTES = 64
/** Float64 slots in a record; record `i` starts at `i * EVENT_F64`. */
export const EVENT_F64 = 8
/** Int32 slots in a record; record `i` starts at `i * EVENT_I32`. */
export const EVENT_I32 = 16

export const F_EXCHANGE = 0
export const F_LOCAL = 1
export const F_ORDER = 2
export const F_SEQUENCE = 3
export const F_A = 6
export const F_B = 7
export const I_PRICE = 8
export const I_SIZE = 9
export const I_META = 10
export const I_INSTRUMENT = 11

/** The price level is now `size` lots; zero removes it. Side: which side of the book. */
export const DEPTH_LEVEL = 1
/** The side is emptied; without a side, both are. A snapshot follows as DEPTH_LEVEL records. */
export const DEPTH_CLEAR = 2
/** A trade of the market. Side: the aggressor's, 0 when unknown. Order slot: the trade id. */
export const TRADE = 3
/**
 * Best bid and ask as the venue publishes them. Price and size: the bid's ticks and lots; payload a
 * and b: the ask's ticks and lots. A witness of the book, not a change of it.
 */
export const TOUCH = 4
/**
 * One row of a price series: order slot = exact last price, payload a = exact bid, b = exact ask, in
 * the instrument's currency; price = the last price rounded to ticks; size = volume in lots.
 */
export const TICK = 5
/** A new order rests in the book. Order slot: its id. */
export const ORDER_ADD = 10
/** Part of a resting order is withdrawn. Size: how much. */
export const ORDER_REDUCE = 11
/** A resting order is withdrawn whole. Size: what was left of it, as the feed says. */
export const ORDER_DELETE = 12
/** A resting order trades. Size: how much; side: the resting order's. */
export const ORDER_EXECUTE = 13
/** An order takes a new id, price or size and loses its priority. Order slot: the old id; payload a: the new. */
export const ORDER_REPLACE = 14
/** The feed lost something. Payload a: sequence expected; b: sequence found. */
export const GAP = 20
/** Trading stops (payload a = 1) or resumes (0). */
export const HALT = 21

/** A request to a venue: enter an order. Payload a: order type; b: time in force. */
export const ENTER_ORDER = 40
/** A request to a venue: withdraw an order. */
export const CANCEL_ORDER = 41
/** A request to a venue: new price and size for an order; payload b: 1 keeps priority where it can. */
export const REPLACE_ORDER = 42

/** A venue's report: the order rests, or was taken in before it trades. */
export const ACCEPTED = 50
/** A venue's report: the order was refused. Payload a: the reason code. */
export const REJECTED = 51
/** A venue's report: the order was withdrawn on request. Size: what was left of it. */
export const CANCELED = 52
/** A venue's report: the rest of the order lapsed (post-only, IOC, FOK). Payload a: the reason code. */
export const EXPIRED = 53
/**
 * A venue's report: the order traded. Price and size: this execution's; sequence: the execution
 * number; payload a: the exact price; b: the fee in currency, negative for a rebate.
 */
export const FILLED = 54
/** A venue's report: the order has its new price and size. */
export const REPLACED = 55
/** A venue's report: a cancel or replace came too late. Payload a: the reason code. */
export const REQUEST_REJECTED = 56

export type EventKind =
  | typeof DEPTH_LEVEL
  | typeof DEPTH_CLEAR
  | typeof TRADE
  | typeof TOUCH
  | typeof TICK
  | typeof ORDER_ADD
  | typeof ORDER_REDUCE
  | typeof ORDER_DELETE
  | typeof ORDER_EXECUTE
  | typeof ORDER_REPLACE
  | typeof GAP
  | typeof HALT
  | typeof ENTER_ORDER
  | typeof CANCEL_ORDER
  | typeof REPLACE_ORDER
  | typeof ACCEPTED
  | typeof REJECTED
  | typeof CANCELED
  | typeof EXPIRED
  | typeof FILLED
  | typeof REPLACED
  | typeof REQUEST_REJECTED

export const EVENT_KIND_NAMES: Readonly<Record<EventKind, string>> = {
  [DEPTH_LEVEL]: 'depth level',
  [DEPTH_CLEAR]: 'depth clear',
  [TRADE]: 'trade',
  [TOUCH]: 'touch',
  [TICK]: 'tick',
  [ORDER_ADD]: 'order add',
  [ORDER_REDUCE]: 'order reduce',
  [ORDER_DELETE]: 'order delete',
  [ORDER_EXECUTE]: 'order execute',
  [ORDER_REPLACE]: 'order replace',
  [GAP]: 'gap',
  [HALT]: 'halt',
  [ENTER_ORDER]: 'enter order',
  [CANCEL_ORDER]: 'cancel order',
  [REPLACE_ORDER]: 'replace order',
  [ACCEPTED]: 'accepted',
  [REJECTED]: 'rejected',
  [CANCELED]: 'canceled',
  [EXPIRED]: 'expired',
  [FILLED]: 'filled',
  [REPLACED]: 'replaced',
  [REQUEST_REJECTED]: 'request rejected',
}

/** The last record of a venue message: the book is consistent here, and only here. */
export const FLAG_LAST = 1
/** Part of a snapshot. */
export const FLAG_SNAPSHOT = 2
/** A trade against liquidity that no book shows. */
export const FLAG_HIDDEN = 4
/** The exchange side of a simulation handles this record, at its exchange time. */
export const FLAG_EXCHANGE = 8
/** The local side of a simulation handles this record, at its local time. */
export const FLAG_LOCAL = 16
/** Applied although the venue's synchronisation rules say it predates the snapshot. */
export const FLAG_STALE = 32
/** On FILLED: the order was resting; without it, the order was the aggressor. */
export const FLAG_MAKER = 64

export const packMeta = (kind: number, side: number, flags: number): number =>
  kind | ((side & 0xff) << 8) | (flags << 16)
export const kindOf = (meta: number): EventKind => (meta & 0xff) as EventKind
export const sideOf = (meta: number): Side => ((meta << 16) >> 24) as Side
export const flagsOf = (meta: number): number => meta >>> 16

/**
 * A growable run of event records, the batch in which feeds hand events on.
 *
 * ```ts
 * const tape = new EventTape(1024)
 * const at = tape.append(packMeta(TRADE, BUY, FLAG_LAST), 0, exchangeNanos, localNanos)
 * tape.i32[at * EVENT_I32 + I_PRICE] = 6_165_970
 * ```
 *
 * The typed arrays are replaced when the tape grows: read them anew after every `append`.
 */
export class EventTape {
  f64: Float64Array
  i32: Int32Array
  length = 0

  constructor(capacity = 4096, buffer?: ArrayBufferLike) {
    const bytes = buffer ?? new ArrayBuffer(Math.max(1, capacity) * EVENT_BYTES)
    assert(bytes.byteLength % EVENT_BYTES === 0, 'a tape holds whole records')
    this.f64 = new Float64Array(bytes)
    this.i32 = new Int32Array(bytes)
    if (buffer !== undefined) this.length = bytes.byteLength / EVENT_BYTES
  }

  get capacity(): number {
    return this.f64.length / EVENT_F64
  }

  /** Forgets all records; their bytes stay until they are overwritten. */
  clear(): void {
    this.length = 0
  }

  /** Adds a zeroed record with its meta, instrument and times, and returns its index. Amortised O(1). */
  append(meta: number, instrument: number, exchangeNanos: number, localNanos: number): number {
    const index = this.length
    if (index === this.capacity) this.#grow(index + 1)
    const f = index * EVENT_F64
    const i = index * EVENT_I32
    const { f64, i32 } = this
    f64[f + F_EXCHANGE] = exchangeNanos
    f64[f + F_LOCAL] = localNanos
    f64[f + F_ORDER] = 0
    f64[f + F_SEQUENCE] = 0
    i32[i + I_PRICE] = 0
    i32[i + I_SIZE] = 0
    i32[i + I_META] = meta
    i32[i + I_INSTRUMENT] = instrument
    f64[f + F_A] = 0
    f64[f + F_B] = 0
    this.length = index + 1
    return index
  }

  /** Copies `count` records of `source`, from `start` on, to the end of this tape. */
  appendFrom(source: EventTape, start: number, count: number): void {
    assert(start >= 0 && count >= 0 && start + count <= source.length, 'the records exist')
    const index = this.length
    if (index + count > this.capacity) this.#grow(index + count)
    this.f64.set(
      source.f64.subarray(start * EVENT_F64, (start + count) * EVENT_F64),
      index * EVENT_F64,
    )
    this.length = index + count
  }

  /** Drops the first `count` records and moves the rest to the front. */
  dropFirst(count: number): void {
    assert(count >= 0 && count <= this.length, 'the records exist')
    this.f64.copyWithin(0, count * EVENT_F64, this.length * EVENT_F64)
    this.length -= count
  }

  #grow(needed: number): void {
    // A tape over an empty buffer has no room at all, and doubling nothing never ends.
    let capacity = Math.max(1, this.capacity)
    while (capacity < needed) capacity *= 2
    const bytes = new ArrayBuffer(capacity * EVENT_BYTES)
    const f64 = new Float64Array(bytes)
    f64.set(this.f64)
    this.f64 = f64
    this.i32 = new Int32Array(bytes)
  }
}

/**
 * Reads one record in place. A flyweight: what it shows changes with `at`, and it is valid only
 * during the callback that hands it over.
 */
export class EventView {
  #tape: EventTape
  #index = 0

  constructor(tape: EventTape) {
    this.#tape = tape
  }

  at(index: number, tape: EventTape = this.#tape): this {
    this.#tape = tape
    this.#index = index
    return this
  }

  get index(): number {
    return this.#index
  }
  get kind(): EventKind {
    return kindOf(this.#i32(I_META))
  }
  get side(): Side {
    return sideOf(this.#i32(I_META))
  }
  get flags(): number {
    return flagsOf(this.#i32(I_META))
  }
  get instrument(): number {
    return this.#i32(I_INSTRUMENT)
  }
  get price(): Ticks {
    return ticks(this.#i32(I_PRICE))
  }
  get size(): Lots {
    return lots(this.#i32(I_SIZE))
  }
  get exchangeTime(): Nanos {
    return nanos(this.#f64(F_EXCHANGE))
  }
  get localTime(): Nanos {
    return nanos(this.#f64(F_LOCAL))
  }
  get orderId(): number {
    return this.#f64(F_ORDER)
  }
  get sequence(): number {
    return this.#f64(F_SEQUENCE)
  }
  get payloadA(): number {
    return this.#f64(F_A)
  }
  get payloadB(): number {
    return this.#f64(F_B)
  }

  #f64(slot: number): number {
    return this.#tape.f64[this.#index * EVENT_F64 + slot]!
  }
  #i32(slot: number): number {
    return this.#tape.i32[this.#index * EVENT_I32 + slot]!
  }
}
