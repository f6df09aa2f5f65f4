/**
 * The engine's events as its public order-level feed: what is displayed, order by order, and every
 * trade, in the event kinds of any market. Whose an order is, and what is hidden of it, stays inside.
 *
 * | engine                          | feed                                                           |
 * |---------------------------------|----------------------------------------------------------------|
 * | accepted or booked, displayed   | ORDER_ADD of the displayed lots; each slice of an iceberg      |
 * | trade                           | ORDER_EXECUTE of a displayed resting order, TRADE              |
 * | trade with a hidden order       | TRADE with FLAG_HIDDEN                                         |
 * | trade in an auction             | ORDER_EXECUTE of each displayed order, TRADE without a side    |
 * | canceled, replaced in its place | ORDER_REDUCE or ORDER_DELETE of displayed lots                 |
 * | replaced at a new place         | ORDER_REPLACE by itself, ORDER_DELETE, or ORDER_ADD            |
 * | phase changed                   | HALT: 0 into continuous trading, 1 into anything else          |
 *
 * ```ts
 * engine.apply(commands, index)
 * feed.read(engine.events)      // feed.tape now says what an outsider sees
 * ```
 *
 * Auction prices and surpluses (ENGINE_INDICATIVE, ENGINE_UNCROSSED) are public as they stand.
 */
import {
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_PHASE_CHANGED,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  F_A,
  F_EXCHANGE,
  F_ORDER,
  F_SEQUENCE,
  FLAG_AUCTION,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_KEPT,
  FLAG_LAST,
  FLAG_SELLER_HIDDEN,
  flagsOf,
  HALT,
  I_DETAIL,
  I_INSTRUMENT,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  NO_SIDE,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  packMeta,
  sideOf,
  TRADE,
} from '../../core/index.ts'
import { CONTINUOUS } from './phase.ts'

export class OrderFeed {
  /** What the feed says. Append-only here; whoever reads it clears it. */
  readonly tape = new EventTape()

  /** Translates all events of a tape. */
  read(events: EventTape): void {
    for (let index = 0; index < events.length; index++) this.#readOne(events, index)
    const { tape } = this
    // Whatever came before, here nothing is under way any more.
    if (tape.length > 0) tape.i32[(tape.length - 1) * EVENT_I32 + I_META]! |= FLAG_LAST << 16
  }

  #readOne(events: EventTape, index: number): void {
    const { i32 } = events
    const i = index * EVENT_I32
    const meta = i32[i + I_META]!
    const kind = meta & 0xff
    const side = sideOf(meta)
    const flags = flagsOf(meta)
    const shown = i32[i + I_SHOWN]!
    if (kind === ENGINE_TRADE) this.#trade(events, index, side, flags)
    else if (kind === ENGINE_ACCEPTED) {
      if ((flags & FLAG_BOOKED) !== 0) this.#order(ORDER_ADD, events, index, shown)
    } else if (kind === ENGINE_BOOKED) this.#order(ORDER_ADD, events, index, shown)
    else if (kind === ENGINE_CANCELED) {
      const isEnded = i32[i + I_LEFT] === 0
      this.#order(isEnded ? ORDER_DELETE : ORDER_REDUCE, events, index, shown)
    } else if (kind === ENGINE_REPLACED) this.#replace(events, index, flags)
    else if (kind === ENGINE_PHASE_CHANGED) {
      const at = this.#append(packMeta(HALT, NO_SIDE, FLAG_LAST), events, index)
      this.tape.f64[at * EVENT_F64 + F_A] = i32[i + I_DETAIL] === CONTINUOUS ? 0 : 1
    }
  }

  #replace(events: EventTape, index: number, flags: number): void {
    const i = index * EVENT_I32
    const before = events.i32[i + I_LEFT]!
    const after = events.i32[i + I_SHOWN]!
    if ((flags & FLAG_KEPT) !== 0) this.#order(ORDER_REDUCE, events, index, before)
    else if (before === 0) this.#order(ORDER_ADD, events, index, after)
    else if (after === 0) this.#order(ORDER_DELETE, events, index, before)
    else {
      const at = this.#order(ORDER_REPLACE, events, index, after)
      this.tape.f64[at * EVENT_F64 + F_A] = events.f64[index * EVENT_F64 + F_ORDER]!
    }
  }

  #trade(events: EventTape, index: number, side: number, flags: number): void {
    const size = events.i32[index * EVENT_I32 + I_SIZE]!
    const isAuction = (flags & FLAG_AUCTION) !== 0
    const isHidden = (flags & FLAG_HIDDEN) !== 0
    if (!isHidden) this.#execute(events, index, isAuction ? 1 : -side, F_ORDER, size)
    if (isAuction && (flags & FLAG_SELLER_HIDDEN) === 0) this.#execute(events, index, -1, F_A, size)
    // An auction is one instant: its book is whole again when the last of its trades is told.
    const told = (isHidden && !isAuction ? FLAG_HIDDEN : 0) | (isAuction ? 0 : FLAG_LAST)
    const at = this.#append(packMeta(TRADE, side, told), events, index)
    this.tape.f64[at * EVENT_F64 + F_ORDER] = events.f64[index * EVENT_F64 + F_SEQUENCE]!
    this.tape.i32[at * EVENT_I32 + I_SIZE] = size
  }

  #execute(events: EventTape, index: number, side: number, idAt: number, size: number): void {
    const at = this.#append(packMeta(ORDER_EXECUTE, side, 0), events, index)
    this.tape.f64[at * EVENT_F64 + F_ORDER] = events.f64[index * EVENT_F64 + idAt]!
    this.tape.i32[at * EVENT_I32 + I_SIZE] = size
  }

  /** Something about displayed lots of an order; nothing when there are none. Returns its index. */
  #order(kind: number, events: EventTape, index: number, size: number): number {
    if (size === 0) return -1
    const side = sideOf(events.i32[index * EVENT_I32 + I_META]!)
    const at = this.#append(packMeta(kind, side, FLAG_LAST), events, index)
    this.tape.f64[at * EVENT_F64 + F_ORDER] = events.f64[index * EVENT_F64 + F_ORDER]!
    this.tape.i32[at * EVENT_I32 + I_SIZE] = size
    return at
  }

  #append(meta: number, events: EventTape, index: number): number {
    const { f64, i32 } = events
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    const at = this.tape.append(meta, i32[i + I_INSTRUMENT]!, f64[f + F_EXCHANGE]!, 0)
    this.tape.f64[at * EVENT_F64 + F_SEQUENCE] = f64[f + F_SEQUENCE]!
    this.tape.i32[at * EVENT_I32 + I_PRICE] = i32[i + I_PRICE]!
    return at
  }
}
