/**
 * The orders of an engine that live, and what can happen to one of them: it rests, waits, is parked,
 * trades, shrinks, ends. What an order does to others is not its business here.
 */
import type { RecordPool } from '../../book/index.ts'
import {
  assert,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  type EventTape,
  F_ORDER,
  I_DETAIL,
  I_PARTICIPANT,
  MARKET,
  NO_PRICE,
  packMeta,
  SIDES,
  type Side,
} from '../../core/index.ts'
import { type EnteredOrder, firstShown, livingTerms } from './entered-order.ts'
import type { EventWriter } from './event-writer.ts'
import { ExpiryHeap } from './expiry-heap.ts'
import type { InstrumentState } from './instrument-state.ts'
import { LEVEL_LADDER, LEVEL_PRICE, LEVEL_SHOWN, LevelQueues, restingOf } from './level-queues.ts'
import {
  ARRIVAL,
  BUYS,
  DATED,
  DISPLAY_SIZE,
  EXPIRY,
  ICEBERG,
  INSTRUMENT,
  LEAVES,
  LEVEL,
  LIMIT_PRICE,
  NEXT_PEG,
  NO_ORDER,
  OrderStore,
  PARTICIPANT,
  PEG_OFFSET,
  PREVIOUS_PEG,
  rare,
  SHOWN,
  STOP_PRICE,
  TERMS,
  TERMS_BITS,
  UNUSUAL,
} from './order-store.ts'
import { NO_LEVEL } from './price-ladders.ts'
import * as reason from './reason.ts'
import { pegOf, typeOf } from './terms.ts'

const ORDERS_EXPECTED = 4096

export class LiveOrders {
  readonly store = new OrderStore(ORDERS_EXPECTED)
  readonly queues: LevelQueues
  readonly dated = new ExpiryHeap(this.store)
  /** Lots that live, waiting ones included, at the number of the ladder where they would rest. */
  readonly openLots: Int32Array
  /** The first and the last peg of an instrument by arrival, at `2 i` and `2 i + 1`. */
  readonly pegs: Int32Array
  readonly #records: RecordPool
  readonly #states: readonly InstrumentState[]
  readonly #writer: EventWriter

  constructor(states: readonly InstrumentState[], writer: EventWriter) {
    this.#states = states
    this.#writer = writer
    this.queues = new LevelQueues(this.store, states.length)
    this.#records = this.store.records
    this.openLots = new Int32Array(2 * states.length)
    this.pegs = new Int32Array(2 * states.length).fill(NO_ORDER)
  }

  // What an order is.

