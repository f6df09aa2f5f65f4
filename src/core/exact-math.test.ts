/** log and exp against the same functions computed with 1,400 bits. */
import { expect, test } from 'vitest'
import { exp, log } from './exact-math.ts'
import { RandomStream } from './random.ts'

const BITS = 1400n
const UNIT = 1n << BITS

/** The value of a finite double, exactly, times 2^1400. */
function fixed(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(value))
  const stored = view.getBigUint64(0)
  const exponent = stored >> 52n
  const mantissa = (stored & 0xf_ffff_ffff_ffffn) | (exponent > 0n ? 1n << 52n : 0n)
  const magnitude = (mantissa << BITS) >> (1075n - (exponent > 0n ? exponent : 1n))
  return value < 0 ? -magnitude : magnitude
}

/** e to a fixed-point power: the Taylor series of a 4,096th of it, squared twelve times. */
function fixedExp(power: bigint): bigint {
  if (power < 0n) return (UNIT * UNIT) / fixedExp(-power)
  const small = power >> 12n
  let term = UNIT
  let sum = UNIT
  for (let k = 1n; term > 0n; k++) {
    term = (term * small) / (k * UNIT)
    sum += term
  }
  for (let i = 0; i < 12; i++) sum = (sum * sum) >> BITS
  return sum
}

/** How far `candidate` lies from a true value, in units of its own last place. */
function ulps(candidate: number, error: bigint): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, Math.abs(candidate))
  view.setBigUint64(0, view.getBigUint64(0) + 1n)
  const spacing = fixed(view.getFloat64(0)) - fixed(Math.abs(candidate))
  return Number((error * 1_000_000n) / spacing) / 1e6
}

test('exp is within one unit in the last place, over its whole range', () => {
  const random = RandomStream.named(1, 'exp')
  let worst = 0
  for (let i = 0; i < 400; i++) {
    const width = [1e-6, 0.35, 5, 700][i % 4]!
    const x = (2 * random.uniform() - 1) * width
    const y = exp(x)
    worst = Math.max(worst, Math.abs(ulps(y, fixed(y) - fixedExp(fixed(x)))))
  }
  expect(worst).toBeLessThan(1)
  expect(worst).toBeGreaterThan(0.3)
})

test('log is within one unit in the last place, near one and far from it', () => {
  const random = RandomStream.named(1, 'log')
  let worst = 0
  for (let i = 0; i < 400; i++) {
    const x = [
      1 + (random.uniform() - 0.5) * 1e-3,
      0.5 + random.uniform() * 1.5,
      random.uniform() * 1e6,
      exp((2 * random.uniform() - 1) * 700),
    ][i % 4]!
    const y = log(x)
    // log x = y + log(x / e^y), and the quotient is so near one that its excess is its logarithm.
    const excess = (fixed(x) * UNIT) / fixedExp(fixed(y)) - UNIT
    worst = Math.max(worst, Math.abs(ulps(y, excess)))
  }
  expect(worst).toBeLessThan(1)
  expect(worst).toBeGreaterThan(0.3)
})

test('both stay within two units of what the engine computes, a million times', () => {
  const random = RandomStream.named(2, 'engine')
  let worst = 0
  for (let i = 0; i < 500_000; i++) {
    const x = (2 * random.uniform() - 1) * 705
    const y = exp(x)
    worst = Math.max(worst, Math.abs(y - Math.exp(x)) / (Math.exp(x) * 2 ** -52))
    const back = Math.log(y)
    worst = Math.max(worst, Math.abs(log(y) - back) / (Math.abs(back) * 2 ** -52))
  }
  expect(worst).toBeLessThan(2)
})

test('the ends of the range are what they should be', () => {
  expect(exp(0)).toBe(1)
  expect(exp(-0)).toBe(1)
  expect(exp(1)).toBe(Math.E)
  expect(exp(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  expect(exp(Number.NEGATIVE_INFINITY)).toBe(0)
  expect(exp(709.78)).toBeLessThan(Number.POSITIVE_INFINITY)
  expect(exp(709.79)).toBe(Number.POSITIVE_INFINITY)
  expect(exp(-745.13)).toBe(Number.MIN_VALUE)
  expect(exp(-745.14)).toBe(0)
  expect(exp(Number.NaN)).toBeNaN()
  expect(log(1)).toBe(0)
  expect(log(0)).toBe(Number.NEGATIVE_INFINITY)
  expect(log(-0)).toBe(Number.NEGATIVE_INFINITY)
  expect(log(-1)).toBeNaN()
  expect(log(Number.NaN)).toBeNaN()
  expect(log(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY)
  expect(log(2)).toBe(Math.LN2)
  expect(log(Number.MAX_VALUE)).toBeCloseTo(709.782712893384, 12)
  expect(log(Number.MIN_VALUE)).toBeCloseTo(-744.4400719213812, 12)
  expect(log(2 ** -1022)).toBeCloseTo(-708.3964185322641, 12)
})

test('subnormal results of exp are rounded once', () => {
  for (const x of [-708.5, -710, -720.25, -740, -744.9]) {
    const error = fixed(exp(x)) - fixedExp(fixed(x))
    expect(Math.abs(ulps(exp(x), error))).toBeLessThan(1)
  }
})
