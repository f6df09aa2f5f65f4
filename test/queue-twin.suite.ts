/**
 * Who is when served in a queue of single orders, the slow and obvious way: the recorded orders and
 * ours stand in one list a price, in the order in which they came.
 *
 * It is the judge of `ReplayVenue` on recorded orders. What a record of the market should fill is
 * said before the venue is told of it.
 */
import {
  type EventView,
  ORDER_ADD,
  ORDER_DELETE,
  ORDER_EXECUTE,
  ORDER_REDUCE,
  ORDER_REPLACE,
  type Side,
} from '../src/core/index.ts'
import { type FillCause, QUEUE_EXHAUSTED, TRADED_THROUGH } from '../src/exchange/index.ts'

interface Entry {
  readonly id: number
  readonly isOwn: boolean
  size: number
}

interface OwnOrder {
  readonly side: Side
  readonly price: number
  readonly entry: Entry
  /** Everybody of the market who stood ahead when it came. */
  readonly aheadAtEntry: ReadonlySet<Entry>
}

export interface ExpectedFill {
  readonly orderId: number
  readonly size: number
  readonly cause: FillCause
}

export class QueueTwin {
  readonly own = new Map<number, OwnOrder>()
  /** Recorded executions, and those of an order that somebody recorded stood before. */
  executions = 0
  outOfTurn = 0
  /** Fills of ours at the front of a queue while somebody who was ahead at entry still stood there. */
  early = 0
  readonly #queues = new Map<string, Entry[]>()
  readonly #market = new Map<number, { side: Side; price: number; entry: Entry }>()

  /** Takes in a record of the market; answers what of ours must trade on it. */
  take(event: EventView): ExpectedFill[] {
    const { kind, orderId, side, price, size, payloadA } = event
    if (kind === ORDER_ADD) this.#add(orderId, side, price, size)
    else if (kind === ORDER_DELETE) this.#leave(orderId)
    else if (kind === ORDER_REDUCE) this.#shrink(orderId, size)
    else if (kind === ORDER_EXECUTE) return this.#execute(orderId, size)
    else if (kind === ORDER_REPLACE) {
      const before = this.#market.get(orderId)
      this.#leave(orderId)
      this.#add(payloadA, before?.side ?? side, price, size)
    }
    return []
  }

  enter(id: number, side: Side, price: number, size: number): void {
    const queue = this.#queue(side, price)
    const entry = { id, isOwn: true, size }
    const aheadAtEntry = new Set(queue.filter(({ isOwn }) => !isOwn))
    queue.push(entry)
    this.own.set(id, { side, price, entry, aheadAtEntry })
  }

  withdraw(id: number): void {
    const { side, price, entry } = this.own.get(id)!
    drop(this.#queue(side, price), entry)
    this.own.delete(id)
  }

  /** A smaller size in place. */
  shrinkOwn(id: number, size: number): void {
    this.own.get(id)!.entry.size = size
  }

  /** Lots of the market before an own order. */
  lotsAhead(id: number): number {
    const { side, price, entry } = this.own.get(id)!
    let sum = 0
    for (const other of this.#queue(side, price)) {
      if (other === entry) break
      if (!other.isOwn) sum += other.size
    }
    return sum
  }

  /** The price at which a recorded order rests; undefined when there is none of that id. */
  placeOf(id: number): { readonly side: Side; readonly price: number } | undefined {
    return this.#market.get(id)
  }

  #execute(id: number, size: number): ExpectedFill[] {
    const resting = this.#market.get(id)
    if (resting === undefined) return []
    const { side, price, entry } = resting
    const fills: ExpectedFill[] = []
    let budget = size
    for (const [orderId, own] of this.#betterOwn(side, price)) {
      if (budget <= 0) break
      fills.push({ orderId, size: own.entry.size, cause: TRADED_THROUGH })
      budget -= own.entry.size
      this.withdraw(orderId)
    }
    const queue = this.#queue(side, price)
    this.executions++
    if (queue.find(({ isOwn }) => !isOwn) !== entry) this.outOfTurn++
    while (budget > 0 && queue[0]?.isOwn === true) {
      const first = queue[0]
      const reached = Math.min(budget, first.size)
      if (this.#countStillAhead(first.id) > 0) this.early++
      fills.push({ orderId: first.id, size: reached, cause: QUEUE_EXHAUSTED })
      budget -= reached
      first.size -= reached
      if (first.size === 0) this.withdraw(first.id)
    }
    this.#shrink(id, size)
    return fills
  }

  /** Of those who stood ahead when the order came, how many stand at its price and have kept their place. */
  #countStillAhead(id: number): number {
    const { side, price, aheadAtEntry } = this.own.get(id)!
    return this.#queue(side, price).filter((other) => aheadAtEntry.has(other)).length
  }

  /** Own orders that an aggressor meets before it comes to a price: best first, then by arrival. */
  #betterOwn(side: Side, price: number): [number, OwnOrder][] {
    return [...this.own]
      .filter(([, own]) => own.side === side && side * (own.price - price) > 0)
      .sort(([, a], [, b]) => side * (b.price - a.price))
  }

  #add(id: number, side: Side, price: number, size: number): void {
    this.#leave(id)
    const entry = { id, isOwn: false, size }
    this.#queue(side, price).push(entry)
    this.#market.set(id, { side, price, entry })
  }

  #shrink(id: number, by: number): void {
    const resting = this.#market.get(id)
    if (resting === undefined) return
    resting.entry.size -= by
    if (resting.entry.size <= 0) this.#leave(id)
  }

  #leave(id: number): void {
    const resting = this.#market.get(id)
    if (resting === undefined) return
    drop(this.#queue(resting.side, resting.price), resting.entry)
    this.#market.delete(id)
  }

  #queue(side: Side, price: number): Entry[] {
    const key = `${side} ${price}`
    let queue = this.#queues.get(key)
    if (queue === undefined) {
      queue = []
      this.#queues.set(key, queue)
    }
    return queue
  }
}

function drop(queue: Entry[], entry: Entry): void {
  const place = queue.indexOf(entry)
  if (place >= 0) queue.splice(place, 1)
}
