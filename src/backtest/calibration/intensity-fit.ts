/**
 * Fill intensity: how often a quote is hit, by its distance from the mid.
 *
 * ```
 * lambda(d) = A exp(-k d)    a second, d in ticks
 * ```
 *
 * Two estimates, and why they differ. The published recipe takes the farthest trade of each interval,
 * whichever side it was on, counts for each distance the intervals that reached beyond it, and draws a
 * straight line through the logarithms of the first 70 rates: both sides together, at most one hit an
 * interval however short a quote stood, and distances that nobody reached are left out. Maximum
 * likelihood (`intensity-likelihood.ts`) sets hits against the time that a quote stood waiting, side
 * by side, distances without hits too: its rate is that of one quote.
 */
import { BUY, exp, InputError, log, SELL, type Side } from '../../core/index.ts'
import {
  BUCKETS,
  distanceOf,
  type Hit,
  type IntensityEstimate,
  QuoteExposure,
} from './intensity-likelihood.ts'
import type { Arrivals, IntensitySampler } from './intensity-sampler.ts'
import { straightLine } from './straight-line.ts'

export const ARRIVALS_MIN = 200
const DISTANCES_MIN = 3

export interface IntensityFits {
  readonly seconds: number
  /** Those that reached a quote half a step from the mid, or farther. */
  readonly arrivals: number
  /** Ticks between neighbouring distances: the smallest step that best prices move by. */
  readonly bucketTicks: number
  /** Of the mid, in ticks a root second. */
  readonly sigmaTicks: number
  /** The published recipe: both sides as one, the farthest trade of an interval. k a tick. */
  readonly leastSquares: IntensityEstimate & { readonly rSquared: number }
  /** Of one quote, both sides pooled, and each side's. k a tick. */
  readonly likelihood: IntensityEstimate
  readonly bids: IntensityEstimate
  readonly asks: IntensityEstimate
  /** Measured and fitted rates of one quote, a second, by distance in ticks. */
  readonly rates: readonly IntensityRate[]
}

export interface IntensityRate {
  readonly distanceTicks: number
  readonly measured: number
  readonly fitted: number
}

/** @throws InputError for fewer than 200 arrivals beyond the mid, or fewer than three distances. */
export function fitIntensity(sampled: IntensitySampler): IntensityFits {
  const { arrivals, seconds, sigmaTicks, intervals } = sampled
  const bucketTicks = Math.max(1, sampled.gridTicks)
  const reached = arrivals.depths.map((depth) =>
    Math.min(BUCKETS, Math.max(0, Math.floor(depth / bucketTicks))),
  )
  const hits = hitsOf(arrivals, reached)
  const both = new QuoteExposure(hits, intervals, undefined)
  const beyond = reached.filter((buckets) => buckets > 0).length
  const distances = both.hits.filter((count) => count > 0).length
  if (beyond < ARRIVALS_MIN || distances < DISTANCES_MIN) {
    throw new InputError(
      `${beyond} trades went beyond the mid by half a tick or more, at ${distances} distances: ` +
        'too few to fit a fill intensity to',
      {},
      `At least ${ARRIVALS_MIN} trades at ${DISTANCES_MIN} or more distances are needed: give a longer recording.`,
    )
  }
  const aTick = (estimate: IntensityEstimate): IntensityEstimate => ({
    ...estimate,
    k: estimate.k / bucketTicks,
    kError: estimate.kError / bucketTicks,
  })
  const ofSide = (side: Side) => aTick(new QuoteExposure(hits, intervals, side).fit())
  const likelihood = aTick(both.fit())
  const { rSquared, ...line } = leastSquares(arrivals, reached, seconds)
  return {
    seconds,
    arrivals: beyond,
    bucketTicks,
    sigmaTicks,
    leastSquares: { ...aTick(line), rSquared },
    likelihood,
    bids: ofSide(SELL),
    asks: ofSide(BUY),
    rates: Array.from(both.hits, (count, bucket) => {
      const distanceTicks = distanceOf(bucket) * bucketTicks
      const measured = count / both.seconds[bucket]!
      return {
        distanceTicks,
        measured,
        fitted: likelihood.a * exp(-likelihood.k * distanceTicks),
      }
    }),
  }
}

/** Of each interval and side the arrivals that went farther than all before, as what they hit. */
function hitsOf({ sides, intervals, seconds }: Arrivals, reached: readonly number[]): Hit[] {
  const hits: Hit[] = []
  for (const side of [BUY, SELL] as const) {
    let interval = Number.NaN
    let farthest = 0
    for (const [k, to] of reached.entries()) {
      if (sides[k] !== side) continue
      if (intervals[k] !== interval) {
        interval = intervals[k]!
        farthest = 0
      }
      if (to > farthest) {
        hits.push({ interval, side, from: farthest, to, seconds: seconds[k]! })
        farthest = to
      }
    }
  }
  return hits
}

/** The published recipe; distances in steps. */
function leastSquares(
  { intervals }: Arrivals,
  reached: readonly number[],
  seconds: number,
): IntensityEstimate & { readonly rSquared: number } {
  const counts = new Float64Array(BUCKETS)
  for (let first = 0; first < reached.length; ) {
    let farthest = 0
    let last = first
    for (; last < reached.length && intervals[last] === intervals[first]; last++) {
      farthest = Math.max(farthest, reached[last]!)
    }
    for (let bucket = 0; bucket < farthest; bucket++) counts[bucket]!++
    first = last
  }
  const points = Array.from(counts, (count, bucket) => ({ x: distanceOf(bucket), count }))
    .filter(({ count }) => count > 0)
    .map(({ x, count }) => ({ x, y: log(count / seconds) }))
  const line = straightLine(points)
  const a = exp(line.intercept)
  return {
    a,
    k: -line.slope,
    aError: a * line.interceptError,
    kError: line.slopeError,
    rSquared: line.rSquared,
  }
}
