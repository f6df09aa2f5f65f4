/**
 * One own order as the local side knows it, as a state machine.
 *
 * ```
 *            sent                accepted                  size all filled
 *   (born) -------> pending ---------------> working ------------------------> filled
 *                    |   \                    |   ^  \
 *           rejected |    \ fill first        |   |   \ lapsed / cancel confirmed
 *                    v     \                  v   |    v
 *                rejected   +-------> partially filled --> expired | canceled
 * ```
 *
 * A request in flight (new, cancel, replace) is kept beside the state: fills may overtake the answer
 * to a cancel, and an answer is matched to its request by number, so a late refusal of an old
 * request never touches a newer one.
 */
import {
  assert,
  GTC,
  isPriced,
  LIMIT,
  type Lots,
  lots,
  NO_PRICE,
  type OrderType,
  type Side,
  type Ticks,
  type TimeInForce,
  ticks,
} from '../core/index.ts'
import type { ReservedOrder } from '../risk/index.ts'
import type { OrderStatus, OrderView } from '../strategy/index.ts'

const INT32_MAX = 0x7fff_ffff

export class Order implements OrderView, ReservedOrder {
  id = 0
  side: Side = 1
  price: Ticks = NO_PRICE
  size: Lots = lots(0)
  filled: Lots = lots(0)
  status: OrderStatus = 'pending'
  orderType: OrderType = LIMIT
  timeInForce: TimeInForce = GTC
  /** Number of the request that the venue has not answered, 0 for none. */
  request = 0
  isCancelPending = false
  /** Price and size asked for by a replace in flight. */
  requestedPrice: Ticks = NO_PRICE
  requestedSize: Lots = lots(0)
  /** What risk reserves its lots at, and the one that a replace in flight would give it. */
  reservedTicks: Ticks = ticks(0)
  requestedReservedTicks: Ticks = ticks(0)
  /** Number of the request that entered it: reports with a lower one are about an earlier order. */
  enteredBy = 0
  /** Somebody has asked for its withdrawal, whatever came of it. */
  wasCancelAsked = false
  sentAtNanos = 0
  /** What is left as a float64 remainder: see `takeQuantity`. */
  leavesQuantity = 0

  get leaves(): Lots {
    return lots(this.size - this.filled)
  }
  get isRequestPending(): boolean {
    return this.request !== 0
  }
  get isLive(): boolean {
    return (
      this.status === 'pending' || this.status === 'working' || this.status === 'partially filled'
    )
  }
  get isCancellable(): boolean {
    return (this.status === 'working' || this.status === 'partially filled') && this.request === 0
  }
  /** Lots that may still fill in the worst case, a replace in flight included. */
  get openLots(): Lots {
    if (!this.isLive) return lots(0)
    return lots(Math.max(this.size, this.requestedSize) - this.filled)
  }

  /** The farthest from zero of the prices that it has or has asked for. */
  get dearestTicks(): number {
    return Math.max(Math.abs(this.reservedTicks), Math.abs(this.requestedReservedTicks))
  }
  /** The price up to which it may trade, a replace in flight counted; int32's end without a limit. */
  get boldestTicks(): Ticks {
    if (!isPriced(this.orderType)) return ticks(this.side * INT32_MAX)
    const asked = this.requestedPrice
    return asked !== NO_PRICE && this.side * (asked - this.price) > 0 ? asked : this.price
  }

  /** A pooled order starts over. */
  begin(
    id: number,
    side: Side,
    price: Ticks,
    size: Lots,
    type: OrderType,
    timeInForce: TimeInForce,
  ): this {
    this.id = id
    this.side = side
    this.price = price
    this.size = size
    this.filled = lots(0)
    this.status = 'pending'
    this.orderType = type
    this.timeInForce = timeInForce
    this.request = 0
    this.isCancelPending = false
    this.requestedPrice = NO_PRICE
    this.requestedSize = lots(0)
    this.reservedTicks = ticks(0)
    this.requestedReservedTicks = ticks(0)
    this.enteredBy = 0
    this.wasCancelAsked = false
    return this
  }

  /**
   * The quantity of an execution of `size` lots as an engine without integer lots would have it: a
   * float64 product of lots and lot size, or the float64 remainder when that is less.
   */
  takeQuantity(size: Lots, lotStep: number): number {
    const quantity = Math.min(size * lotStep, this.leavesQuantity)
    this.leavesQuantity -= quantity
    return quantity
  }

  accept(request: number): void {
    this.#answered(request)
    if (this.status === 'pending') this.status = 'working'
  }

  execute(size: Lots): void {
    assert(this.isLive, 'only a live order trades')
    assert(
      size > 0 && this.filled + size <= Math.max(this.size, this.requestedSize),
      'an order never overfills',
    )
    this.filled = lots(this.filled + size)
    this.status = this.filled >= this.size ? 'filled' : 'partially filled'
  }

  /** `reservedTicks`: what risk judged the replace at. */
  replaceRequested(request: number, price: Ticks, size: Lots, reservedTicks = price): void {
    assert(this.isCancellable, 'only a working order without a request in flight is replaced')
    this.request = request
    this.requestedPrice = price
    this.requestedSize = size
    this.requestedReservedTicks = reservedTicks
  }

  cancelRequested(request: number): void {
    assert(this.isCancellable, 'only a working order without a request in flight is cancelled')
    this.request = request
    this.isCancelPending = true
    this.wasCancelAsked = true
  }

  replaced(request: number, price: Ticks, size: Lots): void {
    // Repeated by the venue: what it said then may not be what the order is now.
    if (request !== 0 && request !== this.request) return
    const { requestedReservedTicks, reservedTicks } = this
    // What the venue changes on its own is never reserved cheaper than before.
    const isOwn = request !== 0
    const unasked = ticks(Math.max(Math.abs(price), reservedTicks))
    this.reservedTicks = isOwn ? requestedReservedTicks : unasked
    this.#answered(request)
    this.price = price
    this.size = size
    if (this.filled >= this.size) this.status = 'filled'
  }

  requestRefused(request: number): void {
    this.#answered(request)
  }

  end(status: 'canceled' | 'expired' | 'rejected'): void {
    assert(this.isLive, 'an order ends once')
    this.status = status
    this.#answered(this.request)
  }

  #answered(request: number): void {
    if (this.request !== request) return
    this.request = 0
    this.isCancelPending = false
    this.requestedPrice = NO_PRICE
    this.requestedSize = lots(0)
    this.requestedReservedTicks = ticks(0)
  }
}
