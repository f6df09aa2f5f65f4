/** One of the watched orders as far as it is known, and the pool of a bounded number of them. */
import {
  BUY,
  FOK,
  GTC,
  IntMap,
  IOC,
  LIMIT,
  MARKET,
  NO_ENTRY,
  type OrderType,
  type Side,
  type TimeInForce,
} from '../../core/index.ts'

export class OwnOrder {
  id = 0
  side: Side = BUY
  priceTicks = 0
  /** Total size, with what has filled. */
  size = 0
  filled = 0
  isResting = false
  sentNanos = 0
  sentSequence = 0
  /** When it began to rest; NaN before. */
  restsSinceNanos = Number.NaN
  algorithm = 0
  orderType: OrderType = LIMIT
  timeInForce: TimeInForce = GTC
  /** Ticks behind the best price of its side when it was sent; NaN without one. */
  behindTicks = Number.NaN
  /** The mid when it was sent, in ticks; NaN without one. */
  midTicks = Number.NaN

  get open(): number {
    return this.size - this.filled
  }
  /** Trades at once or not at all. */
  get isImmediate(): boolean {
    return this.orderType === MARKET || this.timeInForce === IOC || this.timeInForce === FOK
  }
}

/** Live orders by id. Objects are reused: one is valid until its order has ended. */
export class OwnOrders {
  readonly #slots = new IntMap()
  readonly #live: OwnOrder[] = []
  readonly #spare: OwnOrder[] = []
  readonly #liveMax: number = 0

  constructor(liveMax: number) {
    this.#liveMax = liveMax
  }

  get count(): number {
    return this.#live.length
  }
  at(index: number): OwnOrder {
    return this.#live[index]!
  }

  find(id: number): OwnOrder | undefined {
    const slot = this.#slots.get(id)
    return slot === NO_ENTRY ? undefined : this.#live[slot]
  }

  /** A blank order under this id; undefined when there is no room left. The id is new. */
  add(id: number): OwnOrder | undefined {
    if (this.#live.length === this.#liveMax) return undefined
    const order = this.#spare.pop() ?? new OwnOrder()
    order.id = id
    order.filled = 0
    order.isResting = false
    order.restsSinceNanos = Number.NaN
    this.#slots.set(id, this.#live.length)
    this.#live.push(order)
    return order
  }

  remove(order: OwnOrder): void {
    const slot = this.#slots.get(order.id)
    const last = this.#live.pop()!
    if (last !== order) {
      this.#live[slot] = last
      this.#slots.set(last.id, slot)
    }
    this.#slots.delete(order.id)
    this.#spare.push(order)
  }

  /** Lots that rest on a side. */
  restingLots(side: Side): number {
    let lots = 0
    for (const order of this.#live) if (order.side === side && order.isResting) lots += order.open
    return lots
  }
}
