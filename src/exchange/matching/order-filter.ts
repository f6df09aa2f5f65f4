/** Which orders are meant when many are withdrawn at once. */
import { isPriced, MARKET, NO_SIDE } from '../../core/index.ts'
import type { InstrumentState } from './instrument-state.ts'
import {
  AT_AUCTION,
  DAY,
  pegOf,
  TERMS_CANCEL_ON_DISCONNECT,
  timeInForceOf,
  typeOf,
} from './terms.ts'

export interface OrderFilter {
  /** -1: anybody's. */
  readonly participant: number
  /** 0: both. */
  readonly side: number
  readonly only?: 'cancel on disconnect' | 'outside the band' | 'of the day' | 'of the auction'
}

const ANYBODY = { participant: -1, side: NO_SIDE }
export const OUTSIDE_BAND: OrderFilter = { ...ANYBODY, only: 'outside the band' }
/** Orders that end when an instrument closes. */
export const OF_THE_DAY: OrderFilter = { ...ANYBODY, only: 'of the day' }
/** Orders that were for an auction: those that said so, and what is left of market orders. */
export const OF_THE_AUCTION: OrderFilter = { ...ANYBODY, only: 'of the auction' }

/** Whether an order of this participant, side, terms and limit is meant. */
export function isMeant(
  filter: OrderFilter,
  state: InstrumentState,
  participant: number,
  side: number,
  terms: number,
  limit: number,
): boolean {
  if (filter.participant !== -1 && filter.participant !== participant) return false
  if (filter.side !== NO_SIDE && filter.side !== side) return false
  switch (filter.only) {
    case 'cancel on disconnect':
      return (terms & TERMS_CANCEL_ON_DISCONNECT) !== 0
    case 'outside the band':
      // A pegged order's limit only bounds it; its price keeps within the band by itself.
      return (
        isPriced(typeOf(terms)) &&
        pegOf(terms) === 0 &&
        (limit < state.lowest || limit > state.highest)
      )
    case 'of the day':
      return timeInForceOf(terms) === DAY
    case 'of the auction':
      return typeOf(terms) === MARKET || timeInForceOf(terms) === AT_AUCTION
    default:
      return true
  }
}
