/**
 * The standard normal distribution: its share below a value, and the value below which a share lies.
 *
 * Made of exactly rounded operations and of `exp`, so both are the same bits on every machine. The
 * share is right to about 1e-15 of itself, in the far tail too: near the middle by the series of the
 * integral, elsewhere by the continued fraction of Laplace for the ratio of tail and height.
 */
import { exp, log } from '../../core/index.ts'

const INVERSE_ROOT_TWO_PI = 0.3989422804014327
/** Left of this the fraction converges soon, right of it the series loses no digits. */
const FRACTION_BELOW = -1.2
/** Denominators of the fraction: enough for a full double at its slowest, where it begins. */
const FRACTION_STEPS = 300
/** Beyond this the share is below the smallest double. */
const LOWEST = -38.6

/** Height of the bell. The square is split, so that its rounding does not grow with the value. */
export function normalDensity(z: number): number {
  const coarse = Math.round(z * 16) / 16
  const rest = (z - coarse) * (z + coarse)
  return INVERSE_ROOT_TWO_PI * exp(-0.5 * coarse * coarse) * exp(-0.5 * rest)
}

/** P(Z <= z). */
export function normalCumulative(z: number): number {
  if (z > -FRACTION_BELOW) return 1 - normalCumulative(-z)
  if (z < LOWEST) return 0
  return z < FRACTION_BELOW ? normalDensity(z) * tailRatio(-z) : 0.5 + normalDensity(z) * series(z)
}

/** The z with P(Z <= z) equal to this share: infinite at 0 and 1, NaN outside. */
export function normalQuantile(share: number): number {
  if (!(share >= 0 && share <= 1)) return Number.NaN
  if (share === 0) return Number.NEGATIVE_INFINITY
  return share > 0.5 ? -lowerQuantile(1 - share) : lowerQuantile(share)
}

/** z + z^3/3 + z^5/15 + ...: the area from 0, over the height. */
function series(z: number): number {
  let term = z
  let sum = z
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 1e-17; odd += 2) {
    term *= (z * z) / odd
    sum += term
  }
  return sum
}

/** 1/(z + 1/(z + 2/(z + 3/ ...))), from the inside out. */
function tailRatio(z: number): number {
  let denominator = z
  for (let step = FRACTION_STEPS; step > 0; step--) denominator = z + step / denominator
  return 1 / denominator
}

/**
 * For shares up to one half. Starts from the three-term approximation of C. Hastings, 1955, which
 * is 4.5e-4 off at most; each step of Halley's method triples the digits that are right.
 */
function lowerQuantile(share: number): number {
  if (share === 0) return Number.NEGATIVE_INFINITY
  if (share === 0.5) return 0
  const t = Math.sqrt(-2 * log(share))
  const over = 2.515517 + t * (0.802853 + t * 0.010328)
  let z = over / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
  for (let step = 0; step < 3; step++) {
    const height = normalDensity(z)
    // Where the height is no longer a normal double, nor is the share: the start has to do.
    if (height < 1e-300) return z
    const miss = (normalCumulative(z) - share) / height
    z -= miss / (1 + 0.5 * z * miss)
  }
  return z
}
