/** The words of an order that the whole pipeline shares: its type and how long it stands. */

/** Trades at its limit price or better. */
export const LIMIT = 0
/** Trades at whatever price the other side shows. */
export const MARKET = 1
/** Waits until the market trades at its stop price or beyond, then is a market order. */
export const STOP = 2
/** Waits like a stop, then is a limit order. */
export const STOP_LIMIT = 3
export type OrderType = typeof LIMIT | typeof MARKET | typeof STOP | typeof STOP_LIMIT

export const ORDER_TYPE_NAMES: Readonly<Record<OrderType, string>> = {
  [LIMIT]: 'limit',
  [MARKET]: 'market',
  [STOP]: 'stop',
  [STOP_LIMIT]: 'stop-limit',
}

/** Whether orders of this type carry a limit price. */
export const isPriced = (type: number): boolean => type === LIMIT || type === STOP_LIMIT

/** Good till cancelled: what does not trade at once rests. */
export const GTC = 0
/** Post-only: expires instead of trading at once, so that it can only be a maker. */
export const GTX = 1
/** Fill or kill: all of it at once, or nothing. */
export const FOK = 2
/** Immediate or cancel: what does not trade at once expires. */
export const IOC = 3
/** Good till date: rests until its expiry. */
export const GTD = 4
export type TimeInForce = typeof GTC | typeof GTX | typeof FOK | typeof IOC | typeof GTD

export const TIME_IN_FORCE_NAMES: Readonly<Record<TimeInForce, string>> = {
  [GTC]: 'GTC',
  [GTX]: 'GTX',
  [FOK]: 'FOK',
  [IOC]: 'IOC',
  [GTD]: 'GTD',
}
