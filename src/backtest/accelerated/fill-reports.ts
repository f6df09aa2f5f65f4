/**
 * The way of a fill from the venue to the strategy: it happens, is known here, and is heard.
 *
 * Known means booked: position and cash have it. A strategy hears of it at its next look.
 */
import {
  InputError,
  type Instrument,
  lots,
  type Nanos,
  nanos,
  type RunHash,
  ticks,
} from '../../core/index.ts'
import {
  BEST_CROSSED,
  type FeeSchedule,
  FillReport,
  feeOf,
  TRADED_THROUGH,
} from '../../exchange/index.ts'
import type { Portfolio } from '../../execution/index.ts'
import {
  type FillLog,
  LaneLatency,
  type LatencyModel,
  type LatencyPlan,
} from '../../simulation/index.ts'
import type { FillView } from '../../strategy/index.ts'
import type { ExchangeTapeData } from './exchange-tape.ts'
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
  readonly tape: ExchangeTapeData
  /** Where fills are logged once they are known. */
  readonly log: FillLog
  /** Reports take as long as this says; no time without. */
  readonly response: LatencyModel | undefined
}

/** The log takes it whole, a strategy what it may see. */
class HeardFill extends FillReport implements FillView {
  readonly isMaker = true
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
      const index = fills.known++
      this.#read(index)
      const { side, size, price, fee, priceTicks, at } = this.#fill
      const { portfolio, instrument, venue, hash, log } = this.#options
      portfolio.fill(side, size, price, fee, true, size * instrument.lot.step)
      venue.of(side).unknownLots -= size
      log.add(0, this.#fill)
      hash.addFloat64(at)
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
    const { fills, instrument, fees, tape } = this.#options
    const fill = this.#fill
    fill.at = nanos(fills.atNanos(index))
    fill.orderId = index + 1
    fill.side = fills.side(index)
    fill.priceTicks = ticks(fills.priceTicks(index))
    fill.price = instrument.price(fill.priceTicks)
    fill.size = lots(fills.lots(index))
    fill.fee = feeOf(fees, instrument, fill.size, fill.price, true)
    fill.leaves = lots(fills.leaves(index))
    fill.cause = tape.tradedLots[fills.event(index)]! > 0 ? TRADED_THROUGH : BEST_CROSSED
  }
}

/** @throws InputError for a response that follows the market, which nobody hears here. */
export function responseOf(latency: LatencyModel | LatencyPlan | undefined): LatencyModel {
  const { orders } = new LaneLatency(latency)
  if (orders.watch === undefined) return orders
  throw new InputError(
    'follows the market, which fills do not hear here',
    { field: 'latency.response' },
    'Give a response that does not, or leave out the pessimistic response.',
  )
}
