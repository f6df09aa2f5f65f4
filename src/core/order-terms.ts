/** The words of an order that the whole pipeline shares: its type and how long it stands. */

/** Trades at its limit price or better. */
export const LIMIT = 0
/** Trades at whatever price the other side shows. */
export const MARKET = 1
export type OrderType = typeof LIMIT | typeof MARKET

/** Good till cancelled: what does not trade at once rests. */
export const GTC = 0
/** Post-only: expires instead of trading at once, so that it can only be a maker. */
export const GTX = 1
/** Fill or kill: all of it at once, or nothing. */
export const FOK = 2
/** Immediate or cancel: what does not trade at once expires. */
export const IOC = 3
export type TimeInForce = typeof GTC | typeof GTX | typeof FOK | typeof IOC

export const TIME_IN_FORCE_NAMES: Readonly<Record<TimeInForce, string>> = {
  [GTC]: 'GTC',
  [GTX]: 'GTX',
  [FOK]: 'FOK',
  [IOC]: 'IOC',
}
