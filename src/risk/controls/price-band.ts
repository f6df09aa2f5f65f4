/** The fixed band of prices: what is outside is a mistake, whatever the market does. */
import { type Instrument, ticks } from '../../core/index.ts'
import type { JudgedOrder } from '../judged-order.ts'
import { NO_REASON, PRICE_BAND } from '../reason.ts'

export class PriceBand {
  readonly #lowestTicks: number = 0
  readonly #highestTicks: number = 0

  constructor(
    lowest: number = Number.NEGATIVE_INFINITY,
    highest: number = Number.POSITIVE_INFINITY,
    instrument: Instrument,
  ) {
    this.#lowestTicks = boundTicks(lowest, instrument, 1)
    this.#highestTicks = boundTicks(highest, instrument, -1)
  }

  judge({ priceTicks }: JudgedOrder): number {
    return priceTicks < this.#lowestTicks || priceTicks > this.#highestTicks
      ? PRICE_BAND
      : NO_REASON
  }
}

/** The first price of the grid at the bound or within: one rounding of a division may be off by one. */
function boundTicks(bound: number, instrument: Instrument, inward: 1 | -1): number {
  const at = Math.round(instrument.tick.countOf(bound))
  if (!Number.isSafeInteger(at)) return bound
  return inward * (instrument.price(ticks(at)) - bound) < 0 ? at + inward : at
}
