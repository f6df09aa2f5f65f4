/**
 * Mean, deviation and z-score of a window in exact arithmetic: the slow twin of rolling models.
 *
 * A double is an integer times a power of two. Scaled by 2^110 the samples of the tests are whole
 * numbers, and BigInt sums of them and of their squares lose nothing.
 */
const SCALE_BITS = 110

export interface ExactMoments {
  readonly mean: number
  /** Population deviation, rounded once from the exact variance. */
  readonly deviation: number
  /** Of the newest sample; NaN for a window of equal samples. */
  readonly z: number
}

export function exactMoments(window: readonly number[]): ExactMoments {
  const count = BigInt(window.length)
  let sum = 0n
  let sumOfSquares = 0n
  for (const sample of window) {
    const units = scaled(sample)
    sum += units
    sumOfSquares += units * units
  }
  // count^2 times the variance, and count times the distance of the newest sample from the mean.
  const variance = count * sumOfSquares - sum * sum
  const distance = count * scaled(window.at(-1)!) - sum
  const root = rootOf(variance)
  return {
    mean: ratio(sum, count << BigInt(SCALE_BITS)),
    deviation: ratio(root, count << BigInt(SCALE_BITS + 64)),
    z: variance === 0n ? Number.NaN : ratio(distance << 64n, root),
  }
}

function scaled(sample: number): bigint {
  let units = sample
  let shift = SCALE_BITS
  while (!Number.isInteger(units) && shift > 0) {
    units *= 2
    shift--
  }
  if (!Number.isInteger(units)) throw new Error(`${sample} is too fine for the exact twin`)
  return BigInt(units) << BigInt(shift)
}

/** 2^64 times the square root, so that the integer part carries more digits than a double. */
function rootOf(square: bigint): bigint {
  if (square === 0n) return 0n
  const target = square << 128n
  let root = 1n << BigInt((target.toString(2).length + 1) >> 1)
  for (;;) {
    const next = (root + target / root) >> 1n
    if (next >= root) return root
    root = next
  }
}

/** A quotient of big integers to the nearest double or its neighbour. */
function ratio(numerator: bigint, denominator: bigint): number {
  if (numerator === 0n) return 0
  const sign = numerator < 0n ? -1 : 1
  const magnitude = numerator < 0n ? -numerator : numerator
  const bits = magnitude.toString(2).length - denominator.toString(2).length
  const shift = 80 - bits
  const quotient =
    shift >= 0
      ? (magnitude << BigInt(shift)) / denominator
      : magnitude / (denominator << BigInt(-shift))
  return sign * Number(quotient) * 2 ** -shift
}
