/**
 * An efficient price that is observed with noise: the smallest model of why returns of prices look
 * predictable when measured too finely. Every expectation is known.
 *
 * The log price walks with variance `volatility^2` a second; what is seen adds independent noise of
 * deviation `noise` to each observation. So the realised variance grows with the number of looks,
 * and neighbouring returns correlate negatively (the bounce). R. Roll, A Simple Implicit Measure of
 * the Effective Bid-Ask Spread, Journal of Finance 39, 1984, reads the half spread from that.
 */
import { assert, type RandomStream } from '../../core/index.ts'

export interface NoisyPrice {
  /** Deviation of the log price over a second. */
  readonly volatility: number
  /** Deviation of what each observation adds. */
  readonly noise: number
}

/** Expected sum of squared returns of `observations` equal steps over `seconds`. */
export function expectedRealisedVariance(
  price: NoisyPrice,
  seconds: number,
  observations: number,
): number {
  const { volatility, noise } = price
  return volatility * volatility * seconds + 2 * observations * noise * noise
}

/** Covariance of neighbouring observed returns: minus the variance of the noise. */
export const expectedReturnCovariance = ({ noise }: NoisyPrice): number => -noise * noise

/** Correlation of neighbouring observed returns over steps of `seconds`. */
export function expectedReturnCorrelation(price: NoisyPrice, seconds: number): number {
  const { volatility, noise } = price
  return -(noise * noise) / (volatility * volatility * seconds + 2 * noise * noise)
}

/** Roll's half spread from the covariance of neighbouring price changes; 0 where it is positive. */
export const rollHalfSpread = (changeCovariance: number): number =>
  Math.sqrt(Math.max(0, -changeCovariance))

/** Fills `out` with observed log prices, a step of `stepSeconds` apart; the walk begins at 0. */
export function drawNoisyPricesInto(
  out: Float64Array,
  price: NoisyPrice,
  stepSeconds: number,
  random: RandomStream,
): void {
  assert(stepSeconds > 0, 'observations are some time apart')
  const deviation = price.volatility * Math.sqrt(stepSeconds)
  let efficient = 0
  for (let k = 0; k < out.length; k++) {
    out[k] = efficient + price.noise * random.normal()
    efficient += deviation * random.normal()
  }
}
