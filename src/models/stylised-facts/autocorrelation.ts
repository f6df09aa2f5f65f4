/**
 * Autocorrelation of a stream at lags 1, 2, ... in memory that does not grow with it.
 *
 * Keeps the latest samples in a ring and sums of products with them. The mean taken away is that of
 * all samples, so a lag's value differs from the textbook's by ends of the series alone: a part in
 * its length. A stream without variation has no autocorrelation, and answers NaN.
 */
import { assert } from '../../core/index.ts'

export class Autocorrelation {
  readonly lags: number
  readonly #recent: Float64Array = new Float64Array(0)
  readonly #products: Float64Array = new Float64Array(0)
  #count = 0
  #sum = 0
  #sumOfSquares = 0

  constructor(lags: number) {
    assert(Number.isInteger(lags) && lags >= 1, 'lags are counted from 1')
    this.lags = lags
    this.#recent = new Float64Array(lags)
    this.#products = new Float64Array(lags + 1)
  }

  get count(): number {
    return this.#count
  }
  get mean(): number {
    return this.#sum / this.#count
  }

  /** O(lags). */
  add(value: number): void {
    const { lags } = this
    const recent = this.#recent
    const products = this.#products
    const known = Math.min(lags, this.#count)
    let at = this.#count % lags
    for (let lag = 1; lag <= known; lag++) {
      at = at === 0 ? lags - 1 : at - 1
      products[lag] = products[lag]! + value * recent[at]!
    }
    recent[this.#count % lags] = value
    this.#count++
    this.#sum += value
    this.#sumOfSquares += value * value
  }

  /** From -1 to 1; NaN without variation, or with fewer than two pairs. */
  at(lag: number): number {
    assert(lag >= 1 && lag <= this.lags, 'a lag that is kept')
    const pairs = this.#count - lag
    if (pairs < 2) return Number.NaN
    const { mean } = this
    const variance = this.#sumOfSquares / this.#count - mean * mean
    // What rounding leaves of no variation is no variation.
    if (!(variance > 1e-12 * (this.#sumOfSquares / this.#count))) return Number.NaN
    return (this.#products[lag]! / pairs - mean * mean) / variance
  }

  /** Two deviations of what a stream without memory shows by chance. */
  get noise(): number {
    return 2 / Math.sqrt(Math.max(1, this.#count))
  }
}

/** How far values are from falling on a line, by least squares; NaN for fewer than two. */
export interface Line {
  readonly slope: number
  readonly intercept: number
}

/** The line through points of equal weight, or of the weights given. */
export function lineThrough(
  x: readonly number[],
  y: readonly number[],
  weights: readonly number[] = x.map(() => 1),
): Line {
  let weight = 0
  let meanX = 0
  let meanY = 0
  for (let k = 0; k < x.length; k++) {
    weight += weights[k]!
    meanX += weights[k]! * x[k]!
    meanY += weights[k]! * y[k]!
  }
  meanX /= weight
  meanY /= weight
  let square = 0
  let product = 0
  for (let k = 0; k < x.length; k++) {
    square += weights[k]! * (x[k]! - meanX) * (x[k]! - meanX)
    product += weights[k]! * (x[k]! - meanX) * (y[k]! - meanY)
  }
  if (!(square > 0)) return { slope: Number.NaN, intercept: Number.NaN }
  const slope = product / square
  return { slope, intercept: meanY - slope * meanX }
}
