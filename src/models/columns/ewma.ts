/**
 * Exponentially weighted averages: each sample counts for a fixed part, and ever less later on.
 *
 * ```
 * plain      m <- m + weight (x - m)                       the first sample counts for all before it
 * adjusted   m <- m + (x - m) / w,  w <- 1 + (1 - weight) w
 * ```
 *
 * NaN is skipped and forgets nothing. A sample equal to m leaves m as it is, to the last digit.
 */
import { exp, log } from '../../core/index.ts'
import { type Column, type ColumnLike, checkWhole, constant, type EwmaOptions } from './column.ts'
import { ColumnStep } from './column-step.ts'

/** @throws RangeError unless one weight, span or half-life is given that makes sense. */
export function ewma(input: ColumnLike, options: EwmaOptions): Column {
  const { isAdjusted = false, samplesMin = 1 } = options
  checkWhole('samplesMin', samplesMin, 1)
  const weight = weightOf(options)
  const column = typeof input === 'number' ? constant(input) : input
  return { kind: 'ewma', input: column, weight, isAdjusted, samplesMin }
}

function weightOf({ weight, spanSamples, halfLifeSamples }: EwmaOptions): number {
  const given = [weight, spanSamples, halfLifeSamples].filter((value) => value !== undefined)
  if (given.length !== 1) {
    throw new RangeError('an ewma has one of weight, spanSamples and halfLifeSamples')
  }
  if (weight !== undefined) {
    if (weight > 0 && weight <= 1) return weight
    throw new RangeError(`a weight is above 0 and at most 1, was ${weight}`)
  }
  if (spanSamples !== undefined) {
    if (spanSamples >= 1 && Number.isFinite(spanSamples)) return 2 / (spanSamples + 1)
    throw new RangeError(`spanSamples is a number of at least 1, was ${spanSamples}`)
  }
  if (halfLifeSamples !== undefined && halfLifeSamples > 0 && Number.isFinite(halfLifeSamples)) {
    return 1 - exp(-log(2) / halfLifeSamples)
  }
  throw new RangeError(`halfLifeSamples is a number above 0, was ${halfLifeSamples}`)
}

export class EwmaStep extends ColumnStep {
  readonly #input: ColumnStep
  readonly #weight: number = 0
  readonly #isAdjusted: boolean = false
  readonly #samplesMin: number = 0
  #mean = Number.NaN
  #weights = 0
  #count = 0

  constructor(input: ColumnStep, column: Extract<Column, { kind: 'ewma' }>) {
    super()
    this.#input = input
    this.#weight = column.weight
    this.#isAdjusted = column.isAdjusted
    this.#samplesMin = column.samplesMin
  }

  override run(length: number): void {
    const input = this.#input.values
    const { values } = this
    const weight = this.#weight
    const isAdjusted = this.#isAdjusted
    const samplesMin = this.#samplesMin
    let mean = this.#mean
    let weights = this.#weights
    let count = this.#count
    for (let i = 0; i < length; i++) {
      const x = input[i]!
      if (!Number.isNaN(x)) {
        weights = isAdjusted ? 1 + (1 - weight) * weights : 0
        const change = isAdjusted ? (x - mean) / weights : weight * (x - mean)
        mean = count === 0 ? x : mean + change
        count++
      }
      values[i] = count >= samplesMin ? mean : Number.NaN
    }
    this.#mean = mean
    this.#weights = weights
    this.#count = count
  }
}
