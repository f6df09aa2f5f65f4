/** At which price a book uncrosses, by trying every price that could be it. */
import type { InstrumentState } from './instrument-state.ts'
import { MARKET_TICKS } from './matching.ts'
import type { ReferenceOrder } from './reference-order.ts'

export interface Uncrossing {
  readonly price: number
  /** Lots that trade. */
  readonly lots: number
  /** Lots that would trade at this price and find nobody: above zero of buyers, below of sellers. */
  readonly surplus: number
}

/** The uncrossing of these resting orders, undefined when they do not cross. */
export function referenceUncrossing(
  state: InstrumentState,
  resting: readonly ReferenceOrder[],
): Uncrossing | undefined {
  const { tickTable } = state.rules
  const limits = resting.map(({ bookPrice }) => bookPrice).filter((p) => Math.abs(p) < MARKET_TICKS)
  const within = [state.reference, ...limits]
  const lowest = Math.max(state.lowest, Math.min(...within))
  const highest = Math.min(state.highest, Math.max(...within))
  // Between these, nothing changes: the nearest to the reference is one of them.
  const candidates = [state.reference, lowest, highest, ...limits]
    .flatMap((price) => [price - 1, price, price + 1])
    .flatMap((price) => [tickTable.passive(1, price), tickTable.passive(-1, price)])
    .filter((price) => price >= lowest && price <= highest)
  const found = candidates
    .map((price) => uncrossingAt(price, resting))
    .filter(({ lots }) => lots > 0)
    .sort(
      (a, b) =>
        b.lots - a.lots ||
        Math.abs(a.surplus) - Math.abs(b.surplus) ||
        Math.abs(a.price - state.reference) - Math.abs(b.price - state.reference) ||
        b.price - a.price,
    )
  return found[0]
}

function uncrossingAt(price: number, resting: readonly ReferenceOrder[]): Uncrossing {
  const lotsOf = (side: number) =>
    resting
      .filter((order) => order.side === side && side * (order.bookPrice - price) >= 0)
      .reduce((sum, { leaves }) => sum + leaves, 0)
  const bought = lotsOf(1)
  const sold = lotsOf(-1)
  return { price, lots: Math.min(bought, sold), surplus: bought - sold }
}
