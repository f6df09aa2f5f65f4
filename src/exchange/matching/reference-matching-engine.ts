/**
 * The slow engine: lists, filters and sorts. It is the specification; where `matching.ts` leaves a
 * question open, this file answers it.
 *
 * Every question about a book is asked anew of the list of all its orders. Nothing is kept that could
 * be computed.
 */
import {
  assert,
  ENGINE_ACCEPTED,
  ENGINE_INDICATIVE,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  ENGINE_TRIGGERED,
  ENGINE_UNCROSSED,
  EVENT_F64,
  type EventTape,
  F_ORDER,
  FLAG_AUCTION,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_SELLER_HIDDEN,
  FOK,
  type Lots,
  lots,
  MARKET,
  NO_PRICE,
  NO_SIDE,
  opposite,
  packMeta,
  SIDES,
  type Side,
  STOP,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import { CommandDesk } from './command-desk.ts'
import {
  type EnteredOrder,
  isDisplayed,
  livingTerms,
  mayRest,
  replaceProblem,
  triggeredTerms,
} from './entered-order.ts'
import type { InstrumentState } from './instrument-state.ts'
import { MARKET_TICKS, type MatchingOptions, SIDE_LOTS_MAX } from './matching.ts'
import { isMeant, OF_THE_AUCTION, OF_THE_DAY, type OrderFilter } from './order-filter.ts'
import { pegTarget } from './peg-target.ts'
import { CLOSED, CONTINUOUS, type Phase, VOLATILITY_AUCTION } from './phase.ts'
import * as reason from './reason.ts'
import { referenceUncrossing } from './reference-auction.ts'
import { ReferenceBook } from './reference-book.ts'
import {
  ACTING,
  byArrival,
  byLimit,
  byStop,
  inOrder,
  type ReferenceOrder,
  tradable,
} from './reference-order.ts'
import { availableTo, matchUpTo } from './reference-taking.ts'
import { IN_BOOK, type OrderImage, PARKED_PEG, WAITING_STOP, WAITING_WHOLE } from './snapshot.ts'
import {
  POST_ONLY_REJECT,
  pegOf,
  postOnlyOf,
  TERMS_ALL_OR_NONE,
  timeInForceOf,
  typeOf,
} from './terms.ts'

export class ReferenceMatchingEngine extends CommandDesk {
  readonly #book = new ReferenceBook(this.writer)

  constructor(options: MatchingOptions) {
    super(options)
    // Prices are followed whether anybody waits for them or not.
    for (const state of this.states) state.startWaiting()
  }

  get orderCount(): number {
    return this.#book.orders.size
  }

  bestOf(instrument: number, side: Side): Ticks {
    const displayed = this.#book.resting(instrument, side).find(({ shown }) => shown > 0)
    return ticks(displayed?.bookPrice ?? NO_PRICE)
  }

  nextShownBehind(instrument: number, side: Side, price: Ticks): Ticks {
    const behind = this.#book
      .resting(instrument, side)
      .find(({ shown, bookPrice }) => shown > 0 && side * (price - bookPrice) > 0)
    return ticks(behind?.bookPrice ?? NO_PRICE)
  }

  shownAt(instrument: number, side: Side, price: Ticks): Lots {
    const level = this.#book
      .resting(instrument, side)
      .filter(({ bookPrice }) => bookPrice === price)
    return lots(level.reduce((sum, { shown }) => sum + shown, 0))
  }

  // Orders come.

  protected override enter(entered: EnteredOrder, state: InstrumentState): number {
    const { id, participant, side, size, expiry, stopPrice, displaySize, pegOffsetTicks } = entered
    const open = this.#book.openLots(state.index, side)
    if (open + size > SIDE_LOTS_MAX) return reason.REJECT_SIDE_FULL
    const terms = livingTerms(entered.terms)
    const limit = this.#postedLimit(state, side, terms, entered.price)
    if (limit === WOULD_TRADE) return reason.REJECT_WOULD_TRADE
    const order: ReferenceOrder = {
      ...{ id, participant, side, stopPrice, displaySize, pegOffsetTicks, expiry, terms, limit },
      instrument: state.index,
      arrival: this.writer.sequence + 1,
      place: ACTING,
      bookPrice: NO_PRICE,
      leaves: size,
      shown: 0,
      turn: 0,
    }
    this.#book.add(order)
    const minimum = timeInForceOf(terms) === FOK ? size : entered.minimumQuantity
    const isBooked = minimum === 0 && this.#place(order, state)
    this.#book.tell(ENGINE_ACCEPTED, order, isBooked ? FLAG_BOOKED : 0, {
      detail: terms,
      shown: order.shown,
    })
    if (order.place === ACTING) this.#act(order, state, limit, minimum)
    this.settle(state)
    return 0
  }

  /** Puts an order where it waits or rests, unless it acts at once. Answers whether it rests. */
  #place(order: ReferenceOrder, state: InstrumentState): boolean {
    const { terms } = order
    if (typeOf(terms) >= STOP) this.#book.wait(order, WAITING_STOP)
    else if (pegOf(terms) !== 0) this.#book.wait(order, PARKED_PEG)
    else if ((terms & TERMS_ALL_OR_NONE) !== 0) this.#book.wait(order, WAITING_WHOLE)
    else if (state.phase !== CONTINUOUS) {
      const isMarket = typeOf(terms) === MARKET
      this.#book.rest(order, isMarket ? order.side * MARKET_TICKS : order.limit)
    } else if (mayRest(terms) && !this.#book.wouldTrade(state, order.side, order.limit)) {
      this.#book.rest(order, order.limit)
    }
    return order.place === IN_BOOK
  }

  /** The limit under which an order may be posted: WOULD_TRADE when it may not. */
  #postedLimit(state: InstrumentState, side: Side, terms: number, limit: number): number {
    const isFree =
      postOnlyOf(terms) === 0 ||
      state.phase !== CONTINUOUS ||
      !this.#book.wouldTrade(state, side, limit)
    if (isFree) return limit
    if (postOnlyOf(terms) === POST_ONLY_REJECT) return WOULD_TRADE
    const best = this.#book.resting(state.index, opposite(side))[0]!.bookPrice
    const slid = state.rules.tickTable.behind(side, best)
    return slid < state.lowest || slid > state.highest ? WOULD_TRADE : slid
  }

  // An order acts: it takes what it can, and what is left rests or lapses.

  #act(order: ReferenceOrder, state: InstrumentState, limit: number, minimum = 0): void {
    const bound = typeOf(order.terms) === MARKET ? order.side * MARKET_TICKS : limit
    if (minimum > availableTo(this.#book, order, state, bound, minimum)) {
      const isFok = timeInForceOf(order.terms) === FOK
      this.#book.shrink(
        order,
        order.leaves,
        isFok ? reason.CANCELED_KILLED : reason.CANCELED_BELOW_MINIMUM,
      )
      return
    }
    if (matchUpTo(this.#book, order, state, bound)) this.passInto(state, VOLATILITY_AUCTION, 1)
    if (order.leaves === 0) return
    if (!mayRest(order.terms)) this.#book.shrink(order, order.leaves, reason.CANCELED_UNFILLED)
    else if (pegOf(order.terms) === 0) this.#book.book(order, limit, reason.BOOKED_REST)
    else if (state.phase === CONTINUOUS) this.#book.book(order, limit, reason.BOOKED_REPEGGED)
    else order.place = PARKED_PEG
  }

  // Orders change and go.

  protected override find(commands: EventTape, index: number): number {
    const id = commands.f64[index * EVENT_F64 + F_ORDER]!
    return this.#book.orders.has(id) ? id : -1
  }

  protected override participantOf(handle: number): number {
    return this.#book.orders.get(handle)!.participant
  }

  protected override instrumentOf(handle: number): number {
    return this.#book.orders.get(handle)!.instrument
  }

  protected override cancel(handle: number, why: number): void {
    const order = this.#book.orders.get(handle)!
    this.#book.shrink(order, order.leaves, why)
  }

  protected override replace(
    handle: number,
    price: number,
    size: number,
    state: InstrumentState,
  ): number {
    const order = this.#book.orders.get(handle)!
    const { terms, side, leaves } = order
    const problem = replaceProblem(state, terms, order.displaySize, price, size)
    if (problem !== 0) return problem
    if (this.#book.openLots(state.index, side) - leaves + size > SIDE_LOTS_MAX)
      return reason.REJECT_SIDE_FULL
    if (price === order.limit && size <= leaves) this.#book.reduce(order, size)
    else {
      const limit = this.#postedLimit(state, side, terms, price)
      if (limit === WOULD_TRADE) return reason.REJECT_WOULD_TRADE
      const { shown } = order
      this.#book.leave(order, ACTING)
      order.limit = limit
      order.leaves = size
      const isBooked = this.#place(order, state)
      this.#book.tell(ENGINE_REPLACED, order, isBooked ? FLAG_BOOKED : 0, {
        left: shown,
        shown: order.shown,
      })
      if (order.place === ACTING) this.#act(order, state, limit)
    }
    this.settle(state)
    return 0
  }

  protected override cancelAll(state: InstrumentState, which: OrderFilter, why: number): number {
    const meant = inOrder(this.#book.of(state.index)).filter(
      ({ participant, side, terms, limit }) =>
        isMeant(which, state, participant, side, terms, limit),
    )
    for (const order of meant) this.#book.shrink(order, order.leaves, why)
    return meant.length
  }

  protected override expireNext(nowNanos: number): number {
    const [next] = [...this.#book.orders.values()]
      .filter(({ expiry }) => expiry !== 0 && expiry <= nowNanos)
      .sort((a, b) => a.expiry - b.expiry || byArrival(a, b))
    if (next === undefined) return -1
    this.#book.shrink(next, next.leaves, reason.CANCELED_BY_DATE)
    return next.instrument
  }

  // What follows.

  protected override settle(state: InstrumentState): void {
    let hasMoved = true
    while (hasMoved && state.phase === CONTINUOUS) {
      const hasRepegged = this.#repeg(state)
      const hasTaken = this.#tryWhole(state)
      const hasTriggered = this.#triggerNext(state)
      hasMoved = hasRepegged || hasTaken || hasTriggered
    }
    state.settled()
  }

  #repeg(state: InstrumentState): boolean {
    const { index } = state
    const [bid, ask] = [this.bestOf(index, 1), this.bestOf(index, -1)]
    const target = ({ side, terms, pegOffsetTicks, limit }: ReferenceOrder) =>
      pegTarget(state, side, pegOf(terms), pegOffsetTicks, limit, bid, ask)
    const moving = this.#book
      .of(index)
      .filter((order) => pegOf(order.terms) !== 0 && target(order) !== order.bookPrice)
      .sort(byArrival)
    for (const order of moving.filter(({ place }) => place === IN_BOOK)) this.#book.park(order)
    for (const order of moving) {
      // What one of them took, or its self-trade prevention, may have ended another or all trading.
      if (!this.#book.orders.has(order.id) || state.phase !== CONTINUOUS) continue
      const price = target(order)
      if (price !== NO_PRICE) this.#act(order, state, price)
    }
    return moving.length > 0
  }

  #tryWhole(state: InstrumentState): boolean {
    let hasTaken = false
    for (const side of SIDES) {
      const waiting = this.#book
        .at(state.index, WAITING_WHOLE)
        .filter((order) => order.side === side)
      for (const order of waiting.sort(byLimit)) {
        if (availableTo(this.#book, order, state, order.limit, order.leaves) < order.leaves)
          continue
        order.place = ACTING
        this.#act(order, state, order.limit)
        hasTaken = true
      }
    }
    return hasTaken
  }

  #triggerNext(state: InstrumentState): boolean {
    if (state.lastPrice === NO_PRICE || state.phase !== CONTINUOUS) return false
    const reached = this.#book
      .at(state.index, WAITING_STOP)
      .filter(({ side, stopPrice }) =>
        side > 0 ? stopPrice <= state.highestTrade : stopPrice >= state.lowestTrade,
      )
    const next = reached.sort((a, b) => b.side - a.side || byStop(a, b))[0]
    if (next === undefined) return false
    this.#book.leave(next, ACTING)
    this.#book.tell(ENGINE_TRIGGERED, next, 0, {})
    next.terms = triggeredTerms(next.terms)
    this.#act(next, state, next.limit)
    return true
  }

  // Phases and auctions.

  protected override changePhase(state: InstrumentState, before: Phase): void {
    if (before === CONTINUOUS) {
      const pegs = this.#book.at(state.index, IN_BOOK).filter(({ terms }) => pegOf(terms) !== 0)
      for (const order of pegs.sort(byArrival)) this.#book.park(order)
    }
    if (state.phase !== CONTINUOUS && state.phase !== CLOSED) return
    this.#uncross(state)
    this.cancelAll(state, OF_THE_AUCTION, reason.CANCELED_AUCTION_OVER)
    if (state.phase === CLOSED) this.cancelAll(state, OF_THE_DAY, reason.CANCELED_BY_CLOSE)
    state.settled()
  }

  #uncross(state: InstrumentState): void {
    const found = referenceUncrossing(state, this.#book.at(state.index, IN_BOOK))
    if (found === undefined) return
    this.#tellUncrossing(ENGINE_UNCROSSED, state, found)
    for (;;) {
      const [buyer] = this.#book.resting(state.index, 1)
      const [seller] = this.#book.resting(state.index, -1)
      if (buyer === undefined || seller === undefined) return
      if (buyer.bookPrice < found.price || seller.bookPrice > found.price) return
      const size = Math.min(tradable(buyer), tradable(seller))
      const hidden =
        (buyer.shown > 0 ? 0 : FLAG_HIDDEN) | (seller.shown > 0 ? 0 : FLAG_SELLER_HIDDEN)
      const meta = packMeta(ENGINE_TRADE, NO_SIDE, FLAG_AUCTION | hidden)
      this.#book.tellTrade(meta, buyer, seller, found.price, size)
      state.traded(found.price)
      this.#book.take(buyer, size)
      this.#book.take(seller, size)
    }
  }

  protected override indicate(state: InstrumentState): void {
    const found = referenceUncrossing(state, this.#book.at(state.index, IN_BOOK))
    this.#tellUncrossing(ENGINE_INDICATIVE, state, found ?? NO_UNCROSSING)
  }

  #tellUncrossing(
    kind: number,
    { index }: InstrumentState,
    { price, lots, surplus }: { price: number; lots: number; surplus: number },
  ): void {
    const meta = packMeta(kind, Math.sign(surplus), 0)
    this.writer.append(meta, index, price, lots, -1, 0, Math.abs(surplus), 0)
  }

  // State, written down and read.

  protected override images(instrument: number): OrderImage[] {
    return inOrder(this.#book.of(instrument)).map((order) => ({
      ...order,
      // Written only where it can matter later.
      arrival: order.expiry !== 0 || pegOf(order.terms) !== 0 ? order.arrival : 0,
      stopPrice: order.place === WAITING_STOP ? order.stopPrice : NO_PRICE,
    }))
  }

  protected override load(images: readonly OrderImage[]): void {
    this.#book.orders.clear()
    for (const image of images) {
      const side = image.side as Side
      this.#book.add({ ...image, side, turn: 0 })
    }
  }

  override checkInvariants(): void {
    for (const order of this.#book.orders.values()) {
      assert(order.leaves > 0 && order.shown <= order.leaves, 'an order has lots left')
      assert(order.place !== ACTING, 'an order is somewhere')
      assert((order.place === IN_BOOK) === (order.bookPrice !== NO_PRICE), 'what rests has a price')
      assert(order.place === IN_BOOK || order.shown === 0, 'what does not rest is not shown')
      const isSeen = order.place === IN_BOOK && isDisplayed(order.terms)
      assert(isSeen === order.shown > 0, 'what rests and is not hidden is shown')
    }
    for (const { index, phase } of this.states) {
      const [bid] = this.#book.resting(index, 1)
      const [ask] = this.#book.resting(index, -1)
      if (phase !== CONTINUOUS || bid === undefined || ask === undefined) continue
      assert(bid.bookPrice < ask.bookPrice, 'a continuous book is neither locked nor crossed')
    }
  }
}

/** No limit an order may be posted at. */
const WOULD_TRADE = NO_PRICE + 1
const NO_UNCROSSING = { price: NO_PRICE, lots: 0, surplus: 0 }
