/**
 * What samples are compared with: distribution functions, and how far a sample may be from one.
 *
 * Distances are Kolmogorov-Smirnov distances over a fixed seed: a test that passes once passes always,
 * and the bound is one that a wrong distribution cannot meet.
 */
import { expect } from 'vitest'
import { nanos } from '../../core/index.ts'
import type { Delay } from './delay.ts'

export type Distribution = (x: number) => number

export interface Moments {
  readonly mean: number
  readonly variance: number
}

const COUNT = 100_000
/** A sample of the right distribution is farther away in one of a thousand seeds. */
const DISTANCE_MAX = 1.95 / Math.sqrt(COUNT)

export function draws(delay: Delay, count = COUNT): Float64Array {
  return Float64Array.from({ length: count }, () => delay.draw(nanos(0)))
}

/** Every quantile, the mean and the variance. */
export function expectDistribution(
  delay: Delay,
  distribution: Distribution,
  moments?: Moments,
): void {
  const sample = draws(delay).sort()
  expect(distance(sample, distribution)).toBeLessThan(DISTANCE_MAX)
  if (moments === undefined) return
  const mean = sample.reduce((sum, x) => sum + x, 0) / COUNT
  const squares = sample.map((x) => (x - mean) ** 2)
  const variance = squares.reduce((sum, x) => sum + x, 0) / COUNT
  const spread = Math.sqrt(squares.reduce((sum, x) => sum + (x - variance) ** 2, 0) / COUNT)
  expect(Math.abs(mean - moments.mean)).toBeLessThan(4 * Math.sqrt(moments.variance / COUNT))
  expect(Math.abs(variance - moments.variance)).toBeLessThan((4 * spread) / Math.sqrt(COUNT))
}

/** Largest distance between the share of an ascending sample below x and the distribution at x. */
export function distance(sample: Float64Array, distribution: Distribution): number {
  let largest = 0
  for (let k = 0; k < sample.length; k++) {
    const exact = distribution(sample[k]!)
    largest = Math.max(largest, exact - k / sample.length, (k + 1) / sample.length - exact)
  }
  return largest
}

/** The part of a distribution above a floor. */
export function truncated(distribution: Distribution, floor: number): Distribution {
  const below = distribution(floor)
  return (x) => (x < floor ? 0 : (distribution(x) - below) / (1 - below))
}

/** Moments of a distribution on [lowest, highest], by summing its steps. */
export function momentsOf(distribution: Distribution, lowest: number, highest: number): Moments {
  const steps = 200_000
  const width = (highest - lowest) / steps
  let mean = 0
  let square = 0
  let before = distribution(lowest)
  for (let k = 0; k < steps; k++) {
    const x = lowest + (k + 0.5) * width
    const after = distribution(lowest + (k + 1) * width)
    mean += x * (after - before)
    square += x * x * (after - before)
    before = after
  }
  return { mean, variance: square - mean * mean }
}

/** Standard normal: the power series in the middle, a continued fraction in the tails. */
export function normalDistribution(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  if (Math.abs(z) < 4) {
    let term = z
    let sum = z
    for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
      term *= (z * z) / k
      sum += term
    }
    return 0.5 + density * sum
  }
  let fraction = Math.abs(z)
  for (let k = 40; k > 0; k--) fraction = Math.abs(z) + k / fraction
  return z > 0 ? 1 - density / fraction : density / fraction
}

/** The regularised lower incomplete gamma function, by its power series. */
export function gammaDistribution(shape: number, x: number): number {
  if (x <= 0) return 0
  let term = 1 / shape
  let sum = term
  for (let k = 1; Math.abs(term) > sum * 1e-16; k++) {
    term *= x / (shape + k)
    sum += term
  }
  return sum * Math.exp(shape * Math.log(x) - x - logGamma(shape))
}

/** Stirling's series, after moving the argument up to where it is exact. */
function logGamma(x: number): number {
  if (x < 15) return logGamma(x + 1) - Math.log(x)
  const stirling = (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2
  return stirling + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5)
}
