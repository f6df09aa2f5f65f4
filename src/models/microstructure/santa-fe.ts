/**
 * The scales of the zero-intelligence market of E. Smith, J. D. Farmer, L. Gillemot and S.
 * Krishnamurthy, Statistical Theory of the Continuous Double Auction, Quantitative Finance 3, 2003.
 *
 * Limit orders fall at a rate per tick and side over a wide band, market orders come at one rate in
 * all, every resting order is withdrawn at one rate. Dimensional analysis then gives the scales;
 * the formulas hold for ticks that are small against the scale of prices, so simulations are held
 * to the exponents, not to the constants.
 */
import { exp, log } from '../../core/index.ts'

export interface SantaFeRates {
  /** Limit orders per tick, second and side. */
  readonly limitOrdersPerTickSecond: number
  /** Market orders per second, both sides together. */
  readonly marketOrdersPerSecond: number
  /** Withdrawals per second of each resting order. */
  readonly cancelsPerSecond: number
  readonly orderLots: number
}

export interface SantaFeScales {
  /** The size of the best queues, lots. */
  readonly sizeLots: number
  /** The scale of the spread. */
  readonly priceTicks: number
  readonly timeSeconds: number
  /** How coarse orders are against the best queues; spread and diffusion depend on it. */
  readonly granularity: number
  /** The mean spread by the paper's fit. */
  readonly spreadTicks: number
  /** Variance of the price per second, up to a factor that the dimensions do not tell. */
  readonly diffusionScale: number
}

const SPREAD_AT_ZERO = 0.28
const SPREAD_SLOPE = 1.86
const SPREAD_EXPONENT = 0.75

/** Orders counted, not lots: the size of an order drops out of everything but the best queues. */
export function santaFeScales(rates: SantaFeRates): SantaFeScales {
  const { marketOrdersPerSecond, cancelsPerSecond, orderLots } = rates
  const priceTicks = marketOrdersPerSecond / (2 * rates.limitOrdersPerTickSecond)
  const granularity = (2 * cancelsPerSecond) / marketOrdersPerSecond
  const spreadShape = SPREAD_AT_ZERO + SPREAD_SLOPE * power(granularity / 2, SPREAD_EXPONENT)
  return {
    sizeLots: (marketOrdersPerSecond * orderLots) / (2 * cancelsPerSecond),
    priceTicks,
    timeSeconds: 1 / cancelsPerSecond,
    granularity,
    spreadTicks: 2 * priceTicks * spreadShape,
    diffusionScale:
      priceTicks * priceTicks * Math.sqrt(marketOrdersPerSecond) * Math.sqrt(cancelsPerSecond),
  }
}

const power = (base: number, exponent: number): number => exp(exponent * log(base))
