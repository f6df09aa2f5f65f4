/**
 * The contract of risk: no intent becomes an order unless a gate approved it.
 *
 * `RiskApproved<T>` is a brand that only a gate can give. `execution` sends nothing else, so that a
 * path around the gate does not compile.
 */
import type { BookView } from '../book/index.ts'
import {
  type CANCEL_ORDER,
  ENTER_ORDER,
  GTC,
  LIMIT,
  type Lots,
  lots,
  type Nanos,
  NEVER,
  NO_PRICE,
  type OrderType,
  type REPLACE_ORDER,
  type Side,
  type Ticks,
  type TimeInForce,
  ticks,
} from '../core/index.ts'

declare const approved: unique symbol
/** Passed the gate, in the state the market and the position had at that moment. */
export type RiskApproved<T> = T & { readonly [approved]: true }

export type IntentAction = typeof ENTER_ORDER | typeof CANCEL_ORDER | typeof REPLACE_ORDER

/**
 * What a strategy wants done with one order. One object is reused for all intents of a desk: it is
 * valid until the next intent.
 */
export class OrderIntent {
  action: IntentAction = ENTER_ORDER
  instrument = 0
  orderId = 0
  side: Side = 1
  /** `NO_PRICE` for a market order. */
  price: Ticks = NO_PRICE
  /** Total size wanted; for a replace this includes what has already filled. */
  size: Lots = lots(0)
  /** Lots by which the order's open size grows: all of it for a new order. */
  growth: Lots = lots(0)
  orderType: OrderType = LIMIT
  timeInForce: TimeInForce = GTC
  /** What wakes a stop order, `NO_PRICE` for others. */
  stopPrice: Ticks = NO_PRICE
  /** Lots that an iceberg shows, 0 to show everything. */
  displaySize: Lots = lots(0)
  expiresAt: Nanos = NEVER
  /** Never makes the position larger: what would is cut off. */
  isReduceOnly = false
  /** Of the order that a replace changes: the price it is reserved at, and its open lots. */
  heldTicks: Ticks = ticks(0)
  heldLots: Lots = lots(0)
  /** Set by the gate: the sale could take the position below zero, and must say so at the venue. */
  isShortSale = false

  /** Has more to say than fits the plain record of an order. */
  get hasTerms(): boolean {
    return (
      this.stopPrice !== NO_PRICE ||
      this.displaySize !== 0 ||
      this.expiresAt !== NEVER ||
      this.isReduceOnly
    )
  }

  clearTerms(): void {
    this.stopPrice = NO_PRICE
    this.displaySize = lots(0)
    this.expiresAt = NEVER
    this.isReduceOnly = false
  }
}

/** What the gate must know of the account; kept by `execution`. */
export interface Exposure {
  readonly position: Lots
  /** Open lots of a side: working, sent and not yet answered alike. */
  openLots(side: Side): Lots
  /** Cash plus the position at the market, less fees, in currency; NaN without a market. */
  readonly equity: number
}

export interface RiskGate {
  /** Approves, or answers undefined and leaves the reason in `reason`. Cancels always pass. */
  approve(
    intent: OrderIntent,
    exposure: Exposure,
    book: BookView,
    now: Nanos,
  ): RiskApproved<OrderIntent> | undefined
  /** Of the newest refusal. */
  readonly reason: number
  /** How often each reason code refused, by code. */
  readonly refusals: Uint32Array
}
