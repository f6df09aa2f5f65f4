/**
 * The event record: one fixed 64-byte little-endian layout for everything that moves.
 *
 * The same bytes lie in the replay buffer, in the ring between threads and in the journal. One
 * record is one cache line. Times are nanoseconds since the session's epoch as an exact double.
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
 * What the payload slots mean is told beside each kind below. Unused slots are zero, always, so
 * that equal events are equal bytes. Kinds 64 to 99 are a matching engine's: `engine-event.ts`; those
 * from 100 on are a journal's: `journal-event.ts`.
 */
import type { Side } from './side.ts'

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
/**
 * The side is emptied; without a side, both are. A snapshot follows as DEPTH_LEVEL records. Payload a
 * of 1: only the levels from the best to the price, this one included.
 */
export const DEPTH_CLEAR = 2
/** A trade of the market. Side: the aggressor's, 0 when unknown. Order slot: the trade id. */
export const TRADE = 3
/**
 * Best bid and ask as the venue publishes them. Price and size: the bid's ticks and lots; payload a
 * and b: the ask's ticks and lots. A witness of the book, not a change of it.
 */
export const TOUCH = 4
/**
 * One row of a price series: order slot = exact last price, payload a = exact bid, b = exact ask,
 * in the instrument's currency; price = the last price rounded to ticks; size = volume in lots.
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
/**
 * An order takes a new id, price or size and loses its priority. Order slot: the old id; payload a:
 * the new.
 */
export const ORDER_REPLACE = 14
/** The feed lost something. Payload a: sequence expected; b: sequence found. */
export const GAP = 20
/** Trading stops (payload a = 1) or resumes (0). */
export const HALT = 21

/** A request to a venue: enter an order. Payload a: order type; b: time in force. */
export const ENTER_ORDER = 40
/** A request to a venue: withdraw an order. */
export const CANCEL_ORDER = 41
/**
 * A request to a venue: new price and size for an order; payload b: 1 keeps priority where it can.
 */
export const REPLACE_ORDER = 42

/**
 * Terms that few orders have, of the ENTER_ORDER that follows at once. Price: the stop price; size:
 * the lots to show (0: all); payload a: expiry in nanoseconds (infinity: none); b: 1 for reduce-only.
 */
export const ORDER_TERMS = 43

/** A venue's report: the order rests, or was taken in before it trades. */
export const ACCEPTED = 50
/** A venue's report: the order was refused. Payload a: the reason code. */
export const REJECTED = 51
/** A venue's report: the order was withdrawn on request. Size: what was left of it. */
export const CANCELED = 52
/**
 * A venue's report: the rest of the order lapsed (post-only, IOC, FOK). Payload a: the reason code.
 */
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
  | typeof ORDER_TERMS
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
  [ORDER_TERMS]: 'order terms',
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
/** On DEPTH_LEVEL of size zero: the level left the feed's sight, and what rests there is not told. */
export const FLAG_UNSEEN = 128

export const packMeta = (kind: number, side: number, flags: number): number =>
  kind | ((side & 0xff) << 8) | (flags << 16)
export const kindOf = (meta: number): EventKind => (meta & 0xff) as EventKind
export const sideOf = (meta: number): Side => ((meta << 16) >> 24) as Side
export const flagsOf = (meta: number): number => meta >>> 16
