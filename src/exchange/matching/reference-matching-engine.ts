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
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_INDICATIVE,
  ENGINE_PARKED,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  ENGINE_TRIGGERED,
  ENGINE_UNCROSSED,
  EVENT_F64,
  type EventTape,
  F_A,
  F_ORDER,
  FLAG_AUCTION,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_KEPT,
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
import { allocateInto } from './allocation.ts'
import { CommandDesk } from './command-desk.ts'
import {
  type EnteredOrder,
  firstShown,
  isDisplayed,
  livingTerms,
  mayRest,
  replaceProblem,
  triggeredTerms,
} from './entered-order.ts'
import type { InstrumentState } from './instrument-state.ts'
import { MARKET_TICKS, SIDE_LOTS_MAX } from './matching.ts'
import { isMeant, OF_THE_AUCTION, OF_THE_DAY, type OrderFilter } from './order-filter.ts'
import { pegTarget } from './peg-target.ts'
import { CLOSED, CONTINUOUS, type Phase, VOLATILITY_AUCTION } from './phase.ts'
import * as reason from './reason.ts'
import { referenceUncrossing } from './reference-auction.ts'
import {
  ACTING,
  byArrival,
  byLimit,
  byPriority,
  byStop,
  inOrder,
  isWithin,
  type ReferenceOrder,
  tradable,
} from './reference-order.ts'
import { IN_BOOK, type OrderImage, PARKED_PEG, WAITING_STOP, WAITING_WHOLE } from './snapshot.ts'
import {
  ALLOW_SELF_TRADE,
  CANCEL_BOTH,
  CANCEL_NEWEST,
  CANCEL_OLDEST,
  POST_ONLY_REJECT,
  pegOf,
  postOnlyOf,
  selfTradeOf,
  TERMS_ALL_OR_NONE,
  timeInForceOf,
  typeOf,
} from './terms.ts'

export class ReferenceMatchingEngine extends CommandDesk {
  #orders = new Map<number, ReferenceOrder>()
  #turns = 0

  get orderCount(): number {
    return this.#orders.size
  }

  bestOf(instrument: number, side: Side): Ticks {
    const displayed = this.#resting(instrument, side).find(({ shown }) => shown > 0)
    return ticks(displayed?.bookPrice ?? NO_PRICE)
  }

