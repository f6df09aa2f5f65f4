/**
 * The newest samples of a column, so that a window over them can be looked at whole.
 *
 * ```
 * | dropped ... | window samples before the block | block |      room      |
 * ```
 *
 * Blocks are appended; when there is no room left, what a window still needs moves to the front.
 * There is room for a window and a block beyond, so a sample is moved once, on average. Before the
 * first sample stands NaN, which is no sample.
 */
import { BLOCK_SAMPLES } from './column-step.ts'

export class SampleHistory {
  readonly samples: Float64Array
  readonly #kept: number = 0
  #end: number = 0

  /** `kept`: samples before a block that can still be read. */
  constructor(kept: number) {
    this.#kept = kept
    this.#end = kept
    this.samples = new Float64Array(2 * kept + 4 * BLOCK_SAMPLES).fill(Number.NaN)
  }

  /** Appends a block and answers where its first sample stands. */
  append(block: Float64Array, length: number): number {
    const { samples } = this
    if (this.#end + length > samples.length) {
      samples.copyWithin(0, this.#end - this.#kept, this.#end)
      this.#end = this.#kept
    }
    const start = this.#end
    samples.set(block.length === length ? block : block.subarray(0, length), start)
    this.#end = start + length
    return start
  }
}
