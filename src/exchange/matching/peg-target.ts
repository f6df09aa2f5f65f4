/** Where a pegged order belongs, by the best displayed prices. */
import { NO_PRICE, opposite, type Side } from '../../core/index.ts'
import type { InstrumentState } from './instrument-state.ts'
import { PEG_MIDPOINT, PEG_PRIMARY } from './terms.ts'

/** The price of a peg, `NO_PRICE` when there is nothing to follow, or the band keeps it out. */
export function pegTarget(
  state: InstrumentState,
  side: Side,
  peg: number,
  offsetTicks: number,
  limit: number,
  bid: number,
  ask: number,
): number {
  const followed = followedPrice(side, peg, bid, ask)
  if (followed === NO_PRICE) return NO_PRICE
  const { tickTable } = state.rules
  const facing = opposite(side) > 0 ? bid : ask
  let price = followed + offsetTicks
  if (limit !== NO_PRICE && side * (price - limit) > 0) price = limit
  const edge = side > 0 ? state.highest : state.lowest
  if (side * (price - edge) > 0) price = edge
  // Never up to the other side: what is displayed is not the peg's to take.
  if (facing !== NO_PRICE && side * (price - facing) >= 0) price = tickTable.behind(side, facing)
  price = tickTable.passive(side, price)
  return price < state.lowest || price > state.highest ? NO_PRICE : price
}

function followedPrice(side: Side, peg: number, bid: number, ask: number): number {
  if (peg === PEG_MIDPOINT) {
    if (bid === NO_PRICE || ask === NO_PRICE) return NO_PRICE
    return side > 0 ? (bid + ask) >> 1 : (bid + ask + 1) >> 1
  }
  return (peg === PEG_PRIMARY) === side > 0 ? bid : ask
}
