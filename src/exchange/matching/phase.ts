/**
 * What an instrument is doing. Whoever owns the calendar sends ENGINE_PHASE; the engine itself goes
 * from continuous trading into a volatility auction, and nowhere else.
 *
 * | phase         | enter, replace       | cancel | matching                             |
 * |---------------|----------------------|--------|--------------------------------------|
 * | continuous    | yes                  | yes    | at once                              |
 * | three auctions| yes, not immediate   | yes    | none: the book may cross             |
 * | halted        | no                   | yes    | none                                 |
 * | closed        | no                   | yes    | none; day orders expired on the way  |
 *
 * Passing into continuous trading or into closed uncrosses whatever is crossed: the end of an
 * auction is the beginning of what comes next.
 */
export const CONTINUOUS = 0
export const OPENING_AUCTION = 1
export const CLOSING_AUCTION = 2
export const VOLATILITY_AUCTION = 3
export const HALTED = 4
export const CLOSED = 5

export type Phase =
  | typeof CONTINUOUS
  | typeof OPENING_AUCTION
  | typeof CLOSING_AUCTION
  | typeof VOLATILITY_AUCTION
  | typeof HALTED
  | typeof CLOSED

export const PHASE_NAMES: Readonly<Record<Phase, string>> = {
  [CONTINUOUS]: 'continuous',
  [OPENING_AUCTION]: 'opening auction',
  [CLOSING_AUCTION]: 'closing auction',
  [VOLATILITY_AUCTION]: 'volatility auction',
  [HALTED]: 'halted',
  [CLOSED]: 'closed',
}

export const isPhase = (phase: number): phase is Phase => phase >= CONTINUOUS && phase <= CLOSED
export const isAuction = (phase: Phase): boolean =>
  phase >= OPENING_AUCTION && phase <= VOLATILITY_AUCTION
/** Whether orders may be entered and replaced. */
export const takesOrders = (phase: Phase): boolean => phase <= VOLATILITY_AUCTION
