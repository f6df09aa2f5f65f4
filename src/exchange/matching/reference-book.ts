/**
 * The orders of the reference engine: one list, and questions asked of it anew every time; what can
 * happen to a single order, with the event that tells it.
 */
import {
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_PARKED,
  ENGINE_REPLACED,
  F_A,
  F_ORDER,
  FLAG_KEPT,
  NO_PRICE,
  opposite,
  packMeta,
  type Side,
} from '../../core/index.ts'
import { firstShown } from './entered-order.ts'
import type { EventWriter } from './event-writer.ts'
import type { InstrumentState } from './instrument-state.ts'
import * as reason from './reason.ts'
import { byPriority, isWithin, type ReferenceOrder } from './reference-order.ts'
import { IN_BOOK, PARKED_PEG } from './snapshot.ts'

export class ReferenceBook {
  /** Every order that lives, by id. */
  readonly orders = new Map<number, ReferenceOrder>()
  readonly #writer: EventWriter
  #turns = 0

  constructor(writer: EventWriter) {
    this.#writer = writer
  }

  /** Takes an order in, behind all others where it is. */
  add(order: ReferenceOrder): void {
    this.orders.set(order.id, order)
    order.turn = ++this.#turns
  }

  of(instrument: number): ReferenceOrder[] {
    return [...this.orders.values()].filter((order) => order.instrument === instrument)
  }

  at(instrument: number, place: number): ReferenceOrder[] {
    return this.of(instrument).filter((order) => order.place === place)
  }

  /** The resting orders of a side, in the order in which they trade. */
  resting(instrument: number, side: Side): ReferenceOrder[] {
    return this.at(instrument, IN_BOOK)
      .filter((order) => order.side === side)
      .sort(byPriority)
  }

  openLots(instrument: number, side: Side): number {
    return this.of(instrument)
      .filter((order) => order.side === side)
      .reduce((sum, { leaves }) => sum + leaves, 0)
  }

  /** Whether a resting order of the other side is within a limit. */
  wouldTrade(state: InstrumentState, side: Side, limit: number): boolean {
    const best = this.resting(state.index, opposite(side))[0]
    return best !== undefined && isWithin(side, best.bookPrice, limit)
  }

  // An order finds a place, or leaves it.

  /** Puts an order behind all others at a place. */
  wait(order: ReferenceOrder, place: number): void {
    order.place = place
    order.turn = ++this.#turns
  }

  rest(order: ReferenceOrder, price: number): void {
    order.place = IN_BOOK
    order.bookPrice = price
    order.shown = firstShown(order.terms, order.displaySize, order.leaves)
    order.turn = ++this.#turns
  }

  leave(order: ReferenceOrder, place: number): void {
    order.place = place
    order.bookPrice = NO_PRICE
    order.shown = 0
  }

  book(order: ReferenceOrder, price: number, why: number): void {
    this.rest(order, price)
    this.tell(ENGINE_BOOKED, order, 0, { price, detail: why, shown: order.shown })
  }

  park(order: ReferenceOrder): void {
    this.leave(order, PARKED_PEG)
    this.tell(ENGINE_PARKED, order, 0, {})
  }

  // Lots of an order go.

  /** Lots of an order are traded. A resting iceberg whose slice is gone shows the next. */
  take(order: ReferenceOrder, size: number): void {
    const wasShown = order.shown > 0
    order.leaves -= size
    if (wasShown) order.shown -= size
    if (order.leaves === 0) this.orders.delete(order.id)
    else if (wasShown && order.shown === 0) this.book(order, order.bookPrice, reason.BOOKED_REFRESH)
  }

  /** Lots of an order go without a trade; with the last of them the order. */
  shrink(order: ReferenceOrder, size: number, why: number): void {
    const { shown } = order
    order.leaves -= size
    order.shown = Math.min(shown, order.leaves)
    this.tell(ENGINE_CANCELED, order, 0, {
      size,
      detail: why,
      left: order.leaves,
      shown: shown - order.shown,
    })
    if (order.leaves === 0) this.orders.delete(order.id)
  }

  reduce(order: ReferenceOrder, size: number): void {
    const { shown } = order
    order.leaves = size
    order.shown = Math.min(shown, size)
    this.tell(ENGINE_REPLACED, order, FLAG_KEPT, { left: shown - order.shown })
  }

  tell(
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
    const at = this.#writer.append(meta, instrument, price, size, participant, detail, left, shown)
    this.#writer.tape.f64[(at >> 1) + F_ORDER] = order.id
  }

  /** A trade between two orders, `one` in the order slot. */
  tellTrade(
    meta: number,
    one: ReferenceOrder,
    other: ReferenceOrder,
    price: number,
    size: number,
  ): void {
    const { instrument } = one
    const at = this.#writer.append(
      ...([meta, instrument, price, size, 0, 0, one.participant, other.participant] as const),
    )
    this.#writer.tape.f64[(at >> 1) + F_ORDER] = one.id
    this.#writer.tape.f64[(at >> 1) + F_A] = other.id
  }
}
