/**
 * Own orders resting at a replayed venue, one side: best price first, then by arrival.
 *
 * They are not part of the recorded book; they stand beside it. A handful at a time, so sorted
 * insertion into an array beats anything clever.
 */
import {
  assert,
  BUY,
  GTC,
  LIMIT,
  type Lots,
  lots,
  NEVER,
  NO_PRICE,
  type Side,
  type Ticks,
} from '../core/index.ts'
import type { FifoPlace } from './fifo-place.ts'
import type { QueuePlace } from './queue-model.ts'

export class RestingOrder implements QueuePlace {
  id = 0
  side: Side = 1
  price: Ticks = NO_PRICE
  size: Lots = lots(0)
  filled: Lots = lots(0)
  /** How long it stands; a replace that moves it is placed under the same terms. */
  timeInForce = GTC as number
  /** Lots of the market ahead of it at its price; infinite while nobody could see them. */
  ahead = 0
  /** Its price is out of the feed's sight: what happens there is not told. */
  isUnseen = false
  traded = 0
  /** The same, when it came to rest; NaN when nobody could see them. */
  aheadAtEntry = 0
  /** When it came to rest at its price. */
  restedAtNanos = Number.NaN
  /** What is left as the float64 remainder of quantities that the reference backtester keeps. */
  leavesQuantity = 0
  orderType = LIMIT as number
  /** What wakes a stop order. */
  stopPrice: Ticks = NO_PRICE
  /** Lots that an iceberg shows at a time, 0 when it shows everything. */
  displaySize: Lots = lots(0)
  /** Lots of the part that is shown now and has its place in the queue. */
  shown: Lots = lots(0)
  expiresAtNanos: number = NEVER
  isReduceOnly = false
  /** Who stands ahead, where the market tells single orders. */
  place: FifoPlace | undefined

  /** A reused object starts over as a plain order. */
  begin(id: number, side: Side, price: Ticks, size: Lots): void {
    this.id = id
    this.side = side
    this.price = price
    this.size = size
    this.filled = lots(0)
    this.timeInForce = GTC
    this.orderType = LIMIT
    this.stopPrice = NO_PRICE
    this.displaySize = lots(0)
    this.shown = lots(0)
    this.expiresAtNanos = NEVER
    this.isReduceOnly = false
    this.isUnseen = false
    this.place = undefined
  }

  /** Shows the next part: all that is left, or as much as an iceberg shows. */
  show(): void {
    const { leaves } = this
    this.shown = this.displaySize > 0 && this.displaySize < leaves ? this.displaySize : leaves
  }

  get leaves(): Lots {
    return lots(this.size - this.filled)
  }
}

export class RestingOrders {
  readonly side: Side
  readonly #orders: RestingOrder[] = []
  /** Of the first order: every record of the market asks for it. */
  #best: Ticks = NO_PRICE

  constructor(side: Side) {
    this.side = side
  }

  get count(): number {
    return this.#orders.length
  }
  /** The best own price, `NO_PRICE` without orders. */
  get best(): Ticks {
    return this.#best
  }

  at(index: number): RestingOrder {
    const order = this.#orders[index]
    assert(order !== undefined, 'an order rests at each index below count')
    return order
  }

  /** Whether the other side's best has come to the best own price, or beyond it. */
  isReached(farBest: Ticks): boolean {
    if (this.#best === NO_PRICE || farBest === NO_PRICE) return false
    // A product of two int32 would be a double.
    return this.side === BUY ? this.#best >= farBest : this.#best <= farBest
  }

  /** Whether an order stands at a price. */
  holds(price: Ticks): boolean {
    if (price === this.#best) return this.#orders.length > 0
    for (let k = 1; k < this.#orders.length; k++) {
      if (this.#orders[k]!.price === price) return true
    }
    return false
  }

  find(id: number): RestingOrder | undefined {
    for (let k = 0; k < this.#orders.length; k++) {
      if (this.#orders[k]!.id === id) return this.#orders[k]
    }
    return undefined
  }

  /** Own lots that stand before `order`, at its price and earlier: what an iceberg hides does not. */
  ownLotsAhead(order: RestingOrder): number {
    let sum = 0
    for (let k = 0; k < this.#orders.length && this.#orders[k] !== order; k++) {
      if (this.#orders[k]!.price === order.price) sum += this.#orders[k]!.shown
    }
    return sum
  }

  add(order: RestingOrder): void {
    if (order.shown === 0) order.show()
    // By hand: a splice makes an array of what it removed, and leaves compiled code for it.
    this.#orders.push(order)
    let position = this.#orders.length - 1
    while (position > 0 && this.side * (order.price - this.#orders[position - 1]!.price) > 0) {
      this.#orders[position] = this.#orders[position - 1]!
      position--
    }
    this.#orders[position] = order
    this.#best = this.#orders[0]!.price
  }

  remove(order: RestingOrder): void {
    const position = this.#orders.indexOf(order)
    assert(position >= 0, 'a removed order was resting')
    const last = this.#orders.length - 1
    for (let k = position; k < last; k++) this.#orders[k] = this.#orders[k + 1]!
    this.#orders.pop()
    this.#best = this.#orders[0]?.price ?? NO_PRICE
  }

  checkInvariants(): void {
    assert(
      this.#best === (this.#orders[0]?.price ?? NO_PRICE),
      'best is the price of the first order',
    )
    for (let k = 0; k < this.#orders.length; k++) {
      const order = this.#orders[k]!
      assert(order.side === this.side, 'a side holds its own orders')
      assert(order.leaves > 0, 'a resting order has something left')
      assert(order.shown > 0 && order.shown <= order.leaves, 'a resting order shows something')
      if (k === 0) continue
      const isBehind = this.side * (this.#orders[k - 1]!.price - order.price) >= 0
      assert(isBehind, 'orders stand best price first')
    }
  }
}
