/**
 * Fits the latency models that a run can draw from to measured latencies, by maximum likelihood.
 *
 * Each fit tells its log-likelihood, Akaike's criterion (2 parameters - 2 log-likelihood: lower is
 * better, also across models), and the largest distance between its distribution and the measured
 * one (Kolmogorov's). The criterion chooses; the distance says whether the best is any good.
 */
import { exp, InputError, log, nanos } from '../../core/index.ts'
import { type SampledSpec, SHAPE_MAX, SHAPE_MIN } from '../../simulation/index.ts'
import { normalCumulative } from '../validation/normal-distribution.ts'
import { digamma, gammaShare, lnGamma, trigamma } from './special-functions.ts'

export type LatencyFamily = 'constant' | 'normal' | 'lognormal' | 'gamma'

export interface FittedParameter {
  readonly name: string
  readonly value: number
  /** Standard error; NaN where the family has none. */
  readonly error: number
  readonly isNanos: boolean
}

export interface LatencyFit {
  readonly family: LatencyFamily
  /** What a latency plan takes. */
  readonly spec: SampledSpec
  readonly parameters: readonly FittedParameter[]
  readonly logLikelihood: number
  readonly aic: number
  readonly kolmogorov: number
  /** Of the fitted distribution: the share of latencies up to this one. */
  share(nanos: number): number
}

export interface LatencyFits {
  readonly samples: number
  readonly lowestNanos: number
  readonly medianNanos: number
  readonly p99Nanos: number
  readonly highestNanos: number
  /** By Akaike's criterion, best first. */
  readonly fits: readonly LatencyFit[]
  /** Measured latencies, ascending. */
  readonly sorted: Float64Array
}

export const LATENCIES_MIN = 100
/** Below the resolution of the data: a latency of 0 ns is some part of one. */
const ZERO_NANOS = 0.5
const HALF_LN_TWO_PI = 0.9189385332046728
const NEWTON_STEPS = 60

/** @param what names them in an error. @throws InputError for fewer than 100, or negative ones. */
export function fitLatency(latencies: ArrayLike<number>, what: string): LatencyFits {
  if (latencies.length < LATENCIES_MIN) {
    throw new InputError(
      `${latencies.length} ${what} latencies are too few to fit a distribution to`,
      {},
      `Give at least ${LATENCIES_MIN}.`,
    )
  }
  const sorted = Float64Array.from(latencies).sort()
  if (!(sorted[0]! >= 0)) {
    throw new InputError(
      `a ${what} latency is ${sorted[0]} ns, less than nothing`,
      {},
      'Correct the clocks of the recording first.',
    )
  }
  const fits = [constantFit(sorted), normalFit(sorted), logNormalFit(sorted), gammaFit(sorted)]
    .filter((fit) => fit !== undefined)
    .map((fit) => ({ ...fit, kolmogorov: kolmogorov(sorted, fit.share) }))
  fits.sort((a, b) => a.aic - b.aic || a.kolmogorov - b.kolmogorov)
  return {
    samples: sorted.length,
    lowestNanos: sorted[0]!,
    medianNanos: quantile(sorted, 0.5),
    p99Nanos: quantile(sorted, 0.99),
    highestNanos: sorted[sorted.length - 1]!,
    fits,
    sorted,
  }
}

type Unmeasured = Omit<LatencyFit, 'kolmogorov'>

/** Certain of one value: impossible as soon as there are two. */
function constantFit(sorted: Float64Array): Unmeasured {
  const latency = Math.round(quantile(sorted, 0.5))
  const isCertain = sorted[0] === sorted[sorted.length - 1]
  const logLikelihood = isCertain ? 0 : Number.NEGATIVE_INFINITY
  return {
    family: 'constant',
    spec: { model: 'constant', latency: nanos(latency) },
    parameters: [{ name: 'latency', value: latency, error: Number.NaN, isNanos: true }],
    logLikelihood,
    aic: 2 - 2 * logLikelihood,
    share: (at) => (at < latency ? 0 : 1),
  }
}

