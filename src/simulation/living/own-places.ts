/**
 * Where orders of one's own stand in the queues of a real book, in displayed lots ahead of them.
 *
 * The engine's events are enough to know: what came to a price after an own order is noted as behind
 * it, and whatever else leaves that price was ahead. Only prices with own orders cost anything.
 */
import type { BookView } from '../../book/index.ts'
import {
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_ORDER,
  FLAG_BOOKED,
  FLAG_HIDDEN,
  FLAG_KEPT,
  flagsOf,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  IntMap,
  NO_PRICE,
  opposite,
  type Side,
  sideOf,
  type Ticks,
  ticks,
} from '../../core/index.ts'

export class OwnPlace {
  orderId = 0
  side: Side = 1
  price: Ticks = NO_PRICE
  aheadLots = 0
  aheadAtEntryLots = 0
  /** Orders of others, and own ones, that came to the price later. */
  readonly behind = new IntMap(16)
}

export class OwnPlaces {
  readonly #places: OwnPlace[] = []
  readonly #spare: OwnPlace[] = []

  get count(): number {
    return this.#places.length
  }

  find(orderId: number): OwnPlace | undefined {
    for (let k = 0; k < this.#places.length; k++) {
      if (this.#places[k]!.orderId === orderId) return this.#places[k]
    }
    return undefined
  }

  /** An event of the engine; `book` shows the levels as they are right after it. */
  hear(tape: EventTape, index: number, isOwn: boolean, book: BookView): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const kind = engineKindOf(meta)
    const side = sideOf(meta)
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    const price = tape.i32[i + I_PRICE]!
    const shown = tape.i32[i + I_SHOWN]!
    if (kind === ENGINE_TRADE) {
      const isHidden = (flagsOf(meta) & FLAG_HIDDEN) !== 0
      if (!isHidden && this.#places.length > 0) {
        this.#leave(opposite(side), price, id, tape.i32[i + I_SIZE]!)
      }
    } else if (kind === ENGINE_CANCELED) {
      if (this.#places.length === 0) return
      this.#leave(side, price, id, shown)
      if (isOwn && tape.i32[i + I_LEFT] === 0) this.end(id)
    } else if (kind === ENGINE_REPLACED) {
      this.#replace(tape, index, isOwn, book)
    } else if (kind === ENGINE_BOOKED) {
      this.#enter(side, price, id, shown, isOwn, book)
    } else if (kind === ENGINE_ACCEPTED && (flagsOf(meta) & FLAG_BOOKED) !== 0) {
      this.#enter(side, price, id, shown, isOwn, book)
    }
  }

  /** An own order has traded whole, or is gone. */
  end(orderId: number): void {
    const place = this.find(orderId)
    if (place === undefined) return
    this.#places[this.#places.indexOf(place)] = this.#places.at(-1)!
    this.#places.pop()
    place.behind.clear()
    this.#spare.push(place)
  }

  #replace(tape: EventTape, index: number, isOwn: boolean, book: BookView): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    const id = tape.f64[index * EVENT_F64 + F_ORDER]!
    const own = this.find(id)
    // Where another's order stood before is not told; only its new place can be at a price of ours.
    const from = own?.price ?? tape.i32[i + I_PRICE]!
    const isKept = (flagsOf(meta) & FLAG_KEPT) !== 0
    if (own !== undefined || isKept) this.#leave(sideOf(meta), from, id, tape.i32[i + I_LEFT]!)
    if (isKept) return
    this.end(id)
    if ((flagsOf(meta) & FLAG_BOOKED) === 0) return
    this.#enter(sideOf(meta), tape.i32[i + I_PRICE]!, id, tape.i32[i + I_SHOWN]!, isOwn, book)
  }

  #enter(
    side: Side,
    price: number,
    id: number,
    shown: number,
    isOwn: boolean,
    book: BookView,
  ): void {
    if (shown === 0) return
    for (let k = 0; k < this.#places.length; k++) {
      const place = this.#places[k]!
      if (place.price === price && place.side === side && place.orderId !== id) {
        place.behind.set(id, 1)
      }
    }
    if (!isOwn) return
    // An iceberg that shows its next slice stands at the end of the queue again.
    const place = this.find(id) ?? this.#begin(id)
    place.behind.clear()
    place.side = side
    place.price = ticks(price)
    place.aheadLots = book.sizeAt(side, ticks(price)) - shown
    place.aheadAtEntryLots = place.aheadLots
  }

  #begin(id: number): OwnPlace {
    const place = this.#spare.pop() ?? new OwnPlace()
    place.orderId = id
    this.#places.push(place)
    return place
  }

  /** Lots of an order have left a price, from wherever in the queue that order stands. */
  #leave(side: Side, price: number, id: number, size: number): void {
    if (size === 0) return
    for (let k = 0; k < this.#places.length; k++) {
      const place = this.#places[k]!
      if (place.price !== price || place.side !== side || place.orderId === id) continue
      if (!place.behind.has(id)) place.aheadLots -= size
    }
  }
}
