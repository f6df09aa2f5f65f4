/**
 * What is decided by a z-score, decided exactly.
 *
 * Prices that stand still and jump make scores that are exactly 1.5 or 2. Whether rounding leaves
 * them above or below would decide a trade, so near a boundary the window is asked in whole numbers.
 */
import type { Column, ComparisonName } from './column.ts'
import { ColumnStep } from './column-step.ts'
import type { RollingMoments } from './rolling-moments.ts'

/** Scores nearer to a boundary than this are not compared as they are. */
const CLOSE = 1e-9

/** A z-score against a constant: 1 where the comparison holds, else 0. */
export class ScoreComparison extends ColumnStep {
  readonly #moments: RollingMoments
  readonly #name: ComparisonName
  readonly #boundary: number = 0
  readonly #scores: Float64Array = new Float64Array(0)

  constructor(moments: RollingMoments, name: ComparisonName, boundary: number) {
    super()
    this.#moments = moments
    this.#name = name
    this.#boundary = boundary
    this.#scores = moments.scores
  }

  override run(length: number): void {
    const { values } = this
    const scores = this.#scores
    const name = this.#name
    const boundary = this.#boundary
    const close = CLOSE * Math.max(1, Math.abs(boundary))
    const side = name === 'lt' || name === 'le' ? -1 : name === 'eq' ? 0 : 1
    for (let index = 0; index < length; index++) {
      const distance = scores[index]! - boundary
      values[index] = Number(side * distance > 0)
      if (Math.abs(distance) < close) values[index] = this.#decide(index)
    }
  }

  /** The sign of score - boundary: |score| is compared with |boundary|, and signs by themselves. */
  #decide(index: number): number {
    const score = this.#scores[index]!
    const boundary = this.#boundary
    const side = boundary < 0 ? -1 : 1
    const isOtherSide = boundary !== 0 && score !== 0 && Math.sign(score) !== side
    const magnitude = this.#moments.compareMagnitude(index, Math.abs(boundary))
    const sign = boundary === 0 ? Math.sign(score) * Math.abs(magnitude) : side * magnitude
    const difference = isOtherSide ? -side : sign
    return Number(HOLDS[this.#name](difference))
  }
}

const HOLDS: Readonly<Record<ComparisonName, (difference: number) => boolean>> = {
  lt: (difference) => difference < 0,
  le: (difference) => difference <= 0,
  gt: (difference) => difference > 0,
  ge: (difference) => difference >= 0,
  eq: (difference) => difference === 0,
}

/** On which side of a band around zero a z-score is, 0 within it. */
export class ScoreBeyond extends ColumnStep {
  readonly #moments: RollingMoments
  readonly #boundary: number = 0
  readonly #direction: number = 0
  readonly #scores: Float64Array = new Float64Array(0)

  constructor(moments: RollingMoments, column: Extract<Column, { kind: 'beyond' }>) {
    super()
    this.#moments = moments
    this.#boundary = column.boundary
    this.#direction = column.direction
    this.#scores = moments.scores
  }

  override run(length: number): void {
    const { values } = this
    const scores = this.#scores
    const boundary = this.#boundary
    const direction = this.#direction
    const close = CLOSE * Math.max(1, boundary)
    for (let index = 0; index < length; index++) {
      const score = direction * scores[index]!
      values[index] = Number(score > boundary) - Number(score < -boundary)
      if (Math.abs(Math.abs(score) - boundary) < close) values[index] = this.#decide(index)
    }
  }

  #decide(index: number): number {
    if (this.#moments.compareMagnitude(index, this.#boundary) <= 0) return 0
    return this.#direction * Math.sign(this.#scores[index]!)
  }
}

/** floor(perUnit |score|), exactly. */
export class ScoreMultiples extends ColumnStep {
  readonly #moments: RollingMoments
  readonly #perUnit: number = 0
  readonly #scores: Float64Array = new Float64Array(0)

  constructor(moments: RollingMoments, perUnit: number) {
    super()
    this.#moments = moments
    this.#perUnit = perUnit
    this.#scores = moments.scores
  }

  override get isStateless(): boolean {
    return true
  }

  override valueAt(index: number): number {
    const multiples = this.#perUnit * Math.abs(this.#scores[index]!)
    if (Number.isNaN(multiples)) return Number.NaN
    const nearest = Math.round(multiples)
    const isAtLeast = this.#moments.compareMagnitude(index, nearest / this.#perUnit) >= 0
    return isAtLeast ? nearest : nearest - 1
  }

  override run(length: number): void {
    for (let index = 0; index < length; index++) this.values[index] = this.valueAt(index)
  }
}