  nextShownBehind(instrument: number, side: Side, price: Ticks): Ticks {
    const behind = this.#resting(instrument, side).find(
      ({ shown, bookPrice }) => shown > 0 && side * (price - bookPrice) > 0,
    )
    return ticks(behind?.bookPrice ?? NO_PRICE)
  }

  shownAt(instrument: number, side: Side, price: Ticks): Lots {
    const level = this.#resting(instrument, side).filter(({ bookPrice }) => bookPrice === price)
    return lots(level.reduce((sum, { shown }) => sum + shown, 0))
  }

  // What a book is.

  #of(instrument: number): ReferenceOrder[] {
    return [...this.#orders.values()].filter((order) => order.instrument === instrument)
  }

  #at(instrument: number, place: number): ReferenceOrder[] {
    return this.#of(instrument).filter((order) => order.place === place)
  }

  /** The resting orders of a side, in the order in which they trade. */
  #resting(instrument: number, side: Side): ReferenceOrder[] {
    return this.#at(instrument, IN_BOOK)
      .filter((order) => order.side === side)
      .sort(byPriority)
  }

  // Orders come.

  protected override enter(entered: EnteredOrder, state: InstrumentState): number {
    const { id, participant, side, size, expiry, stopPrice, displaySize, pegOffsetTicks } = entered
    const open = this.#openLots(state.index, side)
    if (open + size > SIDE_LOTS_MAX) return reason.REJECT_SIDE_FULL
    const terms = livingTerms(entered.terms)
    const limit = this.#postedLimit(state, side, terms, entered.price)
    if (limit === WOULD_TRADE) return reason.REJECT_WOULD_TRADE
    const order: ReferenceOrder = {
      ...{ id, participant, side, stopPrice, displaySize, pegOffsetTicks, expiry, terms, limit },
      handle: id,
      instrument: state.index,
      arrival: this.writer.sequence + 1,
      place: ACTING,
      bookPrice: NO_PRICE,
      leaves: size,
      shown: 0,
      turn: 0,
    }
    this.#orders.set(id, order)
    const minimum = timeInForceOf(terms) === FOK ? size : entered.minimumQuantity
    const isBooked = minimum === 0 && this.#place(order, state)
    this.#tell(ENGINE_ACCEPTED, order, isBooked ? FLAG_BOOKED : 0, {
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
    if (typeOf(terms) >= STOP) this.#wait(order, WAITING_STOP)
    else if (pegOf(terms) !== 0) this.#wait(order, PARKED_PEG)
    else if ((terms & TERMS_ALL_OR_NONE) !== 0) this.#wait(order, WAITING_WHOLE)
    else if (state.phase !== CONTINUOUS) {
      const isMarket = typeOf(terms) === MARKET
      this.#rest(order, isMarket ? order.side * MARKET_TICKS : order.limit)
    } else if (mayRest(terms) && !this.#wouldTrade(state, order.side, order.limit)) {
      this.#rest(order, order.limit)
    }
    return order.place === IN_BOOK
  }

  #wait(order: ReferenceOrder, place: number): void {
    order.place = place
    order.turn = ++this.#turns
  }

  #rest(order: ReferenceOrder, price: number): void {
    order.place = IN_BOOK
    order.bookPrice = price
    order.shown = firstShown(order.terms, order.displaySize, order.leaves)
    order.turn = ++this.#turns
  }

  #leave(order: ReferenceOrder, place: number): void {
    order.place = place
    order.bookPrice = NO_PRICE
    order.shown = 0
  }

  #wouldTrade(state: InstrumentState, side: Side, limit: number): boolean {
    const best = this.#resting(state.index, opposite(side))[0]
    return best !== undefined && isWithin(side, best.bookPrice, limit)
  }

  /** The limit under which an order may be posted: WOULD_TRADE when it may not. */
  #postedLimit(state: InstrumentState, side: Side, terms: number, limit: number): number {
    const isFree =
      postOnlyOf(terms) === 0 || state.phase !== CONTINUOUS || !this.#wouldTrade(state, side, limit)
    if (isFree) return limit
    if (postOnlyOf(terms) === POST_ONLY_REJECT) return WOULD_TRADE
    const best = this.#resting(state.index, opposite(side))[0]!.bookPrice
    const slid = state.rules.tickTable.behind(side, best)
    return slid < state.lowest || slid > state.highest ? WOULD_TRADE : slid
  }

  #openLots(instrument: number, side: Side): number {
    return this.#of(instrument)
      .filter((order) => order.side === side)
      .reduce((sum, { leaves }) => sum + leaves, 0)
  }

  // An order acts: it takes what it can, and what is left rests or lapses.

  #act(order: ReferenceOrder, state: InstrumentState, limit: number, minimum = 0): void {
    const bound = typeOf(order.terms) === MARKET ? order.side * MARKET_TICKS : limit
    if (minimum > this.#available(order, state, bound, minimum)) {
      const isFok = timeInForceOf(order.terms) === FOK
      this.#shrink(
        order,
        order.leaves,
        isFok ? reason.CANCELED_KILLED : reason.CANCELED_BELOW_MINIMUM,
      )
      return
    }
    this.#match(order, state, bound)
    if (order.leaves === 0) return
    if (!mayRest(order.terms)) this.#shrink(order, order.leaves, reason.CANCELED_UNFILLED)
    else if (pegOf(order.terms) === 0) this.#book(order, limit, reason.BOOKED_REST)
    else if (state.phase === CONTINUOUS) this.#book(order, limit, reason.BOOKED_REPEGGED)
    else order.place = PARKED_PEG
  }

  #book(order: ReferenceOrder, price: number, why: number): void {
    this.#rest(order, price)
    this.#tell(ENGINE_BOOKED, order, 0, { price, detail: why, shown: order.shown })
  }

  #match(order: ReferenceOrder, state: InstrumentState, limit: number): void {
    while (order.leaves > 0) {
      const [front, ...others] = this.#resting(state.index, opposite(order.side))
      if (front === undefined || !isWithin(order.side, front.bookPrice, limit)) return
      if (!isWithin(order.side, front.bookPrice, bandEdge(state, order.side))) return
      if (state.isTooFar(front.bookPrice)) {
        this.passInto(state, VOLATILITY_AUCTION, 1)
        return
      }
      const level = [front, ...others].filter(
        ({ bookPrice, shown }) => bookPrice === front.bookPrice && shown > 0,
      )
      if (!state.rules.isByTime && level.length > 0) this.#share(order, level, state)
      else if (this.#isSelfTrade(order, front)) this.#preventSelfTrade(order, front)
      else this.#trade(order, front, Math.min(order.leaves, tradable(front)), state)
    }
  }

  /** Displayed orders share what is taken from their level; each trades once, first come first. */
  #share(order: ReferenceOrder, level: readonly ReferenceOrder[], state: InstrumentState): void {
    const own = level.find((resting) => this.#isSelfTrade(order, resting))
    if (own !== undefined) {
      this.#preventSelfTrade(order, own)
      return
    }
    const shown = Int32Array.from(level, (resting) => resting.shown)
    const total = shown.reduce((sum, lots) => sum + lots, 0)
    const shares = new Int32Array(level.length)
    allocateInto(shares, shown, level.length, Math.min(order.leaves, total), state.rules)
    for (const [k, resting] of level.entries()) {
      if (shares[k]! > 0) this.#trade(order, resting, shares[k]!, state)
    }
  }

  #trade(incoming: ReferenceOrder, resting: ReferenceOrder, size: number, state: InstrumentState) {
    const price = resting.bookPrice
    const at = this.writer.append(
      packMeta(ENGINE_TRADE, incoming.side, resting.shown > 0 ? 0 : FLAG_HIDDEN),
      ...([state.index, price, size, 0, 0, resting.participant, incoming.participant] as const),
    )
    this.events.f64[(at >> 1) + F_ORDER] = resting.id
    this.events.f64[(at >> 1) + F_A] = incoming.id
    state.traded(price)
    this.#take(incoming, size)
    this.#take(resting, size)
  }

  /** Lots of an order are traded. A resting iceberg whose slice is gone shows the next. */
  #take(order: ReferenceOrder, size: number): void {
    const wasShown = order.shown > 0
    order.leaves -= size
    if (wasShown) order.shown -= size
    if (order.leaves === 0) this.#orders.delete(order.id)
    else if (wasShown && order.shown === 0)
      this.#book(order, order.bookPrice, reason.BOOKED_REFRESH)
  }

  #isSelfTrade(order: ReferenceOrder, resting: ReferenceOrder): boolean {
    const mode = selfTradeOf(order.terms)
    return mode !== ALLOW_SELF_TRADE && order.participant === resting.participant
  }

  #preventSelfTrade(order: ReferenceOrder, resting: ReferenceOrder): void {
    const mode = selfTradeOf(order.terms)
    const isBoth = mode === CANCEL_BOTH
    const both = Math.min(order.leaves, resting.leaves)
    const restingLots = mode === CANCEL_OLDEST || isBoth ? resting.leaves : both
    const incomingLots = mode === CANCEL_NEWEST || isBoth ? order.leaves : both
    if (mode !== CANCEL_NEWEST) this.#shrink(resting, restingLots, reason.CANCELED_SELF_TRADE)
    if (mode !== CANCEL_OLDEST) this.#shrink(order, incomingLots, reason.CANCELED_SELF_TRADE)
  }

  /** Lots that the order could take up to a limit; no need to count beyond those wanted. */
  #available(order: ReferenceOrder, state: InstrumentState, limit: number, wanted: number): number {
    if (wanted === 0) return 0
    const facing = this.#resting(state.index, opposite(order.side))
    const isOwn = (resting: ReferenceOrder) => this.#isSelfTrade(order, resting)
    const skipsOwn = selfTradeOf(order.terms) === CANCEL_OLDEST
    let sum = 0
    for (const price of new Set(facing.map(({ bookPrice }) => bookPrice))) {
      const isReached = isWithin(order.side, price, limit) && !state.isTooFar(price)
      if (!isReached || !isWithin(order.side, price, bandEdge(state, order.side))) break
      const level = facing.filter(({ bookPrice }) => bookPrice === price)
      const displayed = level.filter(({ shown }) => shown > 0)
      if (!skipsOwn && displayed.some(isOwn)) {
        if (!state.rules.isByTime) break
        // First slices only: the next ones come behind the own order.
        const first = displayed.slice(0, displayed.findIndex(isOwn))
        return first.reduce((lots, { shown }) => lots + shown, sum)
      }
      for (const resting of level) {
        if (!isOwn(resting)) sum += resting.leaves
        else if (!skipsOwn) return sum
      }
    }
    return sum
  }

  // Orders change and go.

  protected override find(commands: EventTape, index: number): number {
    const id = commands.f64[index * EVENT_F64 + F_ORDER]!
    return this.#orders.has(id) ? id : -1
  }

  protected override participantOf(handle: number): number {
    return this.#orders.get(handle)!.participant
  }

  protected override instrumentOf(handle: number): number {
    return this.#orders.get(handle)!.instrument
  }

  protected override cancel(handle: number, why: number): void {
    const order = this.#orders.get(handle)!
    this.#shrink(order, order.leaves, why)
  }

  /** Lots of an order go without a trade; with the last of them the order. */
  #shrink(order: ReferenceOrder, size: number, why: number): void {
    const { shown } = order
    order.leaves -= size
    order.shown = Math.min(shown, order.leaves)
    this.#tell(ENGINE_CANCELED, order, 0, {
      size,
      detail: why,
      left: order.leaves,
      shown: shown - order.shown,
    })
    if (order.leaves === 0) this.#orders.delete(order.id)
  }

  protected override replace(
    handle: number,
    price: number,
    size: number,
    state: InstrumentState,
  ): number {
    const order = this.#orders.get(handle)!
    const { terms, side, leaves } = order
    const problem = replaceProblem(state, terms, order.displaySize, price, size)
    if (problem !== 0) return problem
    if (this.#openLots(state.index, side) - leaves + size > SIDE_LOTS_MAX)
      return reason.REJECT_SIDE_FULL
    if (price === order.limit && size <= leaves) this.#reduce(order, size)
    else {
      const limit = this.#postedLimit(state, side, terms, price)
      if (limit === WOULD_TRADE) return reason.REJECT_WOULD_TRADE
      const { shown } = order
      this.#leave(order, ACTING)
      order.limit = limit
      order.leaves = size
      const isBooked = this.#place(order, state)
      this.#tell(ENGINE_REPLACED, order, isBooked ? FLAG_BOOKED : 0, {
        left: shown,
        shown: order.shown,
      })
      if (order.place === ACTING) this.#act(order, state, limit)
    }
    this.settle(state)
    return 0
  }

  #reduce(order: ReferenceOrder, size: number): void {
    const { shown } = order
    order.leaves = size
    order.shown = Math.min(shown, size)
    this.#tell(ENGINE_REPLACED, order, FLAG_KEPT, { left: shown - order.shown })
  }

  protected override cancelAll(state: InstrumentState, which: OrderFilter, why: number): number {
    const meant = inOrder(this.#of(state.index)).filter(({ participant, side, terms, limit }) =>
      isMeant(which, state, participant, side, terms, limit),
    )
    for (const order of meant) this.#shrink(order, order.leaves, why)
    return meant.length
  }

  protected override expireNext(nowNanos: number): number {
    const [next] = [...this.#orders.values()]
      .filter(({ expiry }) => expiry !== 0 && expiry <= nowNanos)
      .sort((a, b) => a.expiry - b.expiry || byArrival(a, b))
    if (next === undefined) return -1
    this.#shrink(next, next.leaves, reason.CANCELED_BY_DATE)
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
    const moving = this.#of(index)
      .filter((order) => pegOf(order.terms) !== 0 && target(order) !== order.bookPrice)
      .sort(byArrival)
    for (const order of moving.filter(({ place }) => place === IN_BOOK)) this.#park(order)
    for (const order of moving) {
      // What one of them took, or its self-trade prevention, may have ended another or all trading.
      if (!this.#orders.has(order.id) || state.phase !== CONTINUOUS) continue
      const price = target(order)
      if (price !== NO_PRICE) this.#act(order, state, price)
    }
    return moving.length > 0
  }

  #park(order: ReferenceOrder): void {
    this.#leave(order, PARKED_PEG)
    this.#tell(ENGINE_PARKED, order, 0, {})
  }

  #tryWhole(state: InstrumentState): boolean {
    let hasTaken = false
    for (const side of SIDES) {
      const waiting = this.#at(state.index, WAITING_WHOLE).filter((order) => order.side === side)
      for (const order of waiting.sort(byLimit)) {
        if (this.#available(order, state, order.limit, order.leaves) < order.leaves) continue
        order.place = ACTING
        this.#act(order, state, order.limit)
        hasTaken = true
      }
    }
    return hasTaken
  }

  #triggerNext(state: InstrumentState): boolean {
    if (state.lastPrice === NO_PRICE || state.phase !== CONTINUOUS) return false
    const reached = this.#at(state.index, WAITING_STOP).filter(({ side, stopPrice }) =>
      side > 0 ? stopPrice <= state.highestTrade : stopPrice >= state.lowestTrade,
    )
    const next = reached.sort((a, b) => b.side - a.side || byStop(a, b))[0]
    if (next === undefined) return false
    this.#leave(next, ACTING)
    this.#tell(ENGINE_TRIGGERED, next, 0, {})
    next.terms = triggeredTerms(next.terms)
    this.#act(next, state, next.limit)
    return true
  }

  // Phases and auctions.

  protected override changePhase(state: InstrumentState, before: Phase): void {
    if (before === CONTINUOUS) {
      const pegs = this.#at(state.index, IN_BOOK).filter(({ terms }) => pegOf(terms) !== 0)
      for (const order of pegs.sort(byArrival)) this.#park(order)
    }
    if (state.phase !== CONTINUOUS && state.phase !== CLOSED) return
    this.#uncross(state)
    this.cancelAll(state, OF_THE_AUCTION, reason.CANCELED_AUCTION_OVER)
    if (state.phase === CLOSED) this.cancelAll(state, OF_THE_DAY, reason.CANCELED_BY_CLOSE)
    state.settled()
  }

  #uncross(state: InstrumentState): void {
    const found = referenceUncrossing(state, this.#at(state.index, IN_BOOK))
    if (found === undefined) return
    this.#tellUncrossing(ENGINE_UNCROSSED, state, found)
    for (;;) {
      const [buyer] = this.#resting(state.index, 1)
      const [seller] = this.#resting(state.index, -1)
      if (buyer === undefined || seller === undefined) return
      if (buyer.bookPrice < found.price || seller.bookPrice > found.price) return
      const size = Math.min(tradable(buyer), tradable(seller))
      const hidden =
        (buyer.shown > 0 ? 0 : FLAG_HIDDEN) | (seller.shown > 0 ? 0 : FLAG_SELLER_HIDDEN)
      const at = this.writer.append(
        packMeta(ENGINE_TRADE, NO_SIDE, FLAG_AUCTION | hidden),
        ...([state.index, found.price, size, 0, 0, buyer.participant, seller.participant] as const),
      )
      this.events.f64[(at >> 1) + F_ORDER] = buyer.id
      this.events.f64[(at >> 1) + F_A] = seller.id
      state.traded(found.price)
      this.#take(buyer, size)
      this.#take(seller, size)
    }
  }

  protected override indicate(state: InstrumentState): void {
    const found = referenceUncrossing(state, this.#at(state.index, IN_BOOK))
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
    return inOrder(this.#of(instrument)).map((order) => ({
      ...order,
      // Written only where it can matter later.
      arrival: order.expiry !== 0 || pegOf(order.terms) !== 0 ? order.arrival : 0,
      stopPrice: order.place === WAITING_STOP ? order.stopPrice : NO_PRICE,
    }))
  }

  protected override load(images: readonly OrderImage[]): void {
    this.#orders = new Map()
    for (const image of images) {
      const side = image.side as Side
      this.#orders.set(image.id, { ...image, side, handle: image.id, turn: ++this.#turns })
    }
  }

  override checkInvariants(): void {
    for (const order of this.#orders.values()) {
      assert(order.leaves > 0 && order.shown <= order.leaves, 'an order has lots left')
      assert(order.place !== ACTING, 'an order is somewhere')
      assert((order.place === IN_BOOK) === (order.bookPrice !== NO_PRICE), 'what rests has a price')
      assert(order.place === IN_BOOK || order.shown === 0, 'what does not rest is not shown')
      const isSeen = order.place === IN_BOOK && isDisplayed(order.terms)
      assert(isSeen === order.shown > 0, 'what rests and is not hidden is shown')
    }
    for (const { index, phase } of this.states) {
      const [bid] = this.#resting(index, 1)
      const [ask] = this.#resting(index, -1)
      if (phase !== CONTINUOUS || bid === undefined || ask === undefined) continue
      assert(bid.bookPrice < ask.bookPrice, 'a continuous book is neither locked nor crossed')
    }
  }

  #tell(
    kind: number,
    order: ReferenceOrder,
    flags: number,
    {
      price = order.limit,
      size = order.leaves,
      detail = 0,
      left = 0,
      shown = 0,
    }: { price?: number; size?: number; detail?: number; left?: number; shown?: number },
  ): void {
    const { side, instrument, participant } = order
    const meta = packMeta(kind, side, flags)
    const at = this.writer.append(meta, instrument, price, size, participant, detail, left, shown)
    this.events.f64[(at >> 1) + F_ORDER] = order.id
  }
}

/** No limit an order may be posted at. */
const WOULD_TRADE = NO_PRICE + 1
const NO_UNCROSSING = { price: NO_PRICE, lots: 0, surplus: 0 }

/** The worst price that the band lets a side trade at. */
const bandEdge = (state: InstrumentState, side: Side): number =>
  side > 0 ? state.highest : state.lowest
