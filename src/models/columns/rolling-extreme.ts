/**
 * The lowest or highest sample of a trailing window, O(1) amortised: a queue of those samples that
 * may still become it, each better than all that follow it.
 */
import type { Column } from './column.ts'
import { ColumnStep } from './column-step.ts'
import { SampleHistory } from './sample-history.ts'

export class RollingExtreme extends ColumnStep {
  readonly #input: ColumnStep
  readonly #window: Extract<Column, { kind: 'extreme' }>
  /** 1 looks for the highest, -1 for the lowest. */
  readonly #sign: number = 0
  readonly #history: SampleHistory
  /** A ring of candidates: their values, and the numbers of their samples. */
  readonly #candidates: Float64Array = new Float64Array(0)
  readonly #numbers: Float64Array = new Float64Array(0)
  readonly #mask: number = 0
  #head = 0
  #tail = 0
  #sample = 0
  #count = 0

  constructor(input: ColumnStep, window: Extract<Column, { kind: 'extreme' }>) {
    super()
    this.#input = input
    this.#window = window
    this.#sign = window.name === 'highest' ? 1 : -1
    this.#history = new SampleHistory(window.windowSamples + 1)
    const slots = 1 << (32 - Math.clz32(window.windowSamples))
    this.#candidates = new Float64Array(slots)
    this.#numbers = new Float64Array(slots)
    this.#mask = slots - 1
  }

  override run(length: number): void {
    const start = this.#history.append(this.#input.values, length)
    const { samples } = this.#history
    const { windowSamples, isLagged } = this.#window
    for (let index = 0; index < length; index++) {
      if (isLagged) this.#say(index)
      if (!Number.isNaN(samples[start + index - windowSamples]!)) this.#count--
      const oldest = this.#sample - windowSamples
      if (this.#head !== this.#tail && this.#numbers[this.#head & this.#mask]! <= oldest)
        this.#head++
      const sample = samples[start + index]!
      if (!Number.isNaN(sample)) this.#add(sample)
      this.#sample++
      if (!isLagged) this.#say(index)
    }
  }

  #add(sample: number): void {
    const candidates = this.#candidates
    const mask = this.#mask
    const sign = this.#sign
    while (
      this.#head !== this.#tail &&
      sign * (sample - candidates[(this.#tail - 1) & mask]!) >= 0
    ) {
      this.#tail--
    }
    candidates[this.#tail & mask] = sample
    this.#numbers[this.#tail & mask] = this.#sample
    this.#tail++
    this.#count++
  }

  #say(index: number): void {
    const isSilent = this.#count < this.#window.samplesMin
    this.values[index] = isSilent ? Number.NaN : this.#candidates[this.#head & this.#mask]!
  }
}
