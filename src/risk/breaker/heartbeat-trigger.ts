/** Trips when a stage of the pipeline has given no sign of life for too long. */
import { assert } from '../../core/index.ts'
import { spanText, type Trigger } from './trigger.ts'

export class HeartbeatTrigger implements Trigger {
  readonly isSpan = true
  readonly threshold: number
  /** Since the last beat of the stage that is late, in nanoseconds. */
  measured = 0
  readonly #stages: readonly string[]
  readonly #beats: Float64Array = new Float64Array(0)
  #late = 0

  constructor(limit: { readonly silenceNanosMax: number; readonly stages: readonly string[] }) {
    this.threshold = limit.silenceNanosMax
    this.#stages = limit.stages
    this.#beats = new Float64Array(limit.stages.length).fill(Number.NaN)
  }

  get text(): string {
    return `no heartbeat of ${this.#stages[this.#late]} for more than ${spanText(this.threshold)}`
  }

  /** A stage, by its place in the list, lives. One that has never beaten is not waited for. */
  beat(stage: number, now: number): void {
    assert(stage >= 0 && stage < this.#beats.length, 'the stage is one of the list')
    this.#beats[stage] = now
  }

  isBeyond(now: number): boolean {
    for (let k = 0; k < this.#beats.length; k++) {
      const silence = now - this.#beats[k]!
      if (!(silence > this.threshold)) continue
      this.#late = k
      this.measured = silence
      return true
    }
    return false
  }

  /** Stages are waited for from their next beat on. */
  reset(): void {
    this.#beats.fill(Number.NaN)
  }
}
