/**
 * A price of jumps that excite their opposite: E. Bacry, S. Delattre, M. Hoffmann and J.-F. Muzy,
 * Modelling Microstructure Noise with Mutually Exciting Point Processes, Quantitative Finance 13,
 * 2013.
 *
 * The price is ups minus downs; an up excites only downs and a down only ups, so the price reverts
 * when looked at closely and diffuses from afar. The signature plot, the variance per second of
 * changes over tau, falls from the rate of jumps to a plateau, in closed form.
 */
import { exp } from '../../core/index.ts'
import type { HawkesParameters } from './hawkes.ts'

export interface MutualPrice {
  /** Jumps of each sign per second that nothing excites. */
  readonly baseline: number
  readonly excitation: number
  readonly decay: number
}

/** Kind 0 is up, kind 1 is down. */
export const mutualHawkes = ({ baseline, excitation, decay }: MutualPrice): HawkesParameters => ({
  baselines: [baseline, baseline],
  decays: [decay],
  excitations: [
    [[0], [excitation]],
    [[excitation], [0]],
  ],
})

/** Jumps per second, both signs together. */
export const jumpRate = ({ baseline, excitation, decay }: MutualPrice): number =>
  (2 * baseline) / (1 - excitation / decay)

/** Variance of price changes over `tauSeconds`, divided by it; in squared jumps per second. */
export function signature(price: MutualPrice, tauSeconds: number): number {
  const { excitation, decay } = price
  const kappa = 1 / (1 + excitation / decay)
  const square = kappa * kappa
  const reach = (excitation + decay) * tauSeconds
  return jumpRate(price) * (square + ((1 - square) * (1 - exp(-reach))) / reach)
}
