/**
 * The book that a venue displays, and what has traded, followed from the events of its engine.
 *
 * The events say how many displayed lots enter and leave the book, and at which price, except that
 * a replaced or parked order leaves a price that its event does not tell: those of participants who
 * may replace are kept by id.
 */
import { LadderBook } from '../../book/index.ts'
import {
  BUY,
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_PARKED,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_ORDER,
  FLAG_AUCTION,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_KEPT,
  FLAG_SELLER_HIDDEN,
  flagsOf,
  I_LEFT,
  I_META,
  I_PARTICIPANT,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  Instrument,
  IntMap,
  type Lots,
  lots,
  NO_ENTRY,
  NO_PRICE,
  opposite,
  SELL,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import type { LevelChanges } from './level-changes.ts'

/** Ticks a side in dense arrays: far more than agents spread over. */
const BAND_TICKS = 1 << 12
/** Prices lie within 2^30 of zero: added to one, no value of the map is negative. */
const ABOVE_ZERO = 1 << 30

export class VenueBook {
  readonly levels: LadderBook
  /** Notes the levels that change, for whoever tells them to others. */
  changes: LevelChanges | undefined
  /** Participants from this on may replace their orders, and peg them. */
  readonly #replacersFrom: number = 0
  readonly #priceOf = new IntMap()
  tradedLots = 0
  boughtLots = 0
  lastPrice: Ticks = NO_PRICE
  #bid: Ticks = NO_PRICE
  #ask: Ticks = NO_PRICE
  #bidLots = 0
  #askLots = 0

  constructor(symbol: string, replacersFrom: number) {
    this.levels = new LadderBook({
      instrument: new Instrument({ symbol, tick: '0.01', lot: '1' }),
      bandTicks: BAND_TICKS,
    })
    this.#replacersFrom = replacersFrom
  }

  apply(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    switch (engineKindOf(meta)) {
      case ENGINE_ACCEPTED:
        if ((flagsOf(meta) & FLAG_BOOKED) !== 0) this.#enter(tape, index)
        break
      case ENGINE_BOOKED:
        this.#enter(tape, index)
        break
      case ENGINE_TRADE:
        this.#trade(tape, index)
        break
      case ENGINE_CANCELED:
        this.#leave(tape, index, this.#priceAt(tape, index), tape.i32[i + I_SHOWN]!)
        break
      case ENGINE_PARKED:
        this.#leave(tape, index, this.#priceAt(tape, index), tape.i32[i + I_SHOWN]!)
        break
      case ENGINE_REPLACED:
        this.#replace(tape, index)
        break
      default:
        break
    }
  }

  /** An order that may have been replaced has traded whole: nothing need be remembered of it. */
  forget(orderId: number): void {
    this.#priceOf.delete(orderId)
  }

  /** Whether a best price or size differs from the last time this was asked. */
  takeTouchChange(): boolean {
    const { levels } = this
    const bid = levels.best(BUY)
    const ask = levels.best(SELL)
    const bidLots = bid === NO_PRICE ? 0 : levels.sizeAt(BUY, bid)
    const askLots = ask === NO_PRICE ? 0 : levels.sizeAt(SELL, ask)
    if (
      bid === this.#bid &&
      ask === this.#ask &&
      bidLots === this.#bidLots &&
      askLots === this.#askLots
    ) {
      return false
    }
    this.#bid = bid
    this.#ask = ask
    this.#bidLots = bidLots
    this.#askLots = askLots
    return true
  }

  // The touch as `takeTouchChange` last found it.
  get bid(): Ticks {
    return this.#bid
  }
  get ask(): Ticks {
    return this.#ask
  }
  get bidLots(): Lots {
    return lots(this.#bidLots)
  }
  get askLots(): Lots {
    return lots(this.#askLots)
  }

  /** By how much the thinner side is thinner, as a share of the other: 0 balanced, 1 empty. */
  get imbalance(): number {
    const bids = this.levels.totalLots(BUY)
    const asks = this.levels.totalLots(SELL)
    const larger = Math.max(bids, asks)
    return larger === 0 ? 0 : 1 - Math.min(bids, asks) / larger
  }

  #enter(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const price = tape.i32[i + I_PRICE]!
    this.#add(sideOf(tape.i32[i + I_META]!), price, tape.i32[i + I_SHOWN]!)
    this.#remember(tape, index, price)
  }

  #leave(tape: EventTape, index: number, price: number, shown: number): void {
    if (shown !== 0) this.#add(sideOf(tape.i32[index * EVENT_I32 + I_META]!), price, -shown)
  }

  /** With a new place its lots at the old price have left; else the level shrinks where it is. */
  #replace(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const flags = flagsOf(tape.i32[i + I_META]!)
    this.#leave(tape, index, this.#priceAt(tape, index), tape.i32[i + I_LEFT]!)
    if ((flags & FLAG_BOOKED) !== 0) this.#enter(tape, index)
    else if ((flags & FLAG_KEPT) === 0) this.#remember(tape, index, tape.i32[i + I_PRICE]!)
  }

  #trade(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const flags = flagsOf(meta)
    const size = tape.i32[i + I_SIZE]!
    const price = tape.i32[i + I_PRICE]!
    this.lastPrice = ticks(price)
    this.tradedLots += size
    if ((flags & FLAG_AUCTION) !== 0) {
      if ((flags & FLAG_HIDDEN) === 0) this.#auctionTrade(BUY, tape, index)
      if ((flags & FLAG_SELLER_HIDDEN) === 0) this.#auctionTrade(SELL, tape, index)
      return
    }
    const side = sideOf(meta)
    if (side === BUY) this.boughtLots += size
    if ((flags & FLAG_HIDDEN) === 0) this.#add(opposite(side), price, -size)
  }

  /** An uncrossing trades away from the orders' own prices: the best levels are used up in turn. */
  #auctionTrade(side: Side, tape: EventTape, index: number): void {
    let left = tape.i32[index * EVENT_I32 + I_SIZE]!
    while (left > 0) {
      const best = this.levels.best(side)
      if (best === NO_PRICE) return
      const taken = Math.min(left, this.levels.sizeAt(side, best))
      this.#add(side, best, -taken)
      left -= taken
    }
  }

  #add(side: Side, price: number, change: number): void {
    if (change === 0) return
    const { levels } = this
    this.changes?.add(side, price)
    levels.set(side, ticks(price), lots(levels.sizeAt(side, ticks(price)) + change))
  }

  #remember(tape: EventTape, index: number, price: number): void {
    if (tape.i32[index * EVENT_I32 + I_PARTICIPANT]! < this.#replacersFrom) return
    this.#priceOf.set(tape.f64[index * EVENT_F64 + F_ORDER]!, price + ABOVE_ZERO)
  }

  /** The price at which an order rested until this event. */
  #priceAt(tape: EventTape, index: number): number {
    const i = index * EVENT_I32
    if (tape.i32[i + I_PARTICIPANT]! < this.#replacersFrom) return tape.i32[i + I_PRICE]!
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    const kept = this.#priceOf.get(id)
    const price = kept === NO_ENTRY ? tape.i32[i + I_PRICE]! : kept - ABOVE_ZERO
    const hasEnded = engineKindOf(tape.i32[i + I_META]!) === ENGINE_CANCELED
    if (hasEnded && tape.i32[i + I_LEFT] === 0) this.#priceOf.delete(id)
    return price
  }
}
