/**
 * The fast engine: orders in typed arrays, queues as lists through them, levels in ladders.
 *
 * ```
 *  CommandDesk      judges a command                        command-desk.ts, entered-order.ts
 *  MatchingEngine   what a command does, what follows       this file, settling.ts
 *  UsualCommands    the most frequent, the shortest way     usual-commands.ts
 *  ActingOrder      one order on its way through a book     acting-order.ts
 *  LiveOrders       orders find places, trade, shrink, end  live-orders.ts
 *  LevelQueues      queues in levels, levels in ladders     level-queues.ts, price-ladders.ts
 *  OrderStore       records in typed arrays                 order-store.ts
 * ```
 *
 * Entering, canceling and replacing a plain order allocates nothing and costs the same with a thousand
 * live orders as with a million: a hash of its id, a level by its price, a list by its neighbours.
 */
import { NO_RANK, type RecordPool } from '../../book/index.ts'
import {
  assert,
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_REPLACED,
  EVENT_F64,
  type EventTape,
  F_ORDER,
  FLAG_BOOKED,
  FLAG_KEPT,
  FOK,
  type Lots,
  lots,
  MARKET,
  NO_PRICE,
  packMeta,
  type Side,
  STOP,
  type Ticks,
  ticks,
} from '../../core/index.ts'
import { ActingOrder } from './acting-order.ts'
import { CommandDesk } from './command-desk.ts'
import { type EnteredOrder, livingTerms, mayRest, replaceProblem } from './entered-order.ts'
import type { InstrumentState } from './instrument-state.ts'
import { LEVEL_PRICE, LEVEL_SHOWN, rankIn, restingOf } from './level-queues.ts'
import { LiveOrders } from './live-orders.ts'
import { MARKET_TICKS, type MatchingOptions, SIDE_LOTS_MAX } from './matching.ts'
import { isMeant, OF_THE_AUCTION, OF_THE_DAY, type OrderFilter } from './order-filter.ts'
import { imagesOf, loadImages } from './order-images.ts'
import {
  EXPIRY,
  LEAVES,
  NO_ORDER,
  PARTICIPANT,
  rare,
  STOP_PRICE,
  TERMS,
  TERMS_BITS,
} from './order-store.ts'
import { CLOSED, CONTINUOUS, type Phase, VOLATILITY_AUCTION } from './phase.ts'
import { NO_LEVEL } from './price-ladders.ts'
import * as reason from './reason.ts'
import { Settling } from './settling.ts'
import type { OrderImage } from './snapshot.ts'
import {
  POST_ONLY_REJECT,
  pegOf,
  postOnlyOf,
  TERMS_ALL_OR_NONE,
  timeInForceOf,
  typeOf,
} from './terms.ts'
import { Uncrossing } from './uncrossing.ts'
import { UsualCommands } from './usual-commands.ts'

/** No limit an order may be posted at. */
const WOULD_TRADE = NO_PRICE + 1

export class MatchingEngine extends CommandDesk {
  readonly #live: LiveOrders
  readonly #records: RecordPool
  readonly #openLots: Int32Array = new Int32Array(0)
  readonly #acting: ActingOrder
  readonly #settling: Settling
  readonly #uncrossing: Uncrossing
  readonly #usual: UsualCommands
  /** The order being entered, until it has a record. */
  #entered: EnteredOrder | undefined

