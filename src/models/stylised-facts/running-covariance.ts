/** Means, variances and covariance of pairs as they come, without keeping them (B. P. Welford, 1962). */

export class RunningCovariance {
  #count = 0
  #meanX = 0
  #meanY = 0
  #squareX = 0
  #squareY = 0
  #product = 0

  add(x: number, y: number): void {
    this.#count++
    const offX = x - this.#meanX
    const offY = y - this.#meanY
    this.#meanX += offX / this.#count
    this.#meanY += offY / this.#count
    this.#squareX += offX * (x - this.#meanX)
    this.#squareY += offY * (y - this.#meanY)
    this.#product += offX * (y - this.#meanY)
  }

  get count(): number {
    return this.#count
  }
  get meanX(): number {
    return this.#meanX
  }
  get varianceX(): number {
    return this.#squareX / this.#count
  }
  /** NaN when either side does not vary. */
  get correlation(): number {
    const scale = Math.sqrt(this.#squareX) * Math.sqrt(this.#squareY)
    return scale > 0 ? this.#product / scale : Number.NaN
  }
  /** The share of the variance of y that a line in x explains. */
  get determination(): number {
    return this.correlation * this.correlation
  }
  /** Of y on x. */
  get slope(): number {
    return this.#squareX > 0 ? this.#product / this.#squareX : Number.NaN
  }
}
