/**
 * What the exchange tells everybody, as the records of a feed: trades and the levels they leave.
 *
 * One command is one message: its trades in their order, then each displayed level that it changed,
 * as it is now. Who trades and where orders hide is not told.
 */
import {
  DEPTH_LEVEL,
  ENGINE_PHASE_CHANGED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  EventTape,
  engineKindOf,
  F_A,
  F_EXCHANGE,
  F_ORDER,
  F_SEQUENCE,
  FLAG_AUCTION,
  FLAG_HIDDEN,
  FLAG_LAST,
  FLAG_SNAPSHOT,
  flagsOf,
  HALT,
  I_DETAIL,
  I_META,
  I_PRICE,
  I_SIZE,
  type Nanos,
  NO_SIDE,
  packMeta,
  SIDES,
  type Side,
  sideOf,
  type Ticks,
  TRADE,
} from '../../core/index.ts'
import { type Phase, takesOrders } from '../../exchange/index.ts'
import type { LevelChanges, VenueBook } from '../market/index.ts'

const SNAPSHOT_LEVELS = 10_000

export class MarketDataWriter {
  /** The message being written; whoever takes it clears it. */
  readonly tape = new EventTape(64)
  #messages = 0
  #trades = 0

  /** An event of the engine, in the middle of a command. */
  event(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = engineKindOf(meta)
    if (kind === ENGINE_TRADE) this.#trade(tape, index, meta)
    else if (kind === ENGINE_PHASE_CHANGED) this.#phase(tape, index)
  }

  /** The command is over. Answers whether there is anything to tell. */
  finish(now: Nanos, changes: LevelChanges, venue: VenueBook): boolean {
    for (let k = 0; k < changes.count; k++) {
      const side = changes.sideAt(k)
      const price = changes.priceAt(k)
      this.#level(now, side, price, venue.levels.sizeAt(side, price), 0)
    }
    return this.#close()
  }

  /** The whole book, for who comes late. Answers whether there is one. */
  snapshot(now: Nanos, venue: VenueBook): boolean {
    const pairs = new Float64Array(2 * SNAPSHOT_LEVELS)
    for (const side of SIDES) {
      const count = venue.levels.levelsInto(side, pairs, SNAPSHOT_LEVELS)
      for (let k = 0; k < count; k++) {
        this.#level(now, side, pairs[2 * k]! as Ticks, pairs[2 * k + 1]!, FLAG_SNAPSHOT)
      }
    }
    return this.#close()
  }

  #trade(tape: EventTape, index: number, meta: number): void {
    const i = index * EVENT_I32
    const flags = flagsOf(meta)
    const isAuction = (flags & FLAG_AUCTION) !== 0
    const side = isAuction ? NO_SIDE : sideOf(meta)
    const at = tape.f64[index * EVENT_F64 + F_EXCHANGE]!
    const isHidden = !isAuction && (flags & FLAG_HIDDEN) !== 0
    const record = this.tape.append(packMeta(TRADE, side, isHidden ? FLAG_HIDDEN : 0), 0, at, at)
    this.tape.f64[record * EVENT_F64 + F_ORDER] = ++this.#trades
    this.tape.i32[record * EVENT_I32 + I_PRICE] = tape.i32[i + I_PRICE]!
    this.tape.i32[record * EVENT_I32 + I_SIZE] = tape.i32[i + I_SIZE]!
  }

  #phase(tape: EventTape, index: number): void {
    const at = tape.f64[index * EVENT_F64 + F_EXCHANGE]!
    const phase = tape.i32[index * EVENT_I32 + I_DETAIL] as Phase
    const record = this.tape.append(packMeta(HALT, NO_SIDE, 0), 0, at, at)
    this.tape.f64[record * EVENT_F64 + F_A] = takesOrders(phase) ? 0 : 1
  }

  #level(now: Nanos, side: Side, price: Ticks, size: number, flags: number): void {
    const record = this.tape.append(packMeta(DEPTH_LEVEL, side, flags), 0, now, now)
    this.tape.i32[record * EVENT_I32 + I_PRICE] = price
    this.tape.i32[record * EVENT_I32 + I_SIZE] = size
  }

  #close(): boolean {
    const { tape } = this
    if (tape.length === 0) return false
    this.#messages++
    for (let k = 0; k < tape.length; k++) {
      tape.f64[k * EVENT_F64 + F_SEQUENCE] = this.#messages
    }
    const last = (tape.length - 1) * EVENT_I32 + I_META
    tape.i32[last] = tape.i32[last]! | (FLAG_LAST << 16)
    return true
  }
}