  constructor(options: MatchingOptions) {
    super(options)
    this.#live = new LiveOrders(this.states, this.writer)
    this.#records = this.#live.store.records
    this.#openLots = this.#live.openLots
    const { states, participants, ordersMax } = this
    this.#acting = new ActingOrder(this.#live, this.writer)
    this.#usual = new UsualCommands(
      { states, participants, ordersMax },
      this.#live,
      this.#acting,
      this.writer,
    )
    this.#settling = new Settling(this.#live, this.#acting, this)
    this.#uncrossing = new Uncrossing(this.#live, this.writer)
  }

  get orderCount(): number {
    return this.#live.store.count
  }

  bestOf(instrument: number, side: Side): Ticks {
    return ticks(this.#live.queues.bestShown(restingOf(instrument, side)))
  }

  nextShownBehind(instrument: number, side: Side, price: Ticks): Ticks {
    return ticks(this.#live.queues.shownBehind(restingOf(instrument, side), price))
  }

  shownAt(instrument: number, side: Side, price: Ticks): Lots {
    const { queues } = this.#live
    const ladder = restingOf(instrument, side)
    const level = queues.ladders.at(ladder, rankIn(ladder, price))
    return lots(level === NO_LEVEL ? 0 : queues.records.i32[level + LEVEL_SHOWN]!)
  }

  override apply(commands: EventTape, index: number): number {
    const next = this.#usual.obey(commands, index)
    return next === index ? super.apply(commands, index) : next
  }

  // Orders come.

  protected override enter(entered: EnteredOrder, state: InstrumentState): number {
    const { side, size } = entered
    const open = this.#openLots[restingOf(state.index, side)]!
    if (open + size > SIDE_LOTS_MAX) return reason.REJECT_SIDE_FULL
    const terms = livingTerms(entered.terms)
    const limit = this.#postedLimit(state, side, terms, entered.price)
    if (limit === WOULD_TRADE) return reason.REJECT_WOULD_TRADE
    entered.price = limit
    entered.doubles[2] = this.writer.sequence + 1
    const minimum = timeInForceOf(terms) === FOK ? size : entered.minimumQuantity
    if (minimum !== 0 || this.#actsAtOnce(state, side, terms, limit)) {
      this.#accept(entered, state, terms, 0, 0)
      this.#acting.loadEntered(entered, state.index, terms)
      this.#entered = entered
      this.act(state, limit, minimum, NO_ORDER, reason.BOOKED_REST)
    } else {
      const order = this.#live.create(entered, state.index, size)
      const shown = this.#place(order, state, terms, limit)
      this.#accept(entered, state, terms, this.#live.isResting(order) ? FLAG_BOOKED : 0, shown)
    }
    this.settle(state)
    return 0
  }

  #accept(
    entered: EnteredOrder,
    { index }: InstrumentState,
    terms: number,
    flags: number,
    shown: number,
  ): void {
    const { side, price, size, participant } = entered
    const meta = packMeta(ENGINE_ACCEPTED, side, flags)
    const at = this.writer.append(meta, index, price, size, participant, terms, 0, shown)
    this.events.f64[(at >> 1) + F_ORDER] = entered.doubles[0]!
  }

  /** Whether an order meets the book now, instead of resting or waiting. */
  #actsAtOnce(state: InstrumentState, side: Side, terms: number, limit: number): boolean {
    if (state.phase !== CONTINUOUS || typeOf(terms) >= STOP) return false
    if (pegOf(terms) !== 0 || (terms & TERMS_ALL_OR_NONE) !== 0) return false
    return !mayRest(terms) || this.#acting.wouldTrade(state, side, limit)
  }

  /** Puts an order where it waits or rests. Returns its displayed lots. */
  #place(order: number, state: InstrumentState, terms: number, limit: number): number {
    const { index } = state
    const side = this.#live.store.sideOf(order)
    if (typeOf(terms) >= STOP) {
      const stop = this.#live.store.rareI32[rare(order) + STOP_PRICE]!
      this.#live.wait(order, index, this.#live.queues.stopsOf(index, side), stop)
    } else if (pegOf(terms) !== 0) this.#live.park(order, index)
    else if ((terms & TERMS_ALL_OR_NONE) !== 0) {
      this.#live.wait(order, index, this.#live.queues.wholeOf(index, side), limit)
    } else {
      return this.#live.rest(order, index, limit === NO_PRICE ? side * MARKET_TICKS : limit)
    }
    return 0
  }

  /** The limit under which an order may be posted: WOULD_TRADE when it may not. */
  #postedLimit(state: InstrumentState, side: Side, terms: number, limit: number): number {
    const postOnly = postOnlyOf(terms)
    if (postOnly === 0 || state.phase !== CONTINUOUS) return limit
    if (!this.#acting.wouldTrade(state, side, limit)) return limit
    if (postOnly === POST_ONLY_REJECT) return WOULD_TRADE
    const { queues } = this.#live
    const level = queues.ladders.bestLevel(restingOf(state.index, -side))
    const slid = state.rules.tickTable.behind(side, queues.records.i32[level + LEVEL_PRICE]!)
    return slid < state.lowest || slid > state.highest ? WOULD_TRADE : slid
  }

  /**
   * Lets the loaded order act: it takes what it can up to a price, the rest rests there or lapses.
   * `order` is its record, without a place; NO_ORDER for a new one, which gets a record to rest.
   */
  act(state: InstrumentState, price: number, minimum: number, order: number, why: number): void {
    const acting = this.#acting
    const { terms } = acting
    const bound = typeOf(terms) === MARKET ? acting.side * MARKET_TICKS : price
    if (minimum !== 0 && acting.available(state, bound, minimum) < minimum) {
      const isFok = timeInForceOf(terms) === FOK
      acting.lapse(acting.leaves, isFok ? reason.CANCELED_KILLED : reason.CANCELED_BELOW_MINIMUM)
      return
    }
    acting.match(state, bound)
    if (acting.wasTooFar) this.passInto(state, VOLATILITY_AUCTION, 1)
    if (acting.leaves !== 0 && !mayRest(terms)) {
      acting.lapse(acting.leaves, reason.CANCELED_UNFILLED)
    }
    if (acting.leaves !== 0) this.#restActing(state, price, order, why)
    else if (order !== NO_ORDER) this.#live.forget(order)
  }

  #restActing(state: InstrumentState, price: number, known: number, why: number): void {
    const { leaves, terms } = this.#acting
    const live = this.#live
    const order = known === NO_ORDER ? live.create(this.#entered!, state.index, leaves) : known
    this.#records.i32[order + LEAVES] = leaves
    if (pegOf(terms) !== 0 && state.phase !== CONTINUOUS) {
      live.park(order, state.index)
      return
    }
    const shown = live.rest(order, state.index, price)
    const { side, participant } = this.#acting
    const meta = packMeta(ENGINE_BOOKED, side, 0)
    const at = this.writer.append(meta, state.index, price, leaves, participant, why, 0, shown)
    this.events.f64[(at >> 1) + F_ORDER] = this.#acting.id[0]!
  }

  // Orders change and go.

  protected override find(commands: EventTape, index: number): number {
    return this.#live.store.find(commands.f64[index * EVENT_F64 + F_ORDER]!)
  }

  protected override participantOf(order: number): number {
    return this.#records.i32[order + PARTICIPANT]!
  }

  protected override instrumentOf(order: number): number {
    return this.#live.instrumentOf(order)
  }

  protected override cancel(order: number, why: number): void {
    this.#live.cancelLots(order, this.#records.i32[order + LEAVES]!, why)
  }

  protected override replace(
    order: number,
    price: number,
    size: number,
    state: InstrumentState,
  ): number {
    const live = this.#live
    const terms = this.#records.i32[order + TERMS]!
    const problem = replaceProblem(state, terms, live.displaySizeOf(order), price, size)
    if (problem !== 0) return problem
    const side = live.store.sideOf(order)
    const leaves = this.#records.i32[order + LEAVES]!
    const open = this.#openLots[restingOf(state.index, side)]!
    if (open - leaves + size > SIDE_LOTS_MAX) return reason.REJECT_SIDE_FULL
    if (size <= leaves && price === live.limitOf(order)) {
      const shown = live.reduce(order, leaves - size)
      live.tell(ENGINE_REPLACED, order, FLAG_KEPT, size, 0, shown, 0)
    } else {
      const limit = this.#postedLimit(state, side, terms, price)
      if (limit === WOULD_TRADE) return reason.REJECT_WOULD_TRADE
      this.#replaceAnew(order, limit, size, state, terms & TERMS_BITS)
    }
    this.settle(state)
    return 0
  }

  /** An order takes a new place, and trades on the way if it can. */
  #replaceAnew(
    order: number,
    limit: number,
    size: number,
    state: InstrumentState,
    terms: number,
  ): void {
    const live = this.#live
    const before = live.queues.shownOf(order)
    live.leave(order)
    this.#records.i32[order + LEAVES] = size
    live.setLimit(order, limit)
    const side = live.store.sideOf(order)
    const acts = this.#actsAtOnce(state, side, terms, limit)
    const shown = acts ? 0 : this.#place(order, state, terms, limit)
    const flags = !acts && live.isResting(order) ? FLAG_BOOKED : 0
    this.#tellReplaced(order, state, limit, flags, before, shown)
    if (!acts) return
    this.#acting.loadRecord(order, state.index, limit)
    this.act(state, limit, 0, order, reason.BOOKED_REST)
  }

  #tellReplaced(
    order: number,
    { index }: InstrumentState,
    limit: number,
    flags: number,
    before: number,
    shown: number,
  ): void {
    const { i32, f64 } = this.#live.store.records
    const meta = packMeta(ENGINE_REPLACED, this.#live.store.sideOf(order), flags)
    const participant = i32[order + PARTICIPANT]!
    const size = i32[order + LEAVES]!
    const at = this.writer.append(meta, index, limit, size, participant, 0, before, shown)
    this.events.f64[(at >> 1) + F_ORDER] = f64[order >> 1]!
  }

  protected override cancelAll(state: InstrumentState, which: OrderFilter, why: number): number {
    const meant = this.#live.inOrder(state.index).filter((order) => {
      const { store } = this.#live
      const participant = store.records.i32[order + PARTICIPANT]!
      const terms = store.records.i32[order + TERMS]! & TERMS_BITS
      const limit = this.#live.limitOf(order)
      return isMeant(which, state, participant, store.sideOf(order), terms, limit)
    })
    for (const order of meant) this.cancel(order, why)
    return meant.length
  }

  protected override expireNext(nowNanos: number): number {
    const { dated, store } = this.#live
    const next = dated.first
    if (next === NO_ORDER || store.rareF64[(rare(next) >> 1) + EXPIRY]! > nowNanos) return -1
    const instrument = this.#live.instrumentOf(next)
    this.cancel(next, reason.CANCELED_BY_DATE)
    return instrument
  }

  // What follows, and what a phase brings.

  protected override settle(state: InstrumentState): void {
    if (state.waiting !== 0) this.#settling.settle(state)
    if (state.waiting !== 0 || state.volatilityTicks !== 0) state.settled()
  }

  protected override changePhase(state: InstrumentState, before: Phase): void {
    if (before === CONTINUOUS) this.#settling.parkPegs(state)
    if (state.phase !== CONTINUOUS && state.phase !== CLOSED) return
    this.#uncrossing.uncross(state)
    this.cancelAll(state, OF_THE_AUCTION, reason.CANCELED_AUCTION_OVER)
    if (state.phase === CLOSED) this.cancelAll(state, OF_THE_DAY, reason.CANCELED_BY_CLOSE)
    state.settled()
  }

  protected override indicate(state: InstrumentState): void {
    this.#uncrossing.indicate(state)
  }

  // State, written down and read.

  protected override images(instrument: number): OrderImage[] {
    return imagesOf(this.#live, instrument)
  }

  protected override load(images: readonly OrderImage[]): void {
    for (const { index } of this.states) {
      for (const order of this.#live.inOrder(index)) this.#live.end(order)
    }
    loadImages(this.#live, images)
  }

  override checkInvariants(): void {
    this.#live.checkInvariants()
    for (const { index, phase } of this.states) {
      const { ladders } = this.#live.queues
      const bidRank = ladders.bestRank(restingOf(index, 1))
      const askRank = ladders.bestRank(restingOf(index, -1))
      if (phase !== CONTINUOUS || bidRank === NO_RANK || askRank === NO_RANK) continue
      assert(bidRank < -askRank, 'a continuous book is neither locked nor crossed')
    }
  }
}
