/** What a venue charges for a fill. Rates are fractions of the traded value; negative pays a rebate. */
import type { Instrument, Lots } from '../core/index.ts'

export interface FeeSchedule {
  /** For the side that rested, for example -0.00005 for a rebate of half a basis point. */
  readonly makerRate: number
  /** For the side that took. */
  readonly takerRate: number
}

export const NO_FEES: FeeSchedule = { makerRate: 0, takerRate: 0 }

/**
 * For who says nothing about fees: 2 basis points for makers, 5 for takers, what large venues charge
 * an account without volume. Most who trade fast pay less; nobody is flattered.
 */
export const TYPICAL_FEES: FeeSchedule = { makerRate: 0.0002, takerRate: 0.0005 }

/** The fee of one fill in settlement currency. */
export function feeOf(
  fees: FeeSchedule,
  instrument: Instrument,
  size: Lots,
  price: number,
  isMaker: boolean,
): number {
  return feeOfQuantity(fees, instrument, instrument.quantity(size), price, isMaker)
}

/** The same for a quantity in units of the asset. */
export function feeOfQuantity(
  fees: FeeSchedule,
  { contract, contractSize }: Instrument,
  quantity: number,
  price: number,
  isMaker: boolean,
): number {
  const value =
    contract === 'linear' ? contractSize * price * quantity : (contractSize * quantity) / price
  return (isMaker ? fees.makerRate : fees.takerRate) * value
}