/** The normal distribution that a run draws from has no negative part. */
function normalFit(sorted: Float64Array): Unmeasured | undefined {
  const { mean, deviation } = moments(sorted, (value) => value)
  if (deviation === 0) return undefined
  const kept = 1 - normalCumulative(-mean / deviation)
  const squares = sorted.length / 2
  const logLikelihood = -sorted.length * (log(deviation) + HALF_LN_TWO_PI + log(kept)) - squares
  const root = Math.sqrt(sorted.length)
  return {
    family: 'normal',
    spec: {
      model: 'normal',
      mean: nanos(Math.round(mean)),
      deviation: nanos(Math.round(deviation)),
    },
    parameters: [
      { name: 'mean', value: mean, error: deviation / root, isNanos: true },
      {
        name: 'deviation',
        value: deviation,
        error: deviation / (root * Math.SQRT2),
        isNanos: true,
      },
    ],
    logLikelihood,
    aic: 4 - 2 * logLikelihood,
    share: (at) => Math.max(0, (normalCumulative((at - mean) / deviation) - (1 - kept)) / kept),
  }
}

function logNormalFit(sorted: Float64Array): Unmeasured | undefined {
  const { mean, deviation } = moments(sorted, (value) => log(Math.max(value, ZERO_NANOS)))
  if (deviation === 0) return undefined
  const median = exp(mean)
  const { length } = sorted
  const logLikelihood = -length * (log(deviation) + HALF_LN_TWO_PI + mean + 0.5)
  const root = Math.sqrt(length)
  return {
    family: 'lognormal',
    spec: { model: 'lognormal', median: nanos(Math.max(1, Math.round(median))), sigma: deviation },
    parameters: [
      { name: 'median', value: median, error: (median * deviation) / root, isNanos: true },
      { name: 'sigma', value: deviation, error: deviation / (root * Math.SQRT2), isNanos: false },
    ],
    logLikelihood,
    aic: 4 - 2 * logLikelihood,
    share: (at) => (at > 0 ? normalCumulative((log(at) - mean) / deviation) : 0),
  }
}

/** Undefined for latencies that hardly vary: their gamma distribution is as good as normal. */
function gammaFit(sorted: Float64Array): Unmeasured | undefined {
  const { length } = sorted
  const mean = moments(sorted, (value) => value).mean
  const meanLog = moments(sorted, (value) => log(Math.max(value, ZERO_NANOS))).mean
  const shape = gammaShape(log(mean) - meanLog)
  if (!(shape >= SHAPE_MIN && shape <= SHAPE_MAX)) return undefined
  const scale = mean / shape
  const logLikelihood =
    length * ((shape - 1) * meanLog - shape - shape * log(scale) - lnGamma(shape))
  const curvature = trigamma(shape)
  const determinant = length * (shape * curvature - 1)
  return {
    family: 'gamma',
    spec: { model: 'gamma', shape, scale: nanos(Math.max(1, Math.round(scale))) },
    parameters: [
      { name: 'shape', value: shape, error: Math.sqrt(shape / determinant), isNanos: false },
      {
        name: 'scale',
        value: scale,
        error: scale * Math.sqrt(curvature / determinant),
        isNanos: true,
      },
    ],
    logLikelihood,
    aic: 4 - 2 * logLikelihood,
    share: (at) => gammaShare(shape, at / scale),
  }
}

/** Solves ln k - digamma(k) = `gap` by Newton's method; NaN where it has no solution. */
function gammaShape(gap: number): number {
  if (!(gap > 0)) return Number.NaN
  const three = gap - 3
  let shape = (3 - gap + Math.sqrt(three * three + 24 * gap)) / (12 * gap)
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const miss = log(shape) - digamma(shape) - gap
    const next = shape - miss / (1 / shape - trigamma(shape))
    // A step that leaves the positive numbers is halved into them.
    const better = next > 0 ? next : shape / 2
    if (Math.abs(better - shape) <= 1e-12 * shape) return better
    shape = better
  }
  return shape
}

/** Mean and deviation (of the whole, not of a sample: what maximises the likelihood). */
function moments(
  values: Float64Array,
  of: (value: number) => number,
): { mean: number; deviation: number } {
  let mean = 0
  let squares = 0
  for (let k = 0; k < values.length; k++) {
    const value = of(values[k]!)
    const before = value - mean
    mean += before / (k + 1)
    squares += before * (value - mean)
  }
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

/** The largest gap between the measured distribution and a fitted one. */
function kolmogorov(sorted: Float64Array, share: (value: number) => number): number {
  let largest = 0
  let first = 0
  while (first < sorted.length) {
    const value = sorted[first]!
    let last = first
    while (last < sorted.length && sorted[last] === value) last++
    const fitted = share(value)
    // Just below the value the measured share is still that of the values before.
    const below = share(value - ZERO_NANOS)
    largest = Math.max(
      largest,
      Math.abs(fitted - last / sorted.length),
      Math.abs(below - first / sorted.length),
    )
    first = last
  }
  return largest
}

/** The smallest value that at least this share of them does not exceed. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!
}
