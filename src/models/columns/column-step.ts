/**
 * The contract of a step: one column of a program, computed block by block.
 *
 * A step reads the `values` of the steps before it and fills its own, for the same samples. It keeps
 * what it must remember from one block to the next, and allocates nothing after construction.
 */

/** Samples that go through all steps before the next ones: their columns stay in the nearest cache. */
export const BLOCK_SAMPLES = 1024

export abstract class ColumnStep {
  /** Of the present block. */
  values: Float64Array<ArrayBufferLike> = new Float64Array(BLOCK_SAMPLES)

  /** Nothing is remembered from sample to sample, so single values can be had without a run. */
  get isStateless(): boolean {
    return false
  }

  /** Computes the first `length` values of the block. */
  abstract run(length: number): void

  /** One value of the present block; without a run of this step, when it is stateless. */
  valueAt(index: number): number {
    return this.values[index]!
  }
}
