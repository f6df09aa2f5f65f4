/** What an engine remembers of an instrument besides its orders. */
import { NO_PRICE } from '../../core/index.ts'
import type { InstrumentRules } from './instrument-rules.ts'
import { PRICE_TICKS_MAX } from './matching.ts'
import { CONTINUOUS, type Phase } from './phase.ts'

export class InstrumentState {
  readonly index: number = 0
  readonly rules: InstrumentRules
  // Rules that every command asks for, next to what else it asks for.
  readonly orderLotsMax: number = 0
  readonly volatilityTicks: number = 0
  readonly isByTime: boolean = true
  /** Every tick is a price. */
  readonly isPlain: boolean = true
  phase: Phase = CONTINUOUS
  /** The band. */
  lowest = -PRICE_TICKS_MAX
  highest = PRICE_TICKS_MAX
  lastPrice: number = NO_PRICE
  /** Lowest and highest price traded since stop orders were last looked for. */
  lowestTrade: number = NO_PRICE
  highestTrade: number = NO_PRICE
  /** Orders whose turn comes with prices: stops, pegs, all-or-none. Without any, few things matter. */
  waiting = 0
  /** What a volatility auction measures from: the reference before the command. */
  anchor: number = NO_PRICE

  constructor(index: number, rules: InstrumentRules) {
    this.index = index
    this.rules = rules
    this.orderLotsMax = rules.orderLotsMax
    this.volatilityTicks = rules.volatilityTicks
    this.isByTime = rules.isByTime
    this.isPlain = rules.tickTable.isPlain
    this.phase = rules.phase
    this.anchor = rules.referenceTicks
  }

  /** Nothing follows from an order that comes, moves or goes without a trade. */
  get isCalm(): boolean {
    return this.waiting === 0 && this.volatilityTicks === 0
  }

  get reference(): number {
    return this.lastPrice === NO_PRICE ? this.rules.referenceTicks : this.lastPrice
  }

  traded(price: number): void {
    this.lastPrice = price
    if (this.waiting !== 0) this.#stretch(price)
  }

  /** One more order waits for prices: those from here on. */
  startWaiting(): void {
    if (this.waiting++ === 0) this.settled()
  }

  #stretch(price: number): void {
    if (this.lowestTrade === NO_PRICE || price < this.lowestTrade) this.lowestTrade = price
    if (this.highestTrade === NO_PRICE || price > this.highestTrade) this.highestTrade = price
  }

  /** All that the trades so far have caused is done. */
  settled(): void {
    this.lowestTrade = this.lastPrice
    this.highestTrade = this.lastPrice
    this.anchor = this.reference
  }

  /** Whether a trade at this price would be too far for continuous trading. */
  isTooFar(price: number): boolean {
    return this.volatilityTicks !== 0 && Math.abs(price - this.anchor) > this.volatilityTicks
  }
}