  instrumentOf(order: number): number {
    const level = this.#records.i32[order + LEVEL]!
    if (level === NO_LEVEL) return this.store.rareI32[rare(order) + INSTRUMENT]!
    return this.queues.instrumentOf(this.#records.i32[level + LEVEL_LADDER]!)
  }

  /** NO_PRICE without. */
  limitOf(order: number): number {
    const terms = this.#records.i32[order + TERMS]!
    if ((terms & UNUSUAL) !== 0 && this.store.hasLimitApart(terms))
      return this.store.rareI32[rare(order) + LIMIT_PRICE]!
    if (typeOf(terms) === MARKET) return NO_PRICE
    return this.#records.i32[this.#records.i32[order + LEVEL]! + LEVEL_PRICE]!
  }

  isResting(order: number): boolean {
    const level = this.#records.i32[order + LEVEL]!
    return level !== NO_LEVEL && !this.queues.isWaiting(this.#records.i32[level + LEVEL_LADDER]!)
  }

  /** For an order without a place, which will be at this limit. */
  setLimit(order: number, limit: number): void {
    const terms = this.#records.i32[order + TERMS]!
    if (this.store.hasLimitApart(terms)) this.store.rareI32[rare(order) + LIMIT_PRICE] = limit
  }

  displaySizeOf(order: number): number {
    const isSliced = (this.#records.i32[order + TERMS]! & ICEBERG) !== 0
    return isSliced ? this.store.rareI32[rare(order) + DISPLAY_SIZE]! : 0
  }

  /** Every order of an instrument, in the order of a snapshot. Allocates. */
  inOrder(instrument: number): number[] {
    const orders: number[] = []
    const { queues } = this
    for (const side of SIDES) queues.ordersInto(orders, restingOf(instrument, side))
    for (const side of SIDES) queues.ordersInto(orders, queues.stopsOf(instrument, side))
    for (const side of SIDES) queues.ordersInto(orders, queues.wholeOf(instrument, side))
    let peg = this.pegs[2 * instrument]!
    for (; peg !== NO_ORDER; peg = this.store.rareI32[rare(peg) + NEXT_PEG]!) {
      if (this.#records.i32[peg + LEVEL] === NO_LEVEL) orders.push(peg)
    }
    return orders
  }

  // An order begins.

  /** A record for an entered order of which so much is left. It has no place yet. */
  create(entered: EnteredOrder, instrument: number, leaves: number): number {
    const order = this.store.take(entered.doubles, 0)
    const { i32 } = this.#records
    const { displaySize, side } = entered
    let terms = livingTerms(entered.terms)
    const isRare = this.store.hasLimitApart(terms) || displaySize !== 0 || entered.doubles[1] !== 0
    if (side > 0) terms |= BUYS
    i32[order + LEAVES] = leaves
    i32[order + LEVEL] = NO_LEVEL
    i32[order + PARTICIPANT] = entered.participant
    i32[order + TERMS] = terms
    if (isRare) this.#createRare(order, entered, instrument)
    return order
  }

  #createRare(order: number, entered: EnteredOrder, instrument: number): void {
    const { rareI32, rareF64 } = this.store
    const { i32 } = this.#records
    const at = rare(order)
    rareF64[(at >> 1) + ARRIVAL] = entered.doubles[2]!
    rareF64[(at >> 1) + EXPIRY] = entered.doubles[1]!
    rareI32[at + SHOWN] = 0
    rareI32[at + DISPLAY_SIZE] = entered.displaySize
    rareI32[at + STOP_PRICE] = entered.stopPrice
    rareI32[at + PEG_OFFSET] = entered.pegOffsetTicks
    rareI32[at + LIMIT_PRICE] = entered.price
    rareI32[at + INSTRUMENT] = instrument
    if (entered.displaySize !== 0) i32[order + TERMS]! |= ICEBERG
    if (entered.doubles[1] !== 0) {
      i32[order + TERMS]! |= DATED
      this.dated.add(order)
    }
    if (pegOf(entered.terms) !== 0) this.#linkPeg(order, instrument)
  }

  // An order finds a place.

  /** Returns its displayed lots. */
  rest(order: number, instrument: number, price: number): number {
    const { i32 } = this.#records
    const terms = i32[order + TERMS]!
    const leaves = i32[order + LEAVES]!
    const isUsual = (terms & UNUSUAL) === 0
    const shown = isUsual
      ? leaves
      : firstShown(terms & TERMS_BITS, this.displaySizeOf(order), leaves)
    this.restAs(order, instrument, price, shown)
    return shown
  }

  restAs(order: number, instrument: number, price: number, shown: number): void {
    const ladder = restingOf(instrument, this.store.sideOf(order))
    this.queues.append(order, ladder, price, shown)
    this.#count(order, instrument, this.#records.i32[order + LEAVES]!)
  }

  /** Waits in a ladder of stops or of all-or-none orders. */
  wait(order: number, instrument: number, ladder: number, price: number): void {
    this.queues.append(order, ladder, price, 0)
    this.#states[instrument]!.startWaiting()
    this.#count(order, instrument, this.#records.i32[order + LEAVES]!)
  }

  park(order: number, instrument: number): void {
    this.#count(order, instrument, this.#records.i32[order + LEAVES]!)
  }

  /** Takes an order from its place, whatever that is. It has none then. */
  leave(order: number): void {
    const { i32 } = this.#records
    const level = i32[order + LEVEL]!
    if (level === NO_LEVEL) {
      const instrument = this.store.rareI32[rare(order) + INSTRUMENT]!
      this.#count(order, instrument, -i32[order + LEAVES]!)
      return
    }
    const ladder = this.#records.i32[level + LEVEL_LADDER]!
    const instrument = this.queues.instrumentOf(ladder)
    this.#count(order, instrument, -i32[order + LEAVES]!)
    if (this.queues.isWaiting(ladder)) {
      this.queues.unlink(order, level, 0)
      this.#states[instrument]!.waiting--
    } else this.queues.unlink(order, level, this.queues.shownOf(order))
    i32[order + LEVEL] = NO_LEVEL
  }

  /** A usual order begins and rests, in a ladder of its side: as the entering command says, known to be right. */
  restUsual(commands: EventTape, i: number, ladder: number, price: number, size: number): void {
    const order = this.store.take(commands.f64, (i >> 1) + F_ORDER)
    const { i32 } = this.#records
    i32[order + PARTICIPANT] = commands.i32[i + I_PARTICIPANT]!
    i32[order + TERMS] = commands.i32[i + I_DETAIL]! | ((ladder & 1) === 0 ? BUYS : 0)
    this.openLots[ladder]! += size
    this.queues.appendUsual(order, ladder, price, size)
  }

  /** An order without a place is no more. */
  forget(order: number): void {
    const terms = this.#records.i32[order + TERMS]!
    if ((terms & DATED) !== 0) this.dated.remove(order)
    if ((terms & UNUSUAL) !== 0 && pegOf(terms) !== 0) this.#unlinkPeg(order)
    this.store.release(order)
  }

  // An order in its place trades, shrinks, ends.

  /** A resting order trades. An iceberg whose slice is gone shows the next, behind all others. */
  trade(order: number, size: number, isShown: boolean): void {
    const { i32 } = this.#records
    if (i32[order + LEAVES] === size) {
      this.end(order)
      return
    }
    this.#count(order, this.instrumentOf(order), -size)
    this.queues.shrink(order, size, isShown ? size : 0)
    const isSliced = (i32[order + TERMS]! & ICEBERG) !== 0
    if (isSliced && this.queues.shownOf(order) === 0) this.#refresh(order)
  }

  #refresh(order: number): void {
    const leaves = this.#records.i32[order + LEAVES]!
    const shown = Math.min(this.displaySizeOf(order), leaves)
    this.queues.show(order, shown)
    this.queues.sendBack(order)
    this.tell(ENGINE_BOOKED, order, 0, leaves, reason.BOOKED_REFRESH, 0, shown)
  }

  /** Lots of an order in its place go without a trade; with the last of them the order. */
  cancelLots(order: number, size: number, why: number): void {
    const before = this.queues.shownOf(order)
    const left = this.#records.i32[order + LEAVES]! - size
    const after = Math.min(before, left)
    this.tell(ENGINE_CANCELED, order, 0, size, why, left, before - after)
    if (left === 0) this.end(order)
    else this.reduce(order, size)
  }

  /** The same without a word. Returns how many of the lots were displayed. */
  reduce(order: number, size: number): number {
    const before = this.queues.shownOf(order)
    const shown = before - Math.min(before, this.#records.i32[order + LEAVES]! - size)
    this.#count(order, this.instrumentOf(order), -size)
    this.queues.shrink(order, size, shown)
    return shown
  }

  end(order: number): void {
    this.leave(order)
    this.forget(order)
  }

  /** The same for a usual order, whose place the caller knows. */
  endUsual(order: number, level: number, ladder: number, leaves: number): void {
    this.openLots[ladder]! -= leaves
    this.queues.unlinkUsual(order, level, leaves)
    if ((this.#records.i32[order + TERMS]! & DATED) !== 0) this.dated.remove(order)
    this.store.release(order)
  }

  /** Lots of it are traded, and some are left. */
  shrinkUsual(order: number, level: number, ladder: number, size: number): void {
    const { i32 } = this.#records
    this.openLots[ladder]! -= size
    i32[order + LEAVES]! -= size
    i32[level + LEVEL_SHOWN]! -= size
  }

  /** An event about an order, at its limit. */
  tell(
    kind: number,
    order: number,
    flags: number,
    size: number,
    detail: number,
    left: number,
    shown: number,
  ): void {
    const { i32, f64 } = this.#records
    const side: Side = this.store.sideOf(order)
    const at = this.#writer.append(
      packMeta(kind, side, flags),
      this.instrumentOf(order),
      this.limitOf(order),
      size,
      i32[order + PARTICIPANT]!,
      detail,
      left,
      shown,
    )
    this.#writer.tape.f64[(at >> 1) + F_ORDER] = f64[order >> 1]!
  }

  #count(order: number, instrument: number, lots: number): void {
    this.openLots[restingOf(instrument, this.store.sideOf(order))]! += lots
  }

  #linkPeg(order: number, instrument: number): void {
    const { rareI32 } = this.store
    const last = this.pegs[2 * instrument + 1]!
    rareI32[rare(order) + PREVIOUS_PEG] = last
    rareI32[rare(order) + NEXT_PEG] = NO_ORDER
    if (last === NO_ORDER) this.pegs[2 * instrument] = order
    else rareI32[rare(last) + NEXT_PEG] = order
    this.pegs[2 * instrument + 1] = order
    this.#states[instrument]!.startWaiting()
  }

  #unlinkPeg(order: number): void {
    const { rareI32 } = this.store
    const instrument = rareI32[rare(order) + INSTRUMENT]!
    const previous = rareI32[rare(order) + PREVIOUS_PEG]!
    const next = rareI32[rare(order) + NEXT_PEG]!
    if (previous === NO_ORDER) this.pegs[2 * instrument] = next
    else rareI32[rare(previous) + NEXT_PEG] = next
    if (next === NO_ORDER) this.pegs[2 * instrument + 1] = previous
    else rareI32[rare(next) + PREVIOUS_PEG] = previous
    this.#states[instrument]!.waiting--
  }

  checkInvariants(): void {
    const queued = this.queues.checkInvariants()
    let parked = 0
    for (let instrument = 0; 2 * instrument < this.pegs.length; instrument++) {
      let order = this.pegs[2 * instrument]!
      for (; order !== NO_ORDER; order = this.store.rareI32[rare(order) + NEXT_PEG]!) {
        if (this.#records.i32[order + LEVEL] === NO_LEVEL) parked++
      }
    }
    assert(queued + parked === this.store.count, 'every order is in a queue or parked')
    this.store.checkInvariants()
    this.dated.checkInvariants()
  }
}
