/**
 * Compares the book with the best prices that the venue itself publishes.
 *
 * A touch and a diff with the same update id describe the same instant, whichever comes first: then
 * price and size of both sides must be equal. Anything else means that the book is wrong.
 */
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_A,
  F_B,
  F_SEQUENCE,
  I_PRICE,
  I_SIZE,
  type Lots,
  SELL,
  type Side,
  type Ticks,
} from '../../core/index.ts'

/** A book as the gate needs it: told every record, asked for the touch. `OrderBook` is one. */
export interface JudgedBook {
  apply(tape: EventTape, index: number): void
  best(side: Side): Ticks
  bestSize(side: Side): Lots
  levelCount(side: Side): number
}

/** Touches remembered until their diff comes: seconds of the busiest stream. */
const SLOTS = 4096
/** Update id, bid price, bid size, ask price, ask size. */
const FIELDS = 5

export class TouchWitness {
  compared = 0
  agreed = 0
  readonly #book: JudgedBook
  readonly #touches = new Float64Array(SLOTS * FIELDS).fill(-1)
  readonly #found = new Float64Array(FIELDS)
  #bookId = -1

  constructor(book: JudgedBook) {
    this.#book = book
  }

  /** A TOUCH record: compared at once when the book stands at its id, remembered otherwise. */
  addTouch(tape: EventTape, index: number): void {
    const found = this.#found
    found[0] = tape.f64[index * EVENT_F64 + F_SEQUENCE]!
    found[1] = tape.i32[index * EVENT_I32 + I_PRICE]!
    found[2] = tape.i32[index * EVENT_I32 + I_SIZE]!
    found[3] = tape.f64[index * EVENT_F64 + F_A]!
    found[4] = tape.f64[index * EVENT_F64 + F_B]!
    if (found[0] === this.#bookId) this.#compare(found, 0)
    else this.#touches.set(found, (found[0] % SLOTS) * FIELDS)
  }

  /** The book contains everything up to an update id. */
  setBookId(id: number): void {
    this.#bookId = id
    const slot = (id % SLOTS) * FIELDS
    if (this.#touches[slot] === id) this.#compare(this.#touches, slot)
  }

  #compare(touch: Float64Array, slot: number): void {
    const book = this.#book
    this.compared++
    const isEqual =
      isSame(book, BUY, touch[slot + 1]!, touch[slot + 2]!) &&
      isSame(book, SELL, touch[slot + 3]!, touch[slot + 4]!)
    if (isEqual) this.agreed++
  }
}

function isSame(book: JudgedBook, side: Side, price: number, sizeLots: number): boolean {
  if (sizeLots === 0) return book.levelCount(side) === 0
  return book.best(side) === price && book.bestSize(side) === sizeLots
}
