/** Our words for orders and reasons in the matching engine's, and back. */
import { FOK, GTC, GTD, GTX, IOC, MARKET, NO_PRICE, nanos, STOP } from '../../core/index.ts'
import {
  ALLOW_SELF_TRADE,
  CANCEL_BOTH,
  CANCEL_NEWEST,
  CANCEL_OLDEST,
  CANCELED_BY_CLOSE,
  CANCELED_BY_DATE,
  CANCELED_KILLED,
  CANCELED_SELF_TRADE,
  CANCELED_UNFILLED,
  DECREMENT,
  type EngineTimeInForce,
  type OrderRequest,
  POST_ONLY_REJECT,
  REJECT_BAD_EXPIRY,
  REJECT_DUPLICATE_ORDER_ID,
  REJECT_OUTSIDE_BAND,
  REJECT_UNKNOWN_ORDER,
  REJECT_WOULD_TRADE,
  REJECT_WRONG_PHASE,
  type SelfTradeMode,
  type SelfTradePrevention,
} from '../../exchange/index.ts'
import {
  DUPLICATE_ORDER_ID,
  IMMEDIATE_REST,
  MALFORMED,
  NO_LIQUIDITY,
  NOT_ALL_AT_ONCE,
  POST_ONLY_WOULD_TAKE,
  PRICE_COLLAR,
  SELF_TRADE,
  TIME_EXPIRED,
  UNKNOWN_ORDER,
  VENUE_HALTED,
} from '../../risk/index.ts'
import { MARKET_INSTRUMENT } from '../market/index.ts'
import type { SeatOrder } from './seat-order.ts'

const SELF_TRADE_MODES: Readonly<Record<SelfTradePrevention, SelfTradeMode>> = {
  allow: ALLOW_SELF_TRADE,
  'cancel-newest': CANCEL_NEWEST,
  'cancel-oldest': CANCEL_OLDEST,
  'cancel-both': CANCEL_BOTH,
  decrement: DECREMENT,
}

/** What the engine is asked to take in: as many lots of the order as are open. */
export function engineOrder(
  order: SeatOrder,
  id: number,
  participant: number,
  selfTrade: SelfTradePrevention,
): OrderRequest {
  const { side, price, openLots: size, stopPrice, displaySize, expiresAtNanos } = order
  const timeInForce = timeInForceOf(order)
  const type = order.orderType as OrderRequest['type'] & number
  return {
    id,
    participant,
    instrument: MARKET_INSTRUMENT,
    side,
    size,
    type,
    timeInForce,
    selfTrade: SELF_TRADE_MODES[selfTrade],
    ...(price === NO_PRICE ? {} : { price }),
    ...(order.timeInForce === GTX ? { postOnly: POST_ONLY_REJECT } : {}),
    ...(stopPrice === NO_PRICE ? {} : { stopPrice }),
    ...(displaySize > 0 && displaySize < size ? { displaySize } : {}),
    ...(timeInForce === GTD ? { expiry: nanos(expiresAtNanos) } : {}),
  }
}

/** A date makes an order that would stand for good one that stands until then. */
function timeInForceOf({ timeInForce, expiresAtNanos }: SeatOrder): EngineTimeInForce {
  if (timeInForce === IOC || timeInForce === FOK) return timeInForce
  return Number.isFinite(expiresAtNanos) ? GTD : GTC
}

/** Why the rest of an order lapsed. */
export function lapseReason(why: number, orderType: number): number {
  switch (why) {
    case CANCELED_UNFILLED:
      return orderType === MARKET || orderType === STOP ? NO_LIQUIDITY : IMMEDIATE_REST
    case CANCELED_KILLED:
      return NOT_ALL_AT_ONCE
    case CANCELED_SELF_TRADE:
      return SELF_TRADE
    case CANCELED_BY_DATE:
    case CANCELED_BY_CLOSE:
      return TIME_EXPIRED
    default:
      return VENUE_HALTED
  }
}

/** Why a request was refused. */
export function refusalReason(why: number): number {
  switch (why) {
    case REJECT_UNKNOWN_ORDER:
      return UNKNOWN_ORDER
    case REJECT_DUPLICATE_ORDER_ID:
      return DUPLICATE_ORDER_ID
    case REJECT_WRONG_PHASE:
      return VENUE_HALTED
    case REJECT_WOULD_TRADE:
      return POST_ONLY_WOULD_TAKE
    case REJECT_BAD_EXPIRY:
      return TIME_EXPIRED
    case REJECT_OUTSIDE_BAND:
      return PRICE_COLLAR
    default:
      return MALFORMED
  }
}
