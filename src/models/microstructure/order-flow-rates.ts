/**
 * The order flow of R. Cont, S. Stoikov and R. Talreja, A Stochastic Model for Order Book Dynamics,
 * Operations Research 58(3), 2010: unit orders, every event exponential, nothing depends on the past.
 *
 * A distance counts ticks from the best price of the other side, from 1. At each distance and side
 * limit orders come at `arrivals`, each resting order is withdrawn at `cancels`, and market orders
 * come at one rate per side.
 */
import { exp, InputError, log } from '../../core/index.ts'

export interface OrderFlowRates {
  /** Limit orders per second and side; element `i` is distance `i + 1`. */
  readonly arrivalsPerSecond: readonly number[]
  /** Withdrawals per second of each resting order; element `i` is distance `i + 1`. */
  readonly cancelsPerSecond: readonly number[]
  /** Market orders per second and side. */
  readonly marketOrdersPerSecond: number
}

/** Sky Perfect Communications, Tokyo, as published: distances 1 to 5, then the fitted power law. */
const PUBLISHED_ARRIVALS = [1.85, 1.51, 1.09, 0.88, 0.77]
const PUBLISHED_CANCELS = [0.71, 0.81, 0.68, 0.56, 0.47]
const PUBLISHED_MARKET_ORDERS = 0.94
const TAIL_SCALE = 1.92
const TAIL_EXPONENT = 0.52

/** Beyond this the band would only cost memory. */
export const DISTANCES_MAX = 1_000

/**
 * The published rates over so many distances. With the five published ones and nothing beyond, the
 * book empties sooner or later; from the sixth on arrivals follow the paper's power law and orders
 * are withdrawn as at the fifth.
 */
export function publishedRates(distances = 30): OrderFlowRates {
  const arrivals: number[] = []
  const cancels: number[] = []
  for (let distance = 1; distance <= distances; distance++) {
    const tail = TAIL_SCALE * exp(-TAIL_EXPONENT * log(distance))
    arrivals.push(PUBLISHED_ARRIVALS[distance - 1] ?? tail)
    cancels.push(PUBLISHED_CANCELS[distance - 1] ?? PUBLISHED_CANCELS.at(-1)!)
  }
  return checkedRates({
    arrivalsPerSecond: arrivals,
    cancelsPerSecond: cancels,
    marketOrdersPerSecond: PUBLISHED_MARKET_ORDERS,
  })
}

/** @throws InputError unless every rate is finite, none negative, and both lists are as long. */
export function checkedRates(rates: OrderFlowRates): OrderFlowRates {
  const { arrivalsPerSecond, cancelsPerSecond, marketOrdersPerSecond } = rates
  const all = [...arrivalsPerSecond, ...cancelsPerSecond, marketOrdersPerSecond]
  const distances = arrivalsPerSecond.length
  const isSized =
    distances >= 1 && distances <= DISTANCES_MAX && cancelsPerSecond.length === distances
  if (isSized && all.every((rate) => Number.isFinite(rate) && rate >= 0)) return rates
  throw new InputError(
    'not the rates of an order flow',
    {},
    `Give 1 to ${DISTANCES_MAX} arrival rates, as many cancel rates, and none below zero.`,
  )
}

/** What a record of a market counts, for one distance and both sides together. */
export interface DistanceCounts {
  readonly limitOrders: number
  readonly cancels: number
  /** Time-weighted mean number of orders of a side. */
  readonly meanOrders: number
}

/**
 * The paper's estimators over `seconds` of unit orders: arrivals and market orders per second and
 * side, withdrawals per second and resting order.
 */
export function estimatedRates(
  counts: readonly DistanceCounts[],
  marketOrders: number,
  seconds: number,
): OrderFlowRates {
  return checkedRates({
    arrivalsPerSecond: counts.map(({ limitOrders }) => limitOrders / (2 * seconds)),
    cancelsPerSecond: counts.map(({ cancels, meanOrders }) =>
      cancels === 0 ? 0 : cancels / (2 * seconds * meanOrders),
    ),
    marketOrdersPerSecond: marketOrders / (2 * seconds),
  })
}
