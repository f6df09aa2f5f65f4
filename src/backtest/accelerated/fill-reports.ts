/**
 * The way of a fill from the venue to the strategy: it happens, is known here, and is heard.
 *
 * Known means booked: position and cash have it. A strategy hears of it at its next look.
 */
import {
  type Instrument,
  lots,
  type Nanos,
  nanos,
  type RunHash,
  type Side,
  ticks,
} from '../../core/index.ts'
import { type FeeSchedule, feeOf } from '../../exchange/index.ts'
import type { Portfolio } from '../../execution/index.ts'
import type { LatencyModel } from '../../simulation/index.ts'
import type { FillView } from '../../strategy/index.ts'
import type { FillColumns } from './fill-columns.ts'
import type { QuoteVenue } from './quote-venue.ts'
import type { RowStrategy } from './row-strategy.ts'

export interface FillReportsOptions {
  readonly fills: FillColumns
  readonly instrument: Instrument
  readonly fees: FeeSchedule
  readonly portfolio: Portfolio
  readonly venue: QuoteVenue
  readonly hash: RunHash
  /** Reports take as long as this says; no time without. */
  readonly response: LatencyModel | undefined
}

class HeardFill implements FillView {
  orderId = 0
  side: Side = 1
  priceTicks = ticks(0)
  price = 0
  size = lots(0)
  readonly isMaker = true
  fee = 0
}

export class FillReports {
  readonly #options: FillReportsOptions
  readonly #fill = new HeardFill()
  #sent = 0
  #heard = 0
  #newestKnownAt = Number.NEGATIVE_INFINITY

  constructor(options: FillReportsOptions) {
    this.#options = options
  }

  /** All fills so far are in their order now: says when each will be known. None overtakes another. */
  send(): void {
    const { fills, response } = this.#options
    for (; this.#sent < fills.length; this.#sent++) {
      const at = nanos(fills.atNanos(this.#sent))
      const arrives = at + (response?.response(at) ?? 0)
      this.#newestKnownAt = Math.max(this.#newestKnownAt, arrives)
      fills.setKnownAt(this.#sent, this.#newestKnownAt)
    }
  }

  /** Books the fills that are known at `now`. */
  learn(now: number): void {
    const { fills } = this.#options
    while (fills.known < this.#sent && fills.knownAtNanos(fills.known) <= now) {
      this.#read(fills.known++)
      const { side, size, price, fee, priceTicks } = this.#fill
      const { portfolio, instrument, venue, hash } = this.#options
      portfolio.fill(side, size, price, fee, true, size * instrument.lot.step)
      venue.of(side).unknownLots -= size
      hash.addFloat64(fills.atNanos(fills.known - 1))
      hash.addInt32(side)
      hash.addInt32(priceTicks)
      hash.addInt32(size)
    }
  }

  /** Tells a strategy of the fills that were booked since it last looked. */
  tell(strategy: RowStrategy, now: Nanos): void {
    const { fills } = this.#options
    for (; this.#heard < fills.known; this.#heard++) {
      this.#read(this.#heard)
      strategy.hear(this.#fill, now)
    }
  }

  #read(index: number): void {
    const { fills, instrument, fees } = this.#options
    const fill = this.#fill
    fill.orderId = index + 1
    fill.side = fills.side(index)
    fill.priceTicks = ticks(fills.priceTicks(index))
    fill.price = instrument.price(fill.priceTicks)
    fill.size = lots(fills.lots(index))
    fill.fee = feeOf(fees, instrument, fill.size, fill.price, true)
  }
}
