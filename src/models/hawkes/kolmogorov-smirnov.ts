/** Whether a sample looks as if drawn from an exponential distribution with mean 1. */
import { exp } from '../../core/index.ts'

export interface ExponentialTest {
  /** The largest gap between the sample's distribution and the exponential one. */
  readonly distance: number
  /** Chance of a gap this large or larger if the sample is exponential; for large samples. */
  readonly probability: number
}

/** A. Kolmogorov and N. Smirnov's test against the exponential distribution. Sorts a copy. */
export function exponentialTest(sample: Float64Array): ExponentialTest {
  const sorted = Float64Array.from(sample).sort()
  const count = sorted.length
  let distance = 0
  for (let k = 0; k < count; k++) {
    const expected = 1 - exp(-sorted[k]!)
    distance = Math.max(distance, expected - k / count, (k + 1) / count - expected)
  }
  return {
    distance,
    probability: tailOf(distance * (Math.sqrt(count) + 0.12 + 0.11 / Math.sqrt(count))),
  }
}

/** The tail of Kolmogorov's distribution. */
function tailOf(scaled: number): number {
  if (scaled < 0.2) return 1
  let sum = 0
  for (let k = 1; k <= 100; k++) {
    const term = exp(-2 * k * k * scaled * scaled)
    sum += k % 2 === 1 ? term : -term
    if (term < 1e-16) break
  }
  return Math.min(1, Math.max(0, 2 * sum))
}
