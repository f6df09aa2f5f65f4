/** Traded volume over a trading day, in equal parts, and whether its middle is the quiet time. */

/** Parts of a day: half hours of a day of six and a half hours. */
export const DAY_PARTS = 13

export class DayProfile {
  readonly #lots = new Float64Array(DAY_PARTS)
  readonly #openNanos: number = 0
  readonly #closeNanos: number = 0

  constructor(openNanos: number, closeNanos: number) {
    this.#openNanos = openNanos
    this.#closeNanos = closeNanos
  }

  trade(nanos: number, lots: number): void {
    const share = (nanos - this.#openNanos) / (this.#closeNanos - this.#openNanos)
    const part = Math.min(DAY_PARTS - 1, Math.max(0, Math.floor(share * DAY_PARTS)))
    this.#lots[part] = this.#lots[part]! + lots
  }

  /** Shares of the day's volume by part. */
  shares(): readonly number[] {
    const total = this.#lots.reduce((sum, lots) => sum + lots, 0)
    return Array.from(this.#lots, (lots) => (total > 0 ? lots / total : 0))
  }

  /**
   * The quadratic term of the least squares fit to the shares, in units of the mean share, the day
   * running from -1 to 1. Above zero the ends are busier than the middle.
   */
  curvature(): number {
    const shares = this.shares()
    let squares = 0
    let product = 0
    const places = shares.map((_, part) => (2 * part) / (DAY_PARTS - 1) - 1)
    const meanSquare = places.reduce((sum, place) => sum + place * place, 0) / DAY_PARTS
    places.forEach((place, part) => {
      // The square with its mean taken away is orthogonal to constant and slope.
      const shape = place * place - meanSquare
      squares += shape * shape
      product += shape * shares[part]!
    })
    return (product / squares) * DAY_PARTS
  }
}
