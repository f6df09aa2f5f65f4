/** Columns that remember a little: the value some samples ago, and who stood above last. */
import { ColumnStep } from './column-step.ts'
import { SampleHistory } from './sample-history.ts'

export class LagStep extends ColumnStep {
  readonly #input: ColumnStep
  readonly #samples: number = 0
  readonly #history: SampleHistory

  constructor(input: ColumnStep, samples: number) {
    super()
    this.#input = input
    this.#samples = samples
    this.#history = new SampleHistory(samples)
  }

  override run(length: number): void {
    const start = this.#history.append(this.#input.values, length) - this.#samples
    const { samples } = this.#history
    const { values } = this
    for (let index = 0; index < length; index++) values[index] = samples[start + index]!
  }
}

export class CrossStep extends ColumnStep {
  readonly #left: ColumnStep
  readonly #right: ColumnStep
  /** 1 while left stood above when they last differed, -1 below, 0 before they ever did. */
  #stood = 0

  constructor(left: ColumnStep, right: ColumnStep) {
    super()
    this.#left = left
    this.#right = right
  }

  override run(length: number): void {
    const left = this.#left.values
    const right = this.#right.values
    const { values } = this
    let stood = this.#stood
    for (let index = 0; index < length; index++) {
      const stands = Number(left[index]! > right[index]!) - Number(left[index]! < right[index]!)
      values[index] = stands !== 0 && stood !== 0 && stands !== stood ? stands : 0
      if (stands !== 0) stood = stands
    }
    this.#stood = stood
  }
}
