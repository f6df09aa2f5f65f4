/**
 * Every number that the gate is told, by scope: one instrument, a group of them, the account.
 *
 * Seven limits of an instrument are mandatory. The others are off where they are not given, and the
 * gate lists them as off; a gate that requires all refuses to be made without them.
 */
/** Hard limits of one instrument. */
export interface RiskLimits extends FurtherLimits {
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

/** What can be held and what is open, in the worst case; for an instrument, a group, an account. */
export interface ExposureLimitsGiven {
  /** Largest that could be held long plus largest that could be held short, in lots. */
  readonly grossLotsMax?: number | undefined
  /** Largest value of the position, every open order of a side counted as if it fills. */
  readonly positionValueMax?: number | undefined
  /** The value of what could be held long plus of what could be held short. */
  readonly grossValueMax?: number | undefined
  /** Orders working, or sent and not yet answered. */
  readonly openOrdersMax?: number | undefined
  /** Their value. */
  readonly openValueMax?: number | undefined
}

/** Whether lots that are not held may be sold: any, those that somebody has located, or none. */
export type ShortSales = 'allowed' | 'located' | 'forbidden'

/** Limits of one instrument that a simulation may leave out. */
export interface FurtherLimits extends ExposureLimitsGiven {
  /** Fixed band of prices, in the instrument's currency. */
  readonly priceMin?: number | undefined
  readonly priceMax?: number | undefined
  /** Farthest a price may be outside the spread. */
  readonly touchCollarTicks?: number | undefined
  /** Farthest a price may be from the market's last trade. */
  readonly lastTradeCollarTicks?: number | undefined
  /** Everything sent, withdrawals included. */
  readonly messagesPerSecondMax?: number | undefined
  readonly messagesBurstMax?: number | undefined
  /** Messages per execution, less one, since midnight; every open order counts its withdrawal. */
  readonly orderToTradeMax?: number | undefined
  /** Messages of a day to which the ratio does not apply yet. */
  readonly orderToTradeFreeMessages?: number | undefined
  /** An order of the same side, price and size within this span is a duplicate. */
  readonly duplicateWindowNanos?: number | undefined
  /** Market data older than this are no market. */
  readonly staleAfterNanos?: number | undefined
  /** Nothing new while the best bid is above the best ask. */
  readonly crossedMarketBlock?: boolean | undefined
  /** Nothing that would meet an own order. */
  readonly selfTradeBlock?: boolean | undefined
  readonly shortSales?: ShortSales | undefined
  /** Lots that may be sold short when short sales must be located. */
  readonly locatedLots?: number | undefined
  /** Share of the worst-case position value that equity must cover. */
  readonly initialMarginRate?: number | undefined
  /** Largest fall of equity below its highest; beyond it the kill switch trips. */
  readonly drawdownMax?: number | undefined
}

/** Limits over the instruments of a group, whose lots and prices can be compared. */
export interface GroupLimits extends ExposureLimitsGiven {
  readonly positionLotsMax?: number | undefined
}

/** Limits over everything that one account trades. Amounts count one to one: one currency. */
export interface AccountLimits {
  readonly positionValueMax?: number | undefined
  /** Credit: what could be held long plus what could be held short, over all instruments. */
  readonly creditMax?: number | undefined
  readonly openOrdersMax?: number | undefined
  readonly openValueMax?: number | undefined
  /** Equity below which only what reduces a position is let through. */
  readonly capitalMin?: number | undefined
  readonly dailyLossMax?: number | undefined
  readonly drawdownMax?: number | undefined
  readonly messagesPerSecondMax?: number | undefined
  readonly messagesBurstMax?: number | undefined
  /** After so many executions within the window the strategy is disabled until it is re-armed. */
  readonly executionsMax?: number | undefined
  readonly executionsWindowNanos?: number | undefined
  /** Symbols that must not be traded. */
  readonly restricted?: readonly string[] | undefined
  readonly groups?: Readonly<Record<string, GroupLimits>> | undefined
}
