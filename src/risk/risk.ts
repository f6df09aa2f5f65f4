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

/** Hard limits. Every one must be given: there is no default of infinity. */
export interface RiskLimits {
  /** Largest absolute position, counting every open order as if it will fill. */
  readonly positionLotsMax: number
  /** Largest single order. */
  readonly orderLotsMax: number
  /** Largest value of a single order, in currency. */
  readonly orderValueMax: number
  /** Farthest a limit price may be from the mid of the book, in basis points of it. */
  readonly priceCollarBps: number
  /** New orders and replaces a second, as a token bucket on event time. */
  readonly ordersPerSecondMax: number
  /** Bucket size: how many may leave at once. */
  readonly ordersBurstMax: number
  /** Largest loss since the start of the day, in currency; beyond it the kill switch trips. */
  readonly dailyLossMax: number
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
