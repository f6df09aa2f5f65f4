/**
 * Counts of whole numbers in buckets that widen with the value: latencies from a nanosecond to days
 * in one array of fixed size.
 *
 * Every power of two is cut into 64 buckets, and below 64 every number has its own. A quantile
 * answers the upper edge of its bucket, at most the highest value seen: never too low, and too high by
 * at most 1/64 (1.6 %). Count, sum, lowest and highest are exact.
 *
 * ```ts
 * const entry = new Histogram()
 * entry.add(20_000_000)        // nanoseconds, lots: whatever is counted
 * entry.quantile(0.99)         // 20_000_000
 * ```
 */
import { assert } from '../core/index.ts'

/** Buckets in one power of two, as a power of two. */
const BITS = 6
const PER_OCTAVE = 1 << BITS
/** Exponents from 2^6 to 2^52: what doubles count exactly. */
const OCTAVES = 53 - BITS
const BUCKETS = PER_OCTAVE * (OCTAVES + 1)
const TWO_TO_32 = 2 ** 32
/** Powers of two up to 2^52, exact. */
const POWERS = Float64Array.from({ length: OCTAVES + BITS }, () => 1)
for (let k = 1; k < POWERS.length; k++) POWERS[k] = POWERS[k - 1]! * 2

/** A run of neighbouring buckets: values from `from` to `to`, both inclusive. */
export interface HistogramBar {
  readonly from: number
  readonly to: number
  readonly count: number
}

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS)
  #count = 0
  #sum = 0
  #lowest = Number.POSITIVE_INFINITY
  #highest = Number.NEGATIVE_INFINITY

  get count(): number {
    return this.#count
  }
  get sum(): number {
    return this.#sum
  }
  /** NaN when nothing was counted, as are `lowest`, `highest` and every quantile. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#sum / this.#count
  }
  get lowest(): number {
    return this.#count === 0 ? Number.NaN : this.#lowest
  }
  get highest(): number {
    return this.#count === 0 ? Number.NaN : this.#highest
  }

  /** Counts a value, rounded to a whole number, `times` times. From 0 to 2^53. O(1). */
  add(value: number, times = 1): void {
    assert(value >= 0 && value <= Number.MAX_SAFE_INTEGER, 'a histogram counts from 0 to 2^53')
    const whole = Math.round(value)
    const bucket = bucketOf(whole)
    this.#counts[bucket] = this.#counts[bucket]! + times
    this.#count += times
    this.#sum += whole * times
    if (whole < this.#lowest) this.#lowest = whole
    if (whole > this.#highest) this.#highest = whole
  }

  /** Adds everything that another histogram counted. O(buckets). */
  merge(other: Histogram): void {
    for (let k = 0; k < BUCKETS; k++) this.#counts[k] = this.#counts[k]! + other.#counts[k]!
    this.#count += other.#count
    this.#sum += other.#sum
    if (other.#lowest < this.#lowest) this.#lowest = other.#lowest
    if (other.#highest > this.#highest) this.#highest = other.#highest
  }

  /**
   * The smallest value that at least `share` of the counted ones do not exceed, or up to 1/64 more.
   * A share of 0 is the lowest, 1 the highest. O(buckets).
   */
  quantile(share: number): number {
    assert(share >= 0 && share <= 1, 'a quantile lies between 0 and 1')
    if (share === 0) return this.lowest
    if (this.#count === 0) return Number.NaN
    const rank = share * this.#count
    let seen = 0
    for (let k = 0; k < BUCKETS; k++) {
      seen += this.#counts[k]!
      if (seen > 0 && seen >= rank) {
        return Math.max(this.#lowest, Math.min(this.#highest, lastOf(k)))
      }
    }
    return this.#highest
  }

  /** How many counted values lie in the same bucket as `value`, or below it. */
  countUpTo(value: number): number {
    const last = bucketOf(Math.round(value))
    let seen = 0
    for (let k = 0; k <= last; k++) seen += this.#counts[k]!
    return seen
  }

  /**
   * The distribution as at most `barsMax` neighbouring bars from the lowest value to the highest, each
   * of an equal number of buckets, and so of equal width on a logarithmic axis. Empty bars included.
   */
  bars(barsMax: number): HistogramBar[] {
    assert(barsMax >= 1, 'a drawing has a bar')
    if (this.#count === 0) return []
    const first = bucketOf(this.#lowest)
    const last = bucketOf(this.#highest)
    const step = Math.ceil((last - first + 1) / barsMax)
    const bars: HistogramBar[] = []
    for (let bucket = first; bucket <= last; bucket += step) {
      const end = Math.min(last, bucket + step - 1)
      let count = 0
      for (let k = bucket; k <= end; k++) count += this.#counts[k]!
      bars.push({ from: firstOf(bucket), to: lastOf(end), count })
    }
    return bars
  }
}

function bucketOf(whole: number): number {
  if (whole < PER_OCTAVE) return whole
  const isWide = whole >= TWO_TO_32
  const word = isWide ? Math.floor(whole / TWO_TO_32) : whole
  const exponent = (isWide ? 63 : 31) - Math.clz32(word)
  const mantissa = Math.floor(whole / POWERS[exponent - BITS]!) - PER_OCTAVE
  return (exponent - BITS + 1) * PER_OCTAVE + mantissa
}

/** The lowest value of a bucket. */
function firstOf(bucket: number): number {
  if (bucket < PER_OCTAVE) return bucket
  const shift = Math.floor(bucket / PER_OCTAVE) - 1
  return (PER_OCTAVE + (bucket % PER_OCTAVE)) * POWERS[shift]!
}

/** The highest value of a bucket. */
function lastOf(bucket: number): number {
  return bucket < PER_OCTAVE ? bucket : firstOf(bucket + 1) - 1
}
