/**
 * The terms of an order in one int32, as ENGINE_ENTER carries them.
 *
 * ```
 *  bit  0-1   type            limit, market, stop, stop-limit
 *       2-4   time in force   GTC, FOK, IOC, GTD, day, at the auction
 *       5-6   post-only       no, reject, slide
 *       7     hidden          never displayed
 *       8     all-or-none     waits aside until all of it can trade at once
 *       9-11  self-trade      allow, cancel newest, cancel oldest, cancel both, decrement
 *       12-13 peg             none, primary, midpoint, market
 *       14    cancel on disconnect
 *       15    more            an ENGINE_TERMS record follows
 * ```
 *
 * `packTerms({ timeInForce: IOC, selfTrade: CANCEL_OLDEST })` makes one; all that is left out is the
 * plain thing, a visible limit order good till cancelled, whose terms are 0.
 */
import { FOK, GTC, type GTD, IOC, LIMIT, type OrderType } from '../../core/index.ts'

/** Rests until the instrument closes. */
export const DAY = 5
/** Takes part in the next uncrossing only; entered while an auction gathers orders. */
export const AT_AUCTION = 6
export type EngineTimeInForce =
  | typeof GTC
  | typeof FOK
  | typeof IOC
  | typeof GTD
  | typeof DAY
  | typeof AT_AUCTION

/** Refused if it would trade at once. */
export const POST_ONLY_REJECT = 1
/** Moved behind the other side's best price if it would trade at once. */
export const POST_ONLY_SLIDE = 2
export type PostOnly = 0 | typeof POST_ONLY_REJECT | typeof POST_ONLY_SLIDE

/** What happens where an incoming order meets a resting one of its participant. */
export const ALLOW_SELF_TRADE = 0
export const CANCEL_NEWEST = 1
export const CANCEL_OLDEST = 2
export const CANCEL_BOTH = 3
/** Both shrink by the smaller. */
export const DECREMENT = 4
export type SelfTradeMode =
  | typeof ALLOW_SELF_TRADE
  | typeof CANCEL_NEWEST
  | typeof CANCEL_OLDEST
  | typeof CANCEL_BOTH
  | typeof DECREMENT

/** Follows the best price of its own side. */
export const PEG_PRIMARY = 1
/** Follows the middle, rounded to the passive side. */
export const PEG_MIDPOINT = 2
/** Follows the best price of the other side. */
export const PEG_MARKET = 3
export type Peg = 0 | typeof PEG_PRIMARY | typeof PEG_MIDPOINT | typeof PEG_MARKET

export interface OrderTermsOptions {
  readonly type?: OrderType
  readonly timeInForce?: EngineTimeInForce
  readonly postOnly?: PostOnly
  readonly isHidden?: boolean
  readonly isAllOrNone?: boolean
  readonly selfTrade?: SelfTradeMode
  readonly peg?: Peg
  readonly cancelsOnDisconnect?: boolean
  readonly hasMore?: boolean
}

export function packTerms(options: OrderTermsOptions): number {
  return (
    (options.type ?? LIMIT) |
    ((options.timeInForce ?? GTC) << 2) |
    ((options.postOnly ?? 0) << 5) |
    (Number(options.isHidden ?? false) << 7) |
    (Number(options.isAllOrNone ?? false) << 8) |
    ((options.selfTrade ?? ALLOW_SELF_TRADE) << 9) |
    ((options.peg ?? 0) << 12) |
    (Number(options.cancelsOnDisconnect ?? false) << 14) |
    (Number(options.hasMore ?? false) << 15)
  )
}

export const TERMS_HIDDEN = 1 << 7
export const TERMS_ALL_OR_NONE = 1 << 8
export const TERMS_CANCEL_ON_DISCONNECT = 1 << 14
export const TERMS_MORE = 1 << 15
/** Bits of a displayed limit order without special terms. */
const PLAIN = (7 << 9) | TERMS_CANCEL_ON_DISCONNECT
/** Bits that must be zero. */
export const TERMS_UNUSED = ~0xffff

export const typeOf = (terms: number): OrderType => (terms & 3) as OrderType
export const timeInForceOf = (terms: number): EngineTimeInForce =>
  ((terms >> 2) & 7) as EngineTimeInForce
export const postOnlyOf = (terms: number): PostOnly => ((terms >> 5) & 3) as PostOnly
export const selfTradeOf = (terms: number): SelfTradeMode => ((terms >> 9) & 7) as SelfTradeMode
export const pegOf = (terms: number): Peg => ((terms >> 12) & 3) as Peg

/** Whether these are the terms, without contradiction, of a displayed limit order good till cancelled. */
export const isPlain = (terms: number): boolean =>
  (terms & ~PLAIN) === 0 && selfTradeOf(terms) <= DECREMENT

/** The same, or immediate or cancel. */
export const isPlainOrImmediate = (terms: number): boolean =>
  isPlain(terms) || isPlain(terms ^ (IOC << 2))

export const isImmediate = (timeInForce: EngineTimeInForce): boolean =>
  timeInForce === IOC || timeInForce === FOK
