/**
 * The likelihood of fill intensities: for each distance, how often a quote was hit, and for how long
 * it stood there waiting to be.
 *
 * A quote is put down at each distance at the beginning of each interval and stands until it is hit or
 * the interval is over. Hits are then exponential waits, cut off at the end, and with n hits in t
 * seconds at distance d the logarithm of the likelihood is
 *
 * ```
 * sum over distances of n (ln A - k d) - A exp(-k d) t
 * ```
 *
 * which is concave in (ln A, k): Newton's method finds its top. Hits at neighbouring distances are
 * mostly the same trades, so the errors are those of independent intervals (a sandwich), not of
 * independent counts.
 */
import { exp, log, type Side } from '../../core/index.ts'
import { INTERVAL_NANOS } from './intensity-sampler.ts'

/** Distances that are fitted, nearest first. */
export const BUCKETS = 70
const NEWTON_STEPS = 100
const INTERVAL_SECONDS = INTERVAL_NANOS / 1e9

/** A quote in bucket i stands i + 1/2 steps away; a trade at its very price does not reach it. */
export const distanceOf = (bucket: number): number => bucket + 0.5

/** Quotes of one interval and side that one arrival hit first: those from `from` to before `to`. */
export interface Hit {
  readonly interval: number
  /** The aggressor's. */
  readonly side: Side
  readonly from: number
  readonly to: number
  /** How long they had stood by then. */
  readonly seconds: number
}

export interface IntensityEstimate {
  /** A second, at the mid. */
  readonly a: number
  /** A step of the distances. */
  readonly k: number
  readonly aError: number
  readonly kError: number
}

/** Hits and waits of quotes on one side, or on both. */
export class QuoteExposure {
  readonly hits = new Float64Array(BUCKETS)
  readonly seconds = new Float64Array(BUCKETS)
  readonly #hits: readonly Hit[]
  /** Quotes at each distance in the whole recording: one an interval and side. */
  readonly #quotes: number

  constructor(hits: readonly Hit[], intervals: number, side: Side | undefined) {
    this.#hits = side === undefined ? hits : hits.filter((hit) => hit.side === side)
    this.#quotes = side === undefined ? 2 * intervals : intervals
    this.seconds.fill(this.#quotes * INTERVAL_SECONDS)
    for (const { from, to, seconds } of this.#hits) {
      for (let bucket = from; bucket < to; bucket++) {
        this.hits[bucket]!++
        this.seconds[bucket]! -= INTERVAL_SECONDS - seconds
      }
    }
  }

  fit(): IntensityEstimate {
    let total = 0
    let moment = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      total += this.hits[bucket]!
      moment += this.hits[bucket]! * distanceOf(bucket)
    }
    // What the counts themselves suggest: a mean distance of 1 / k.
    let k = total / Math.max(moment, 1e-9)
    let lnA = log(Math.max(total, 0.5) / this.#expected(0, k).one)
    for (let step = 0; step < NEWTON_STEPS; step++) {
      const expected = this.#expected(lnA, k)
      const [da, dk] = inverse(expected).times(total - expected.one, expected.distance - moment)
      const damping = 1 / Math.max(1, Math.abs(da), Math.abs(dk) / Math.max(k, 0.01))
      lnA += damping * da
      k += damping * dk
      if (Math.abs(da) < 1e-12 && Math.abs(dk) < 1e-12) break
    }
    const a = exp(lnA)
    const [aVariance, kVariance] = this.#variances(lnA, k)
    return { a, k, aError: a * Math.sqrt(aVariance), kError: Math.sqrt(kVariance) }
  }

  /** Expected hits, and their first two moments over the distances. */
  #expected(lnA: number, k: number): Moments {
    let one = 0
    let distance = 0
    let square = 0
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const at = distanceOf(bucket)
      const hits = exp(lnA - k * at) * this.seconds[bucket]!
      one += hits
      distance += hits * at
      square += hits * at * at
    }
    return { one, distance, square }
  }

  /** Of ln A and k, for intervals and sides that are independent of each other. */
  #variances(lnA: number, k: number): readonly [number, number] {
    const rates = Float64Array.from({ length: BUCKETS }, (_, at) => exp(lnA - k * distanceOf(at)))
    const quiet = { a: 0, k: 0 }
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      quiet.a -= rates[bucket]! * INTERVAL_SECONDS
      quiet.k += rates[bucket]! * INTERVAL_SECONDS * distanceOf(bucket)
    }
    let aa = 0
    let ak = 0
    let kk = 0
    let quotes = 0
    for (let first = 0; first < this.#hits.length; ) {
      const { interval, side } = this.#hits[first]!
      const score = { ...quiet }
      let last = first
      for (; last < this.#hits.length; last++) {
        const hit = this.#hits[last]!
        if (hit.interval !== interval || hit.side !== side) break
        for (let bucket = hit.from; bucket < hit.to; bucket++) {
          const gain = 1 + rates[bucket]! * (INTERVAL_SECONDS - hit.seconds)
          score.a += gain
          score.k -= gain * distanceOf(bucket)
        }
      }
      aa += score.a * score.a
      ak += score.a * score.k
      kk += score.k * score.k
      quotes++
      first = last
    }
    const silent = Math.max(0, this.#quotes - quotes)
    aa += silent * quiet.a * quiet.a
    ak += silent * quiet.a * quiet.k
    kk += silent * quiet.k * quiet.k
    const { p, q, r } = inverse(this.#expected(lnA, k))
    return [p * p * aa + 2 * p * q * ak + q * q * kk, q * q * aa + 2 * q * r * ak + r * r * kk]
  }
}

interface Moments {
  readonly one: number
  readonly distance: number
  readonly square: number
}

/** Inverse of the curvature [one, -distance; -distance, square] in (ln A, k). */
function inverse({ one, distance, square }: Moments) {
  const determinant = one * square - distance * distance
  const p = square / determinant
  const q = distance / determinant
  const r = one / determinant
  return { p, q, r, times: (a: number, k: number) => [p * a + q * k, q * a + r * k] as const }
}
