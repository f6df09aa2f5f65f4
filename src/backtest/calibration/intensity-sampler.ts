/**
 * How far from the mid do trades reach? The raw material of fill intensities.
 *
 * Time is cut into intervals of 100 ms. A quote is thought to be put down at the beginning of an
 * interval, so many ticks from the mid of that moment, and to be hit by whatever trades beyond it
 * before the interval is over. Trades of one aggressor at one instant are one arrival, as far out as
 * the farthest of them.
 */
import { LadderBook, type OrderBook, OrderLevelBook } from '../../book/index.ts'
import {
  BUY,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_EXCHANGE,
  FLAG_HIDDEN,
  FLAG_LAST,
  flagsOf,
  I_META,
  I_PRICE,
  type Instrument,
  kindOf,
  NO_SIDE,
  SELL,
  type Side,
  sideOf,
  TRADE,
} from '../../core/index.ts'

export const INTERVAL_NANOS = 100e6
/** A longer silence is a night or a break, not a quiet market. */
const SILENCE_NANOS_MAX = 3600e9

/** Arrivals: one aggressor's trades at one instant. */
export interface Arrivals {
  /** Ticks from the mid at the beginning of its interval; may be below zero, may be half ticks. */
  readonly depths: readonly number[]
  /** The aggressor's: a buyer hits asks. */
  readonly sides: readonly Side[]
  /** Which interval of the recording it came in; ascending. */
  readonly intervals: readonly number[]
  /** How far into its interval. */
  readonly seconds: readonly number[]
}

export class IntensitySampler {
  /** Intervals with a mid at their beginning. */
  intervals = 0
  /** Largest step between best prices, and those of visible trades: the tick that is really used. */
  gridTicks = 0
  readonly arrivals: Arrivals
  readonly #depths: number[] = []
  readonly #sides: Side[] = []
  readonly #ofInterval: number[] = []
  readonly #seconds: number[] = []
  readonly #book: OrderBook
  #interval = Number.NaN
  #mid = Number.NaN
  #nextMid = Number.NaN
  #firstPrice = Number.NaN
  #arrivalAt = Number.NaN
  /** Sums over the changes of the mid from interval to interval. */
  #changes = 0
  #changeSum = 0
  #changeSquares = 0

  constructor(instrument: Instrument, tellsOrders: boolean) {
    this.#book = tellsOrders ? new OrderLevelBook({ instrument }) : new LadderBook({ instrument })
    this.arrivals = {
      depths: this.#depths,
      sides: this.#sides,
      intervals: this.#ofInterval,
      seconds: this.#seconds,
    }
  }

  /** Standard deviation of the mid's change in a second, in ticks. */
  get sigmaTicks(): number {
    const mean = this.#changeSum / this.#changes
    const variance = this.#changeSquares / this.#changes - mean * mean
    return Math.sqrt(Math.max(0, variance) * (1e9 / INTERVAL_NANOS))
  }
  get seconds(): number {
    return (this.intervals * INTERVAL_NANOS) / 1e9
  }

  push(batch: EventTape): void {
    for (let index = 0; index < batch.length; index++) {
      const meta = batch.i32[index * EVENT_I32 + I_META]!
      const at = batch.f64[index * EVENT_F64 + F_EXCHANGE]!
      this.#advance(at)
      if (kindOf(meta) === TRADE) this.#trade(batch, index, at)
      else this.#book.apply(batch, index)
      if ((flagsOf(meta) & FLAG_LAST) !== 0) this.#settle()
    }
  }

  #advance(at: number): void {
    const interval = Math.floor(at / INTERVAL_NANOS)
    if (Number.isNaN(this.#interval)) this.#interval = interval
    const passed = interval - this.#interval
    // Feeds step back by a little: what comes late counts where the market is by now.
    if (!(passed > 0)) return
    const isSilence = passed * INTERVAL_NANOS > SILENCE_NANOS_MAX
    if (!Number.isNaN(this.#nextMid) && !isSilence) {
      // The first interval of all has no mid at its beginning.
      const isFirst = Number.isNaN(this.#mid)
      const change = isFirst ? 0 : this.#nextMid - this.#mid
      const counted = isFirst ? passed - 1 : passed
      this.intervals += counted
      this.#changes += counted
      this.#changeSum += change
      this.#changeSquares += change * change
    }
    this.#interval = interval
    this.#mid = this.#nextMid
    this.#arrivalAt = Number.NaN
  }

  #settle(): void {
    const { midTicks } = this.#book
    if (Number.isNaN(midTicks)) return
    this.#nextMid = midTicks
    for (const side of [BUY, SELL] as const) {
      this.#seePrice(this.#book.best(side))
    }
  }

  #seePrice(price: number): void {
    if (Number.isNaN(this.#firstPrice)) this.#firstPrice = price
    this.gridTicks = greatestDivisor(this.gridTicks, Math.abs(price - this.#firstPrice))
  }

  #trade(batch: EventTape, index: number, at: number): void {
    if (Number.isNaN(this.#mid)) return
    const i = index * EVENT_I32
    const price = batch.i32[i + I_PRICE]!
    const flags = flagsOf(batch.i32[i + I_META]!)
    // Hidden lots trade between the prices that anybody may show.
    if ((flags & FLAG_HIDDEN) === 0) this.#seePrice(price)
    const told = sideOf(batch.i32[i + I_META]!) as Side | 0
    const side = told === NO_SIDE ? (Math.sign(price - this.#mid) as Side | 0) : told
    if (side === NO_SIDE) return
    const depth = side * (price - this.#mid)
    const last = this.#depths.length - 1
    if (this.#arrivalAt === at && this.#sides[last] === side) {
      this.#depths[last] = Math.max(this.#depths[last]!, depth)
      return
    }
    this.#arrivalAt = at
    this.#depths.push(depth)
    this.#sides.push(side)
    this.#ofInterval.push(this.#interval)
    // A record that comes late belongs to the interval that is open, from its beginning.
    this.#seconds.push(Math.max(0, at - this.#interval * INTERVAL_NANOS) / 1e9)
  }
}

/** Euclid's algorithm; the divisor of 0 and a number is the number. */
function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}
