/**
 * What must hold of any stream of events, whoever wrote it: reckoned from the events alone.
 *
 *  - An order's trades, cancellations and what is left of it are its size: no lot comes from nowhere.
 *  - No trade is outside the limits of its orders.
 *  - Events are numbered without a gap, and speak of orders that live.
 */
import {
  ENGINE_ACCEPTED,
  ENGINE_BOOKED,
  ENGINE_CANCELED,
  ENGINE_REJECTED,
  ENGINE_REPLACED,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_A,
  F_ORDER,
  F_SEQUENCE,
  FLAG_AUCTION,
  FLAG_KEPT,
  flagsOf,
  I_LEFT,
  I_META,
  I_PRICE,
  I_SIZE,
  NO_PRICE,
  sideOf,
} from '../../core/index.ts'

interface KnownOrder {
  readonly side: number
  limit: number
  leaves: number
}

export class LotLedger {
  readonly orders = new Map<number, KnownOrder>()
  /** Lots bought and sold in trades. */
  bought = 0
  sold = 0
  #sequence = 0

  /** @throws Error at the first event that breaks a law. */
  read(tape: EventTape): void {
    for (let index = 0; index < tape.length; index++) this.#readOne(tape, index)
  }

  #readOne(tape: EventTape, index: number): void {
    const { i32, f64 } = tape
    const [i, f] = [index * EVENT_I32, index * EVENT_F64]
    const meta = i32[i + I_META]!
    const kind = engineKindOf(meta)
    const id = f64[f + F_ORDER]!
    const [price, size] = [i32[i + I_PRICE]!, i32[i + I_SIZE]!]
    must(f64[f + F_SEQUENCE] === ++this.#sequence, 'events are numbered without a gap')
    if (kind === ENGINE_ACCEPTED) {
      must(!this.orders.has(id), 'a new order is new')
      this.orders.set(id, { side: sideOf(meta), limit: price, leaves: size })
    } else if (kind === ENGINE_TRADE) {
      const isAuction = (flagsOf(meta) & FLAG_AUCTION) !== 0
      this.#trade(id, f64[f + F_A]!, price, size, isAuction)
    } else if (kind === ENGINE_CANCELED) {
      must(this.#take(id, size) === i32[i + I_LEFT], 'a cancellation says what is left')
    } else if (kind === ENGINE_REPLACED) this.#replace(id, price, size, flagsOf(meta))
    else if (kind === ENGINE_BOOKED) {
      must(this.#known(id).leaves === size, 'what rests is what is left')
    } else if (kind !== ENGINE_REJECTED && id !== 0) this.#known(id)
  }

  #trade(id: number, otherId: number, price: number, size: number, isAuction: boolean): void {
    const one = this.#known(id)
    const other = this.#known(otherId)
    must(one.side === -other.side, 'a buyer trades with a seller')
    must(!isAuction || one.side > 0, 'an auction names the buyer first')
    must(size > 0, 'a trade is of something')
    for (const { side, limit } of [one, other]) {
      must(limit === NO_PRICE || side * (limit - price) >= 0, 'no trade is outside a limit')
    }
    this.bought += size
    this.sold += size
    this.#take(id, size)
    this.#take(otherId, size)
  }

  #replace(id: number, limit: number, size: number, flags: number): void {
    const order = this.#known(id)
    const isKept = (flags & FLAG_KEPT) !== 0
    must(!isKept || (order.limit === limit && size <= order.leaves), 'only less keeps its place')
    order.limit = limit
    order.leaves = size
  }

  #known(id: number): KnownOrder {
    const order = this.orders.get(id)
    if (order === undefined) throw new Error('an event is about an order that lives')
    return order
  }

  /** Returns what is left. */
  #take(id: number, size: number): number {
    const order = this.#known(id)
    order.leaves -= size
    must(order.leaves >= 0, 'no order gives more than it has')
    if (order.leaves === 0) this.orders.delete(id)
    return order.leaves
  }
}

function must(holds: boolean, law: string): void {
  if (!holds) throw new Error(`broken: ${law}`)
}
