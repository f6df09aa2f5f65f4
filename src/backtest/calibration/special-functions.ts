/**
 * The functions that likelihoods are made of, from exact `exp` and `log` alone: the same bits on
 * every machine.
 *
 * ln gamma and its derivatives: the asymptotic series of Stirling from 10 on, recurrence below. The
 * incomplete gamma function: its power series left of the mean, its continued fraction right of it
 * (W. J. Lentz's method).
 */
import { exp, log } from '../../core/index.ts'

/** From here the series below are right to the last digits. */
const SERIES_FROM = 10
const HALF_LN_TWO_PI = 0.9189385332046728
const EPSILON = 1e-15
/** Terms after which neither form has any business going on: a million times its usual length. */
const TERMS_MAX = 10_000_000
const TINY = 1e-300

/** ln gamma(x) for x above 0. */
export function lnGamma(x: number): number {
  let product = 1
  let at = x
  for (; at < SERIES_FROM; at++) product *= at
  const r = 1 / (at * at)
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188)))) / at
  return (at - 0.5) * log(at) - at + HALF_LN_TWO_PI + series - log(product)
}

/** The derivative of ln gamma. */
export function digamma(x: number): number {
  let sum = 0
  let at = x
  for (; at < SERIES_FROM; at++) sum += 1 / at
  const r = 1 / (at * at)
  const series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132))))
  return log(at) - 0.5 / at - series - sum
}

/** The second derivative of ln gamma. */
export function trigamma(x: number): number {
  let sum = 0
  let at = x
  for (; at < SERIES_FROM; at++) sum += 1 / (at * at)
  const r = 1 / (at * at)
  const series = (1 + r * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - (5 / 66) * r))))) / at
  return series + 0.5 * r + sum
}

/** P(X <= x) of a gamma distribution with this shape and scale 1. */
export function gammaShare(shape: number, x: number): number {
  if (!(x > 0)) return 0
  return x < shape + 1 ? lowerSeries(shape, x) : 1 - upperFraction(shape, x)
}

/** P(X > x), exact also where it is tiny. */
export function gammaTail(shape: number, x: number): number {
  if (!(x > 0)) return 1
  return x < shape + 1 ? 1 - lowerSeries(shape, x) : upperFraction(shape, x)
}

/** x^a e^-x / gamma(a), what both forms are multiples of. */
const front = (shape: number, x: number): number => exp(shape * log(x) - x - lnGamma(shape))

function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let k = 1; k < TERMS_MAX && term > sum * EPSILON; k++) {
    term *= x / (shape + k)
    sum += term
  }
  return Math.min(1, sum * front(shape, x))
}

function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape
  let c = 1 / TINY
  let d = 1 / b
  let h = d
  for (let k = 1; k < TERMS_MAX; k++) {
    const a = -k * (k - shape)
    b += 2
    d = awayFromZero(a * d + b)
    c = awayFromZero(b + a / c)
    d = 1 / d
    const change = d * c
    h *= change
    if (Math.abs(change - 1) < EPSILON) break
  }
  return Math.min(1, Math.max(0, h * front(shape, x)))
}

const awayFromZero = (value: number): number => (Math.abs(value) < TINY ? TINY : value)
