/**
 * One execution as its venue tells it: what traded, why, and where the order stood in its queue.
 *
 * A venue owns one report and writes it anew for each execution, so that nothing is allocated.
 * Everyone between the venue and the desk sees it as a `Fill`, valid during the call only, and copies
 * what is to be kept.
 */
import {
  type Lots,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  type Side,
  type Ticks,
} from '../core/index.ts'
import { type FillCause, TAKER } from './exchange.ts'
import type { RestingOrder } from './resting-orders.ts'

export interface Fill {
  readonly at: Nanos
  readonly orderId: number
  readonly side: Side
  readonly priceTicks: Ticks
  readonly size: Lots
  readonly leaves: Lots
  /** In the instrument's currency, exact. */
  readonly price: number
  /** In settlement currency. */
  readonly fee: number
  readonly cause: FillCause
  /** Size and rest as float64 quantities, from venues that count so; NaN from all others. */
  readonly quantity: number
  readonly leavesQuantity: number
  /** Lots ahead when the order came to rest; NaN for an aggressor, or when nobody saw them. */
  readonly aheadAtEntryLots: number
  /** Lots still ahead in the queue model's eyes: zero when the queue itself was used up. */
  readonly aheadAtFillLots: number
  /** When the order came to rest at this price; NaN for an aggressor. */
  readonly restedAtNanos: number
}

export class FillReport implements Fill {
  at: Nanos = nanos(Number.NaN)
  orderId = 0
  side: Side = 1
  priceTicks: Ticks = NO_PRICE
  size: Lots = lots(0)
  leaves: Lots = lots(0)
  price = Number.NaN
  fee = Number.NaN
  cause: FillCause = TAKER
  quantity = Number.NaN
  leavesQuantity = Number.NaN
  aheadAtEntryLots = Number.NaN
  aheadAtFillLots = Number.NaN
  restedAtNanos = Number.NaN
  readonly #lotInQueue: number = 1

  /** `lotInQueue` is what a lot counts in the queues of the venue's orders. */
  constructor(lotInQueue = 1) {
    this.#lotInQueue = lotInQueue
  }

  /** An execution that the order has booked already. */
  of(
    order: RestingOrder,
    at: Nanos,
    priceTicks: Ticks,
    size: Lots,
    price: number,
    fee: number,
    cause: FillCause,
  ): this {
    this.at = at
    this.orderId = order.id
    this.side = order.side
    this.priceTicks = priceTicks
    this.size = size
    this.leaves = order.leaves
    this.price = price
    this.fee = fee
    this.cause = cause
    if (cause === TAKER) this.#took()
    else this.#rested(order)
    return this
  }

  /** The execution of an order that has not rested. */
  #took(): void {
    this.aheadAtEntryLots = Number.NaN
    this.aheadAtFillLots = Number.NaN
    this.restedAtNanos = Number.NaN
  }

  /** Below zero lots ahead are none; infinitely many are not known. */
  #rested(order: RestingOrder): void {
    const aheadLots = order.ahead / this.#lotInQueue
    this.aheadAtEntryLots = Math.max(0, order.aheadAtEntry / this.#lotInQueue)
    this.aheadAtFillLots = Number.isFinite(aheadLots) ? Math.max(0, aheadLots) : Number.NaN
    this.restedAtNanos = order.restedAtNanos
  }
}
