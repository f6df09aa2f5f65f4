/**
 * The path of the mid of a market, kept so that two markets can be compared instant by instant.
 *
 * Every change is kept, but no two within `resolutionNanos`: then the later one counts. Memory is
 * bounded by the span over the resolution.
 */
import type { EventTape, Nanos } from '../../core/index.ts'
import { NO_PRICE } from '../../core/index.ts'
import type { MarketListener, VenueBook } from '../market/index.ts'

const FIRST_POINTS = 1024

export class MidPath implements MarketListener {
  readonly #resolution: number
  #times = new Float64Array(FIRST_POINTS)
  #mids = new Float64Array(FIRST_POINTS)
  #count = 0

  constructor(resolutionNanos: number) {
    this.#resolution = resolutionNanos
  }

  get length(): number {
    return this.#count
  }
  timeAt(index: number): number {
    return this.#times[index]!
  }
  /** Halfway between the best prices in ticks; NaN while a side is empty. */
  midAt(index: number): number {
    return this.#mids[index]!
  }

  event(_tape: EventTape, _index: number): void {}

  touch(now: Nanos, { bid, ask }: VenueBook): void {
    const mid = bid === NO_PRICE || ask === NO_PRICE ? Number.NaN : (bid + ask) / 2
    const last = this.#count - 1
    if (last >= 0) {
      if (Object.is(this.#mids[last], mid)) return
      if (now - this.#times[last]! < this.#resolution) {
        this.#mids[last] = mid
        return
      }
    }
    if (this.#count === this.#times.length) this.#grow()
    this.#times[this.#count] = now
    this.#mids[this.#count] = mid
    this.#count++
  }

  /** The mid at an instant, after everything that happened there; NaN before there was one. */
  at(nanos: number): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#times[middle]! <= nanos) low = middle + 1
      else high = middle
    }
    return low === 0 ? Number.NaN : this.#mids[low - 1]!
  }

  #grow(): void {
    const times = new Float64Array(2 * this.#times.length)
    const mids = new Float64Array(2 * this.#mids.length)
    times.set(this.#times)
    mids.set(this.#mids)
    this.#times = times
    this.#mids = mids
  }
}
