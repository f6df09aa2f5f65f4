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
export const HALTED_HERE = 22
export const REDUCING_ONLY = 23
export const RESTRICTED_INSTRUMENT = 24
export const STRATEGY_DISABLED = 25
export const MESSAGE_RATE = 26
export const MESSAGE_RATE_TOTAL = 27
export const PRICE_BAND = 28
export const TOUCH_COLLAR = 29
export const LAST_TRADE_COLLAR = 30
export const STALE_MARKET = 31
export const CROSSED_MARKET = 32
export const DUPLICATE_ORDER = 33
export const GROSS_POSITION = 34
export const POSITION_VALUE = 35
export const GROSS_VALUE = 36
export const OPEN_ORDERS = 37
export const OPEN_VALUE = 38
export const GROUP_POSITION = 39
export const GROUP_GROSS_POSITION = 40
export const GROUP_POSITION_VALUE = 41
export const GROUP_GROSS_VALUE = 42
export const GROUP_OPEN_ORDERS = 43
export const GROUP_OPEN_VALUE = 44
export const ACCOUNT_POSITION_VALUE = 45
export const CREDIT_LIMIT = 46
export const ACCOUNT_OPEN_ORDERS = 47
export const ACCOUNT_OPEN_VALUE = 48
export const CAPITAL_THRESHOLD = 49
export const MARGIN = 50
export const ORDER_TO_TRADE = 51
export const OWN_ORDER_CROSSED = 52
export const SHORT_SALE = 53
export const LOCATE_REQUIRED = 54
export const DRAWDOWN = 55
export const ACCOUNT_LOSS = 56
export const ACCOUNT_DRAWDOWN = 57

export const REASON_COUNT = 58

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
  [HALTED_HERE]: 'trading is halted by an operator',
  [REDUCING_ONLY]: 'only what reduces the position is let through',
  [RESTRICTED_INSTRUMENT]: 'the instrument is on the restricted list',
  [STRATEGY_DISABLED]:
    'the strategy has executed too often and is disabled until somebody re-arms it',
  [MESSAGE_RATE]: 'messages per second',
  [MESSAGE_RATE_TOTAL]: 'messages per second over all instruments',
  [PRICE_BAND]: 'price outside the fixed band',
  [TOUCH_COLLAR]: 'price too far from the touch',
  [LAST_TRADE_COLLAR]: 'price too far from the last trade',
  [STALE_MARKET]: 'market data are too old',
  [CROSSED_MARKET]: 'the market is crossed',
  [DUPLICATE_ORDER]: 'the same order has just been sent',
  [GROSS_POSITION]: 'gross position limit',
  [POSITION_VALUE]: 'position value limit',
  [GROSS_VALUE]: 'gross position value limit',
  [OPEN_ORDERS]: 'too many open orders',
  [OPEN_VALUE]: 'open order value limit',
  [GROUP_POSITION]: 'position limit of the group',
  [GROUP_GROSS_POSITION]: 'gross position limit of the group',
  [GROUP_POSITION_VALUE]: 'position value limit of the group',
  [GROUP_GROSS_VALUE]: 'gross position value limit of the group',
  [GROUP_OPEN_ORDERS]: 'too many open orders in the group',
  [GROUP_OPEN_VALUE]: 'open order value limit of the group',
  [ACCOUNT_POSITION_VALUE]: 'position value limit of the account',
  [CREDIT_LIMIT]: 'credit limit of the account',
  [ACCOUNT_OPEN_ORDERS]: 'too many open orders in the account',
  [ACCOUNT_OPEN_VALUE]: 'open order value limit of the account',
  [CAPITAL_THRESHOLD]: 'the capital of the account is below its threshold',
  [MARGIN]: 'not enough equity for the margin',
  [ORDER_TO_TRADE]: 'order-to-trade ratio',
  [OWN_ORDER_CROSSED]: 'would meet an own order',
  [SHORT_SALE]: 'short sales are not allowed',
  [LOCATE_REQUIRED]: 'a short sale beyond what has been located',
  [DRAWDOWN]: 'maximum drawdown',
  [ACCOUNT_LOSS]: 'maximum daily loss of the account',
  [ACCOUNT_DRAWDOWN]: 'maximum drawdown of the account',
}

/** The reason in words; `reason 99` for a code that this version does not know. */
export const reasonText = (code: number): string => sentences[code] ?? `reason ${code}`
