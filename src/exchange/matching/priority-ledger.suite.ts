/**
 * Price-time priority as a law of events, reckoned from the events alone: whoever trades in continuous
 * trading stands before everybody of its side who could have traded instead.
 *
 *  - Nobody of its side rests at a better price, displayed or hidden.
 *  - At its price a hidden order trades only when no displayed one is left there, and, where a level is
 *    not shared in proportion, nobody of its kind has come before it.
 *  - It trades at its own price.
 */
import {
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
  F_A,
  F_ORDER,
  FLAG_AUCTION,
  FLAG_BOOKED,
  FLAG_KEPT,
  flagsOf,
  I_INSTRUMENT,
  I_META,
  I_PRICE,
  I_SHOWN,
  I_SIZE,
  sideOf,
} from '../../core/index.ts'

interface Resting {
  readonly instrument: number
  readonly side: number
  readonly price: number
  readonly isDisplayed: boolean
  /** Later is larger. */
  readonly place: number
  leaves: number
}

export class PriorityLedger {
  /** Trades that were judged. */
  judged = 0
  readonly #resting = new Map<number, Resting>()
  readonly #isShared: readonly boolean[]
  #place = 0

  /** @param isShared whether an instrument's levels are shared in proportion. */
  constructor(isShared: readonly boolean[]) {
    this.#isShared = isShared
  }

  /** @throws Error at the first trade out of turn. */
  read(tape: EventTape): void {
    for (let index = 0; index < tape.length; index++) this.#readOne(tape, index)
  }

  #readOne({ i32, f64 }: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = i32[i + I_META]!
    const kind = engineKindOf(meta)
    const flags = flagsOf(meta)
    const id = f64[index * EVENT_F64 + F_ORDER]!
    const size = i32[i + I_SIZE]!
    if (kind === ENGINE_TRADE) {
      if ((flags & FLAG_AUCTION) === 0) this.#judge(id, i32[i + I_PRICE]!)
      for (const trader of [id, f64[index * EVENT_F64 + F_A]!]) this.#take(trader, size)
    } else if (kind === ENGINE_PARKED) this.#resting.delete(id)
    else if (kind === ENGINE_CANCELED) this.#take(id, size)
    else if (kind === ENGINE_REPLACED && (flags & FLAG_KEPT) !== 0) {
      const kept = this.#resting.get(id)
      if (kept !== undefined) kept.leaves = size
    } else if (kind === ENGINE_ACCEPTED || kind === ENGINE_REPLACED || kind === ENGINE_BOOKED) {
      this.#resting.delete(id)
      if (kind !== ENGINE_BOOKED && (flags & FLAG_BOOKED) === 0) return
      this.#resting.set(id, {
        instrument: i32[i + I_INSTRUMENT]!,
        side: sideOf(meta),
        price: i32[i + I_PRICE]!,
        isDisplayed: i32[i + I_SHOWN]! > 0,
        place: ++this.#place,
        leaves: size,
      })
    }
  }

  #take(id: number, size: number): void {
    const one = this.#resting.get(id)
    if (one === undefined) return
    one.leaves -= size
    if (one.leaves === 0) this.#resting.delete(id)
  }

  #judge(id: number, price: number): void {
    const one = this.#resting.get(id)
    if (one === undefined) throw new Error(`broken: order ${id} trades without resting`)
    if (one.price !== price) throw new Error(`broken: order ${id} trades beside its price`)
    this.judged++
    for (const [otherId, other] of this.#resting) {
      if (other.instrument !== one.instrument || other.side !== one.side || other === one) continue
      if (this.#isBefore(other, one)) throw new Error(`broken: ${id} trades before ${otherId}`)
    }
  }

  #isBefore(other: Resting, one: Resting): boolean {
    if (other.price !== one.price) return other.side * (other.price - one.price) > 0
    if (other.isDisplayed !== one.isDisplayed) return other.isDisplayed
    const isByTime = !one.isDisplayed || !this.#isShared[one.instrument]!
    return isByTime && other.place < one.place
  }
}
