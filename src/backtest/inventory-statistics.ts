/** How much was held, over the samples of a run: running sums for one market. */

export class InventoryStatistics {
  readonly limitLots: number
  lowestLots = 0
  highestLots = 0
  zeroCrossings = 0
  #samples = 0
  #absoluteLots = 0
  #samplesAtLimit = 0
  #lastSign = 0

  /** `limitLots`: the position that counts as full. */
  constructor(limitLots: number) {
    this.limitLots = limitLots
  }

  /** Takes in the signed lots of one sample. */
  add(positionLots: number): void {
    this.#samples++
    this.#absoluteLots += Math.abs(positionLots)
    if (Math.abs(positionLots) >= this.limitLots) this.#samplesAtLimit++
    if (positionLots < this.lowestLots) this.lowestLots = positionLots
    if (positionLots > this.highestLots) this.highestLots = positionLots
    const sign = Math.sign(positionLots)
    if (sign !== 0 && this.#lastSign !== 0 && sign !== this.#lastSign) this.zeroCrossings++
    if (sign !== 0) this.#lastSign = sign
  }

  get meanAbsoluteLots(): number {
    return this.#samples === 0 ? 0 : this.#absoluteLots / this.#samples
  }
  /** Share of samples with the position at its limit or beyond. */
  get shareAtLimit(): number {
    return this.#samples === 0 ? 0 : this.#samplesAtLimit / this.#samples
  }
}
