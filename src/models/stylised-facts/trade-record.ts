/**
 * Market orders: when they come, on which side, and what the mid does afterwards.
 *
 * Executions of one instant and side are one market order, which may have met several resting ones.
 */
import { Autocorrelation } from './autocorrelation.ts'

export const SIGN_LAGS = 100
/** After so many market orders the response of the mid is measured. */
export const RESPONSE_LAGS = [1, 2, 5, 10, 20, 50, 100] as const
const RING = 128

export class TradeRecord {
  readonly signs = new Autocorrelation(SIGN_LAGS)
  readonly #responses = new Float64Array(RESPONSE_LAGS.length)
  readonly #responseCounts = new Float64Array(RESPONSE_LAGS.length)
  readonly #mids = new Float64Array(RING)
  readonly #sides = new Int8Array(RING)
  #count = 0
  #executions = 0
  #lots = 0
  #lastNanos = Number.NaN
  #lastSide = 0
  #waits = 0
  #waitSum = 0
  #waitSquares = 0

  /** @param halfTicks the mid just before. */
  trade(nanos: number, side: number, lots: number, halfTicks: number): void {
    this.#executions++
    this.#lots += lots
    if (nanos === this.#lastNanos && side === this.#lastSide) return
    if (!Number.isNaN(this.#lastNanos)) {
      const seconds = (nanos - this.#lastNanos) / 1e9
      this.#waits++
      this.#waitSum += seconds
      this.#waitSquares += seconds * seconds
    }
    this.#lastNanos = nanos
    this.#lastSide = side
    this.signs.add(side)
    this.#respond(halfTicks)
    this.#mids[this.#count % RING] = halfTicks
    this.#sides[this.#count % RING] = side
    this.#count++
  }

  get count(): number {
    return this.#count
  }
  get executions(): number {
    return this.#executions
  }
  get lots(): number {
    return this.#lots
  }
  /** Deviation of the time between market orders in units of its mean; 1 if they are independent. */
  get waitVariation(): number {
    const mean = this.#waitSum / this.#waits
    const variance = this.#waitSquares / this.#waits - mean * mean
    return Math.sqrt(Math.max(0, variance)) / mean
  }
  get waits(): number {
    return this.#waits
  }

  /** Mean move of the mid, in ticks in the direction of a market order, until so many others came. */
  response(lag: (typeof RESPONSE_LAGS)[number]): number {
    const k = RESPONSE_LAGS.indexOf(lag)
    return this.#responses[k]! / this.#responseCounts[k]! / 2
  }

  #respond(halfTicks: number): void {
    for (let k = 0; k < RESPONSE_LAGS.length; k++) {
      const lag = RESPONSE_LAGS[k]!
      if (lag > this.#count) break
      const at = (this.#count - lag) % RING
      const move = this.#sides[at]! * (halfTicks - this.#mids[at]!)
      if (Number.isNaN(move)) continue
      this.#responses[k] = this.#responses[k]! + move
      this.#responseCounts[k] = this.#responseCounts[k]! + 1
    }
  }
}
