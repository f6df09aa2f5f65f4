/**
 * What a market did, for people: counts, the path of the mid in few points, the book as it is left.
 *
 * The path keeps at most 512 points however long the market runs: when they are used up every
 * second one goes and the rest stand for twice the time.
 */
import {
  ENGINE_ACCEPTED,
  ENGINE_CANCELED,
  ENGINE_REJECTED,
  ENGINE_TRADE,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  I_META,
  I_SIZE,
  type Nanos,
  NO_PRICE,
} from '../../core/index.ts'
import type { MarketListener } from './market-simulation.ts'
import type { VenueBook } from './venue-book.ts'

const POINTS_MAX = 512

export interface MarketCounts {
  readonly orders: number
  readonly refused: number
  readonly canceled: number
  readonly executions: number
  readonly tradedLots: number
}

export interface PathPoint {
  readonly nanos: number
  /** The mid, in ticks. */
  readonly midTicks: number
}

export class MarketRecord implements MarketListener {
  #orders = 0
  #refused = 0
  #canceled = 0
  #executions = 0
  #tradedLots = 0
  readonly #times = new Float64Array(POINTS_MAX)
  readonly #mids = new Float64Array(POINTS_MAX)
  #points = 0
  #gapNanos = 1e6
  #nextPoint = Number.NEGATIVE_INFINITY
  #lowest = Number.POSITIVE_INFINITY
  #highest = Number.NEGATIVE_INFINITY
  readonly #next: MarketListener | undefined

  /** @param next hears everything too. */
  constructor(next?: MarketListener) {
    this.#next = next
  }

  get counts(): MarketCounts {
    return {
      orders: this.#orders,
      refused: this.#refused,
      canceled: this.#canceled,
      executions: this.#executions,
      tradedLots: this.#tradedLots,
    }
  }

  get path(): readonly PathPoint[] {
    return Array.from({ length: this.#points }, (_, k) => ({
      nanos: this.#times[k]!,
      midTicks: this.#mids[k]!,
    }))
  }
  /** The extremes of the mid, in ticks; infinite before there was one. */
  get lowestMidTicks(): number {
    return this.#lowest
  }
  get highestMidTicks(): number {
    return this.#highest
  }

  event(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    switch (engineKindOf(tape.i32[i + I_META]!)) {
      case ENGINE_ACCEPTED:
        this.#orders++
        break
      case ENGINE_REJECTED:
        this.#refused++
        break
      case ENGINE_CANCELED:
        this.#canceled++
        break
      case ENGINE_TRADE:
        this.#executions++
        this.#tradedLots += tape.i32[i + I_SIZE]!
        break
      default:
        break
    }
    this.#next?.event(tape, index)
  }

  touch(now: Nanos, book: VenueBook): void {
    this.#next?.touch(now, book)
    if (book.bid === NO_PRICE || book.ask === NO_PRICE) return
    const mid = (book.bid + book.ask) / 2
    if (mid < this.#lowest) this.#lowest = mid
    if (mid > this.#highest) this.#highest = mid
    if (now < this.#nextPoint) return
    if (this.#points === POINTS_MAX) this.#thin()
    this.#times[this.#points] = now
    this.#mids[this.#points] = mid
    this.#points++
    this.#nextPoint = now + this.#gapNanos
  }

  #thin(): void {
    for (let k = 0; 2 * k < POINTS_MAX; k++) {
      this.#times[k] = this.#times[2 * k]!
      this.#mids[k] = this.#mids[2 * k]!
    }
    this.#points = POINTS_MAX / 2
    this.#gapNanos *= 2
  }
}
