/**
 * Why something was refused or lapsed: one code for risk, venue and order reports alike.
 *
 * Codes are stable: they stand in journals and result files.
 */
export const NO_REASON = 0
export const KILL_SWITCH = 1
export const POSITION_LIMIT = 2
export const ORDER_SIZE = 3
export const ORDER_VALUE = 4
export const PRICE_COLLAR = 5
export const ORDER_RATE = 6
export const DAILY_LOSS = 7
export const NO_MARKET = 8
export const MALFORMED = 9
export const DUPLICATE_ORDER_ID = 10
export const UNKNOWN_ORDER = 11
export const POST_ONLY_WOULD_TAKE = 12
export const IMMEDIATE_REST = 13
export const NOT_ALL_AT_ONCE = 14
export const NO_LIQUIDITY = 15
export const VENUE_HALTED = 16
export const NOT_DELIVERED = 17
export const NOT_SUPPORTED = 18
export const REDUCE_ONLY = 19
export const SELF_TRADE = 20
export const TIME_EXPIRED = 21

export const REASON_COUNT = 22

const sentences: Readonly<Record<number, string>> = {
  [NO_REASON]: 'no reason',
  [KILL_SWITCH]: 'kill switch is on',
  [POSITION_LIMIT]: 'position limit',
  [ORDER_SIZE]: 'order size cap',
  [ORDER_VALUE]: 'order value cap',
  [PRICE_COLLAR]: 'price collar',
  [ORDER_RATE]: 'orders per second',
  [DAILY_LOSS]: 'maximum daily loss',
  [NO_MARKET]: 'no market to judge the price by',
  [MALFORMED]: 'malformed order',
  [DUPLICATE_ORDER_ID]: 'order id in use',
  [UNKNOWN_ORDER]: 'unknown order',
  [POST_ONLY_WOULD_TAKE]: 'post-only order would have taken',
  [IMMEDIATE_REST]: 'rest of an immediate order',
  [NOT_ALL_AT_ONCE]: 'fill-or-kill order could not fill at once',
  [NO_LIQUIDITY]: 'nothing to trade with',
  [VENUE_HALTED]: 'trading is halted at the venue',
  [NOT_DELIVERED]: 'the request did not reach the venue',
  [NOT_SUPPORTED]: 'an order of a kind that this venue does not take',
  [REDUCE_ONLY]: 'reduce-only order would not reduce the position',
  [SELF_TRADE]: 'would have traded with an order of the same owner',
  [TIME_EXPIRED]: 'its time was over',
}

/** The reason in words; `reason 99` for a code that this version does not know. */
export const reasonText = (code: number): string => sentences[code] ?? `reason ${code}`
