/**
 * How far the two clocks are apart: local minus exchange time, which is latency plus skew.
 *
 * The median needs the values. They are kept in an array of fixed size; when it is full, every second
 * one is dropped and from then on only every second is taken, so the sample stays even and repeatable.
 */
const SAMPLES_MAX = 1 << 18

export class SkewTally {
  count = 0
  negative = 0
  minNanos = Number.POSITIVE_INFINITY
  maxNanos = Number.NEGATIVE_INFINITY
  readonly #samples = new Float64Array(SAMPLES_MAX)
  #sampled = 0
  #stride = 1

  add(nanos: number): void {
    if (nanos < 0) this.negative++
    if (nanos < this.minNanos) this.minNanos = nanos
    if (nanos > this.maxNanos) this.maxNanos = nanos
    if (this.count++ % this.#stride !== 0) return
    if (this.#sampled === SAMPLES_MAX) this.#thin()
    this.#samples[this.#sampled++] = nanos
  }

  /** Exact up to 262,144 values, of an even sample beyond. NaN without values. */
  get medianNanos(): number {
    const sorted = this.#samples.slice(0, this.#sampled).sort()
    return sorted[sorted.length >> 1] ?? Number.NaN
  }

  #thin(): void {
    const samples = this.#samples
    for (let at = 0; at < SAMPLES_MAX / 2; at++) samples[at] = samples[2 * at]!
    this.#sampled = SAMPLES_MAX / 2
    this.#stride *= 2
  }
}
