/**
 * Reports and answers as agents read them: views on records, valid during the call that hands them
 * over.
 */
import {
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_REJECTED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_A,
  F_ORDER,
  FLAG_BOOKED,
  flagsOf,
  I_DETAIL,
  I_META,
  I_PRICE,
  I_SIZE,
  type Lots,
  lots,
  NO_PRICE,
  opposite,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import {
  type MarketAnswer,
  ORDER_BOOKED,
  ORDER_CANCELED,
  ORDER_REFUSED,
  ORDER_TRADED,
  type OrderChange,
  type OrderReport,
} from './market-agent.ts'
import type { VenueBook } from './venue-book.ts'

export class ReportView implements OrderReport {
  change: OrderChange = ORDER_BOOKED
  orderId = 0
  side: Side | 0 = 0
  price: Ticks = NO_PRICE
  size: Lots = lots(0)
  isMaker = false
  reason = 0

  /** Undefined for events that agents need not hear: taken in and not yet resting, and the like. */
  at(tape: EventTape, index: number, isResting: boolean): this | undefined {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = engineKindOf(meta)
    if (kind === ENGINE_TRADE) return this.#trade(tape, index, isResting)
    if (kind === ENGINE_ACCEPTED && (flagsOf(meta) & FLAG_BOOKED) === 0) return undefined
    const change = changeOf(kind)
    if (change === 0) return undefined
    this.change = change
    this.orderId = tape.f64[index * EVENT_F64 + F_ORDER]!
    this.side = sideOf(meta)
    this.price = ticks(tape.i32[i + I_PRICE]!)
    this.size = lots(tape.i32[i + I_SIZE]!)
    this.isMaker = false
    this.reason = tape.i32[i + I_DETAIL]!
    return this
  }

  #trade(tape: EventTape, index: number, isResting: boolean): this {
    const i = index * EVENT_I32
    const f = index * EVENT_F64
    const side = sideOf(tape.i32[i + I_META]!)
    this.change = ORDER_TRADED
    this.orderId = tape.f64[f + (isResting ? F_ORDER : F_A)]!
    this.side = isResting ? opposite(side) : side
    this.price = ticks(tape.i32[i + I_PRICE]!)
    this.size = lots(tape.i32[i + I_SIZE]!)
    this.isMaker = isResting
    this.reason = 0
    return this
  }
}

/** 0 for kinds that agents need not hear of. */
function changeOf(kind: number): OrderChange | 0 {
  switch (kind) {
    case ENGINE_ACCEPTED:
    case ENGINE_BOOKED:
      return ORDER_BOOKED
    case ENGINE_CANCELED:
      return ORDER_CANCELED
    case ENGINE_REJECTED:
      return ORDER_REFUSED
    default:
      return 0
  }
}

/** The numbers of an answer, in the doubles of one record. */
const BID = 0
const BID_LOTS = 1
const ASK = 2
const ASK_LOTS = 3
const LAST = 4
const TRADED = 5
const BOUGHT = 6
const STATE = 7
const OPEN_BIT = 1
const ALERT_BIT = 2

export class AnswerView implements MarketAnswer {
  bid: Ticks = NO_PRICE
  bidLots: Lots = lots(0)
  ask: Ticks = NO_PRICE
  askLots: Lots = lots(0)
  lastPrice: Ticks = NO_PRICE
  tradedLots = 0
  boughtLots = 0
  isOpen = true
  isAlert = false

  at({ f64 }: EventTape, index: number): this {
    const f = index * EVENT_F64
    this.bid = ticks(f64[f + BID]!)
    this.bidLots = lots(f64[f + BID_LOTS]!)
    this.ask = ticks(f64[f + ASK]!)
    this.askLots = lots(f64[f + ASK_LOTS]!)
    this.lastPrice = ticks(f64[f + LAST]!)
    this.tradedLots = f64[f + TRADED]!
    this.boughtLots = f64[f + BOUGHT]!
    this.isOpen = (f64[f + STATE]! & OPEN_BIT) !== 0
    this.isAlert = (f64[f + STATE]! & ALERT_BIT) !== 0
    return this
  }

  write({ f64 }: EventTape, index: number, venue: VenueBook, isOpen: boolean, isAlert: boolean) {
    const f = index * EVENT_F64
    f64[f + BID] = venue.bid
    f64[f + BID_LOTS] = venue.bidLots
    f64[f + ASK] = venue.ask
    f64[f + ASK_LOTS] = venue.askLots
    f64[f + LAST] = venue.lastPrice
    f64[f + TRADED] = venue.tradedLots
    f64[f + BOUGHT] = venue.boughtLots
    f64[f + STATE] = Number(isOpen) * OPEN_BIT + Number(isAlert) * ALERT_BIT
  }
}
