/**
 * The path of the mid of a market, kept so that two markets can be compared instant by instant.
 *
 * Every change is kept until there are too many; from then on no two within a resolution, which doubles
 * as often as it must: then the later one counts.
 */
import type { EventTape, Nanos } from '../../core/index.ts'
import { NO_PRICE } from '../../core/index.ts'
import type { MarketListener, VenueBook } from '../market/index.ts'

const FIRST_POINTS = 1024
/** 32 MB. */
const POINTS_MAX = 1 << 21

export class MidPath implements MarketListener {
  readonly #pointsMax: number = 0
  #resolutionNanos = 0
  #times = new Float64Array(FIRST_POINTS)
  #mids = new Float64Array(FIRST_POINTS)
  #count = 0

  constructor(pointsMax = POINTS_MAX) {
    this.#pointsMax = pointsMax
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
      if (now - this.#times[last]! < this.#resolutionNanos) {
        this.#mids[last] = mid
        return
      }
    }
    if (this.#count === this.#pointsMax) this.#thin()
    if (this.#count === this.#times.length) this.#grow()
    this.#times[this.#count] = now
    this.#mids[this.#count] = mid
    this.#count++
  }

  /** The mid at an instant, after everything that happened there; NaN before there was one. */
  at(nanos: number): number {
    return this.#newest((time) => time <= nanos)
  }

  /** The mid right before an instant. */
  before(nanos: number): number {
    return this.#newest((time) => time < nanos)
  }

  /** Of the last point whose time passes; those that pass come first. */
  #newest(passes: (time: number) => boolean): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (passes(this.#times[middle]!)) low = middle + 1
      else high = middle
    }
    return low === 0 ? Number.NaN : this.#mids[low - 1]!
  }

  /** Keeps the latest point of each stretch of twice the resolution. */
  #thin(): void {
    const span = this.#times[this.#count - 1]! - this.#times[0]!
    const least = (2 * span) / this.#pointsMax
    this.#resolutionNanos = Math.max(2 * this.#resolutionNanos, least)
    let kept = 0
    for (let k = 0; k < this.#count; k++) {
      const isNew = kept === 0 || this.#times[k]! - this.#times[kept - 1]! >= this.#resolutionNanos
      if (isNew) kept++
      if (isNew) this.#times[kept - 1] = this.#times[k]!
      this.#mids[kept - 1] = this.#mids[k]!
    }
    this.#count = kept
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
