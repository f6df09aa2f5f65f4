/**
 * What a refusal is called in the protocols of venues: OUCH 4.2, OUCH 5.0, FIX tag 103.
 *
 * For a session that answers clients, and for reading one's own refusals beside a venue's. Which of our
 * controls goes with which code is this project's choice; a control without a code of its own has the
 * protocol's word for anything else. In FIX a refusal is an ExecutionReport with 150=8 and 39=8, the
 * reason below in 103, and our sentence in 58.
 */
import {
  ACCOUNT_DRAWDOWN,
  ACCOUNT_LOSS,
  ACCOUNT_OPEN_ORDERS,
  ACCOUNT_OPEN_VALUE,
  ACCOUNT_POSITION_VALUE,
  CAPITAL_THRESHOLD,
  CREDIT_LIMIT,
  CROSSED_MARKET,
  DAILY_LOSS,
  DRAWDOWN,
  DUPLICATE_ORDER,
  DUPLICATE_ORDER_ID,
  GROSS_POSITION,
  GROSS_VALUE,
  GROUP_GROSS_POSITION,
  GROUP_GROSS_VALUE,
  GROUP_OPEN_ORDERS,
  GROUP_OPEN_VALUE,
  GROUP_POSITION,
  GROUP_POSITION_VALUE,
  HALTED_HERE,
  IMMEDIATE_REST,
  KILL_SWITCH,
  LAST_TRADE_COLLAR,
  LOCATE_REQUIRED,
  MALFORMED,
  MARGIN,
  MESSAGE_RATE,
  MESSAGE_RATE_TOTAL,
  NO_LIQUIDITY,
  NO_MARKET,
  NO_REASON,
  NOT_ALL_AT_ONCE,
  NOT_DELIVERED,
  NOT_SUPPORTED,
  OPEN_ORDERS,
  OPEN_VALUE,
  ORDER_RATE,
  ORDER_SIZE,
  ORDER_TO_TRADE,
  ORDER_VALUE,
  OWN_ORDER_CROSSED,
  POSITION_LIMIT,
  POSITION_VALUE,
  POST_ONLY_WOULD_TAKE,
  PRICE_BAND,
  PRICE_COLLAR,
  REDUCE_ONLY,
  REDUCING_ONLY,
  RESTRICTED_INSTRUMENT,
  SELF_TRADE,
  SHORT_SALE,
  STALE_MARKET,
  STRATEGY_DISABLED,
  TIME_EXPIRED,
  TOUCH_COLLAR,
  UNKNOWN_ORDER,
  VENUE_HALTED,
} from './reason.ts'

export interface RejectCodes {
  /** The letter of a Rejected message of OUCH 4.2. */
  readonly ouch42: string
  /** The reason of a Rejected message of OUCH 5.0. */
  readonly ouch50: number
  /** OrdRejReason. */
  readonly fix103: number
}

const codes = (ouch42: string, ouch50: number, fix103: number): RejectCodes => ({
  ouch42,
  ouch50,
  fix103,
})

const OTHER = codes('O', 0x000f, 99)
const REJECT_ALL = codes('a', 0x000f, 2)
const HALTED = codes('H', 0x0007, 2)
const COLLAR = codes('X', 0x0026, 99)
const QUANTITY = codes('m', 0x0031, 3)
const NOTIONAL = codes('n', 0x0030, 3)
const EXPOSURE = codes('n', 0x0020, 3)
const SESSION_RATE = codes('O', 0x0029, 99)

const table: Readonly<Record<number, RejectCodes>> = {
  [NO_REASON]: OTHER,
  [KILL_SWITCH]: REJECT_ALL,
  [POSITION_LIMIT]: EXPOSURE,
  [ORDER_SIZE]: QUANTITY,
  [ORDER_VALUE]: NOTIONAL,
  [PRICE_COLLAR]: COLLAR,
  [ORDER_RATE]: codes('O', 0x0028, 99),
  [DAILY_LOSS]: REJECT_ALL,
  [NO_MARKET]: OTHER,
  [MALFORMED]: codes('Z', 0x0013, 13),
  [DUPLICATE_ORDER_ID]: codes('O', 0x000f, 6),
  [UNKNOWN_ORDER]: codes('O', 0x000f, 5),
  [POST_ONLY_WOULD_TAKE]: OTHER,
  [IMMEDIATE_REST]: OTHER,
  [NOT_ALL_AT_ONCE]: OTHER,
  [NO_LIQUIDITY]: OTHER,
  [VENUE_HALTED]: HALTED,
  [NOT_DELIVERED]: OTHER,
  [NOT_SUPPORTED]: codes('O', 0x000f, 11),
  [REDUCE_ONLY]: OTHER,
  [SELF_TRADE]: OTHER,
  [TIME_EXPIRED]: codes('O', 0x000f, 4),
  [HALTED_HERE]: HALTED,
  [REDUCING_ONLY]: OTHER,
  [RESTRICTED_INSTRUMENT]: codes('c', 0x0022, 99),
  [STRATEGY_DISABLED]: REJECT_ALL,
  [MESSAGE_RATE]: codes('O', 0x0028, 99),
  [MESSAGE_RATE_TOTAL]: SESSION_RATE,
  [PRICE_BAND]: COLLAR,
  [TOUCH_COLLAR]: COLLAR,
  [LAST_TRADE_COLLAR]: COLLAR,
  [STALE_MARKET]: OTHER,
  [CROSSED_MARKET]: OTHER,
  [DUPLICATE_ORDER]: codes('O', 0x002a, 6),
  [GROSS_POSITION]: EXPOSURE,
  [POSITION_VALUE]: EXPOSURE,
  [GROSS_VALUE]: EXPOSURE,
  [OPEN_ORDERS]: OTHER,
  [OPEN_VALUE]: EXPOSURE,
  [GROUP_POSITION]: EXPOSURE,
  [GROUP_GROSS_POSITION]: EXPOSURE,
  [GROUP_POSITION_VALUE]: EXPOSURE,
  [GROUP_GROSS_VALUE]: EXPOSURE,
  [GROUP_OPEN_ORDERS]: OTHER,
  [GROUP_OPEN_VALUE]: EXPOSURE,
  [ACCOUNT_POSITION_VALUE]: EXPOSURE,
  [CREDIT_LIMIT]: EXPOSURE,
  [ACCOUNT_OPEN_ORDERS]: OTHER,
  [ACCOUNT_OPEN_VALUE]: EXPOSURE,
  [CAPITAL_THRESHOLD]: EXPOSURE,
  [MARGIN]: EXPOSURE,
  [ORDER_TO_TRADE]: SESSION_RATE,
  [OWN_ORDER_CROSSED]: OTHER,
  [SHORT_SALE]: codes('i', 0x002b, 99),
  [LOCATE_REQUIRED]: codes('b', 0x0027, 99),
  [DRAWDOWN]: REJECT_ALL,
  [ACCOUNT_LOSS]: REJECT_ALL,
  [ACCOUNT_DRAWDOWN]: REJECT_ALL,
}

/** The protocols' codes for a reason of ours; `anything else` for one that this version does not know. */
export const rejectCodes = (reason: number): RejectCodes => table[reason] ?? OTHER

/** Whether the reason has a row of its own: every one of this version has. */
export const hasRejectCodes = (reason: number): boolean => table[reason] !== undefined
