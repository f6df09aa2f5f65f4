/**
 * Listens to a market for its stylised facts: trades and touches as they happen, depth once a second.
 */
import {
  BUY,
  ENGINE_TRADE,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  engineKindOf,
  F_EXCHANGE,
  FLAG_AUCTION,
  flagsOf,
  I_META,
  I_SIZE,
  lots,
  type Nanos,
  NO_PRICE,
  nanos,
  SIDES,
  sideOf,
  ticks,
} from '../../core/index.ts'
import { DEPTH_DISTANCES, StylisedFacts, type StylisedFactsOptions } from '../../models/index.ts'
import type { MarketListener } from './market-simulation.ts'
import type { VenueBook } from './venue-book.ts'

const DEPTH_NANOS = 1_000_000_000

export class FactsListener implements MarketListener {
  readonly facts: StylisedFacts
  readonly #depth = new Float64Array(DEPTH_DISTANCES)
  #nextDepth: number = 0
  #hasTouch = false

  constructor(options: StylisedFactsOptions) {
    this.facts = new StylisedFacts(options)
    this.#nextDepth = options.startNanos
  }

  event(tape: EventTape, index: number): void {
    const i = index * EVENT_I32
    const meta = tape.i32[i + I_META]!
    if (engineKindOf(meta) !== ENGINE_TRADE || (flagsOf(meta) & FLAG_AUCTION) !== 0) return
    const time = nanos(tape.f64[index * EVENT_F64 + F_EXCHANGE]!)
    this.facts.trade(time, sideOf(meta), lots(tape.i32[i + I_SIZE]!))
  }

  touch(now: Nanos, book: VenueBook): void {
    const { bid, ask } = book
    if (bid === NO_PRICE || ask === NO_PRICE) {
      if (this.#hasTouch) this.facts.loseTouch(now)
      this.#hasTouch = false
      return
    }
    this.#hasTouch = true
    this.facts.touch(now, bid, book.bidLots, ask, book.askLots)
    if (now >= this.#nextDepth) this.#sampleDepth(now, book)
  }

  #sampleDepth(now: Nanos, book: VenueBook): void {
    this.#nextDepth = now + DEPTH_NANOS
    this.#depth.fill(0)
    for (const side of SIDES) {
      const other = side === BUY ? book.ask : book.bid
      for (let distance = 1; distance <= DEPTH_DISTANCES; distance++) {
        const size = book.levels.sizeAt(side, ticks(other - side * distance))
        this.#depth[distance - 1] = this.#depth[distance - 1]! + size
      }
    }
    this.facts.depth(now, this.#depth)
  }
}
