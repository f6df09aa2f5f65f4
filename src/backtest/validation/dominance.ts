/**
 * Is choosing the best in-sample better, out of sample, than choosing blindly?
 *
 * Two distributions of out-of-sample performance are compared: of the trials chosen, and of all. The
 * first dominates in the first order when at every level fewer of the chosen lie below it, and in
 * the second order when the area between the two curves, up to every level, is on its side: what
 * everybody who dislikes risk prefers.
 *
 * Tens of millions of numbers pass by, so both are kept as counts in bins. Bins are even in
 * x / sqrt(1 + x^2), which has a place for every number and is fine where the numbers are.
 */

export interface Dominance {
  readonly firstOrder: boolean
  readonly secondOrder: boolean
  /** The largest share by which more of the chosen than of all lie below a level; 0 if nowhere. */
  readonly firstOrderGap: number
}

const BINS = 2048

export class DominanceCounts {
  readonly #scale: number
  readonly #chosen = new Float64Array(BINS)
  readonly #all = new Float64Array(BINS)

  /** `scale`: how large a performance usually is. */
  constructor(scale: number) {
    this.#scale = scale
  }

  addChosen(performance: number): void {
    const bin = this.#binOf(performance)
    this.#chosen[bin] = this.#chosen[bin]! + 1
  }

  addAll(performances: Float64Array): void {
    for (let i = 0; i < performances.length; i++) {
      const bin = this.#binOf(performances[i]!)
      this.#all[bin] = this.#all[bin]! + 1
    }
  }

  /** Shares below each edge between two bins, compared. */
  result(): Dominance {
    const chosenTotal = this.#chosen.reduce((sum, each) => sum + each, 0)
    const allTotal = this.#all.reduce((sum, each) => sum + each, 0)
    let chosenBelow = 0
    let allBelow = 0
    let firstOrderGap = 0
    let area = 0
    let areaLowest = 0
    for (let bin = 0; bin < BINS - 1; bin++) {
      chosenBelow += this.#chosen[bin]!
      allBelow += this.#all[bin]!
      const gap = chosenBelow / chosenTotal - allBelow / allTotal
      if (gap > firstOrderGap) firstOrderGap = gap
      if (bin === BINS - 2) break
      area -= gap * (levelAbove(bin + 1) - levelAbove(bin))
      if (area < areaLowest) areaLowest = area
    }
    const rounding = 1e-12
    return {
      firstOrder: firstOrderGap <= rounding,
      secondOrder: areaLowest >= -rounding,
      firstOrderGap,
    }
  }

  #binOf(performance: number): number {
    const x = performance / this.#scale
    return Math.floor((x / Math.sqrt(1 + x * x) + 1) * (BINS / 2 - 1e-6))
  }
}

/** The performance at the upper edge of a bin, in units of the scale. */
function levelAbove(bin: number): number {
  const u = (2 * (bin + 1)) / BINS - 1
  return u / Math.sqrt(1 - u * u)
}
