/** Why a command was refused, why lots were canceled, why an order was booked: numbers with names. */

export const REJECT_UNKNOWN_COMMAND = 1
export const REJECT_BAD_TIME = 2
export const REJECT_UNKNOWN_INSTRUMENT = 3
export const REJECT_UNKNOWN_PARTICIPANT = 4
export const REJECT_BAD_ORDER_ID = 5
export const REJECT_DUPLICATE_ORDER_ID = 6
/** No such order lives, or it is somebody else's. */
export const REJECT_UNKNOWN_ORDER = 7
export const REJECT_BAD_SIDE = 8
export const REJECT_BAD_SIZE = 9
export const REJECT_BAD_PRICE = 10
export const REJECT_OFF_TICK = 11
export const REJECT_OUTSIDE_BAND = 12
/** Terms that are unknown, or that contradict each other. */
export const REJECT_BAD_TERMS = 13
export const REJECT_BAD_STOP_PRICE = 14
export const REJECT_BAD_DISPLAY_SIZE = 15
export const REJECT_BAD_MINIMUM_QUANTITY = 16
export const REJECT_BAD_PEG_OFFSET = 17
export const REJECT_BAD_EXPIRY = 18
/** The phase does not allow it, or is the one that was asked for. */
export const REJECT_WRONG_PHASE = 19
export const REJECT_BAD_PHASE = 20
export const REJECT_BAD_BAND = 21
export const REJECT_WOULD_TRADE = 22
/** The lots of a side would no longer fit an int32. */
export const REJECT_SIDE_FULL = 23
export const REJECT_TOO_MANY_ORDERS = 24
/** A record that another announced is not there, or is another's. */
export const REJECT_TERMS_MISSING = 25

export const REJECT_REASON_NAMES = {
  [REJECT_UNKNOWN_COMMAND]: 'unknown command',
  [REJECT_BAD_TIME]: 'a time that is no number, or before the engine’s',
  [REJECT_UNKNOWN_INSTRUMENT]: 'unknown instrument',
  [REJECT_UNKNOWN_PARTICIPANT]: 'unknown participant',
  [REJECT_BAD_ORDER_ID]: 'an order id is an integer from 1 to 2^53 - 1',
  [REJECT_DUPLICATE_ORDER_ID]: 'an order of this id lives',
  [REJECT_UNKNOWN_ORDER]: 'unknown order',
  [REJECT_BAD_SIDE]: 'a side is buy or sell',
  [REJECT_BAD_SIZE]: 'size below one lot, or above the instrument’s largest',
  [REJECT_BAD_PRICE]: 'a price where there must be none, or none, or out of range',
  [REJECT_OFF_TICK]: 'price off the tick table',
  [REJECT_OUTSIDE_BAND]: 'price outside the band',
  [REJECT_BAD_TERMS]: 'terms unknown or in contradiction',
  [REJECT_BAD_STOP_PRICE]: 'stop price missing, unwanted, off the tick table or out of range',
  [REJECT_BAD_DISPLAY_SIZE]: 'display size unwanted, or below a hundredth of the order',
  [REJECT_BAD_MINIMUM_QUANTITY]: 'minimum quantity unwanted, or above the order',
  [REJECT_BAD_PEG_OFFSET]: 'peg offset unwanted or out of range',
  [REJECT_BAD_EXPIRY]: 'expiry missing, unwanted or past',
  [REJECT_WRONG_PHASE]: 'not in this phase',
  [REJECT_BAD_PHASE]: 'unknown phase',
  [REJECT_BAD_BAND]: 'the lowest price of a band is not above its highest',
  [REJECT_WOULD_TRADE]: 'post-only, and would trade',
  [REJECT_SIDE_FULL]: 'the side holds all the lots it can',
  [REJECT_TOO_MANY_ORDERS]: 'the engine holds all the orders it may',
  [REJECT_TERMS_MISSING]: 'the announced terms are missing',
} as const
export type RejectReason = keyof typeof REJECT_REASON_NAMES

/** Why lots of an order were canceled. */
export const CANCELED_REQUESTED = 1
export const CANCELED_MASS_REQUESTED = 2
export const CANCELED_DISCONNECTED = 3
/** The rest of an immediate or market order. */
export const CANCELED_UNFILLED = 4
/** A fill-or-kill order that could not fill. */
export const CANCELED_KILLED = 5
export const CANCELED_BELOW_MINIMUM = 6
export const CANCELED_SELF_TRADE = 7
export const CANCELED_BY_DATE = 8
export const CANCELED_BY_CLOSE = 9
/** It was for one auction, and that is over. */
export const CANCELED_AUCTION_OVER = 10
export const CANCELED_BAND_MOVED = 11

export const CANCEL_REASON_NAMES = {
  [CANCELED_REQUESTED]: 'requested',
  [CANCELED_MASS_REQUESTED]: 'mass cancel',
  [CANCELED_DISCONNECTED]: 'disconnected',
  [CANCELED_UNFILLED]: 'unfilled',
  [CANCELED_KILLED]: 'killed',
  [CANCELED_BELOW_MINIMUM]: 'below minimum quantity',
  [CANCELED_SELF_TRADE]: 'self trade',
  [CANCELED_BY_DATE]: 'expired by date',
  [CANCELED_BY_CLOSE]: 'expired by close',
  [CANCELED_AUCTION_OVER]: 'auction over',
  [CANCELED_BAND_MOVED]: 'band moved',
} as const
export type CancelReason = keyof typeof CANCEL_REASON_NAMES

/** Why an order was booked after it was accepted. */
export const BOOKED_REST = 1
/** An iceberg shows its next slice, behind all others at its price. */
export const BOOKED_REFRESH = 2
/** A pegged order has a new price. */
export const BOOKED_REPEGGED = 3
export const BOOK_REASON_NAMES = {
  [BOOKED_REST]: 'rest',
  [BOOKED_REFRESH]: 'refresh',
  [BOOKED_REPEGGED]: 'repegged',
} as const
export type BookReason = keyof typeof BOOK_REASON_NAMES
