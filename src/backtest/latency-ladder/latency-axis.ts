/**
 * An axis of round trips: distances stand for ratios, and zero has a place of its own at the left,
 * beyond a break, as no ratio reaches it.
 */
import { log } from '../../core/index.ts'
import { spanText } from '../report/index.ts'
import { LATENCY_BANDS, type LatencyBand } from './rungs.ts'

export interface LatencyMark {
  /** From 0 at the left end to 100 at the right. */
  readonly percent: number
  readonly text: string
}

export interface PlacedBand {
  readonly band: LatencyBand
  readonly fromPercent: number
  readonly toPercent: number
}

/** Where zero stands, and where the ratios begin and end, in percent of the width. */
const ZERO_PERCENT = 3
const FROM_PERCENT = 9
const TO_PERCENT = 97
/** Decades with a number; beyond that every second has one. */
const MARKS_MAX = 9

export class LatencyAxis {
  readonly #hasZero: boolean
  readonly #low: number
  readonly #high: number

  /** From the lowest to the highest of these, in nanoseconds, and the zero where it is among them. */
  constructor(roundTripsNanos: readonly number[]) {
    const positive = roundTripsNanos.filter((nanos) => nanos > 0)
    this.#hasZero = positive.length < roundTripsNanos.length
    const lowest = Math.min(...positive, Number.MAX_VALUE)
    const highest = Math.max(...positive, 0)
    // A lone rung stands in the middle of an axis that has a width.
    this.#low = log(positive.length === 0 ? 1 : lowest === highest ? lowest / 10 : lowest)
    this.#high = log(positive.length === 0 ? 10 : lowest === highest ? highest * 10 : highest)
  }

  percent(roundTripNanos: number): number {
    if (roundTripNanos === 0) return ZERO_PERCENT
    const from = this.#hasZero ? FROM_PERCENT : ZERO_PERCENT
    const share = (log(roundTripNanos) - this.#low) / (this.#high - this.#low)
    return from + share * (TO_PERCENT - from)
  }

  /** Powers of ten, and zero. */
  get marks(): LatencyMark[] {
    const decades: number[] = []
    for (let nanos = 1; nanos <= 1e13; nanos *= 10) {
      const position = log(nanos)
      if (position >= this.#low - 1e-9 && position <= this.#high + 1e-9) decades.push(nanos)
    }
    const every = Math.ceil(decades.length / MARKS_MAX)
    const shown = decades.filter((_, k) => k % every === 0)
    const marks = shown.map((nanos) => ({ percent: this.percent(nanos), text: spanText(nanos) }))
    return this.#hasZero ? [{ percent: ZERO_PERCENT, text: '0' }, ...marks] : marks
  }

  /** The named bands that lie on the axis, cut to it; the zero is a mark, no band. */
  get bands(): PlacedBand[] {
    return LATENCY_BANDS.filter(({ toNanos }) => toNanos > 0).flatMap((band) => {
      const low = Math.max(log(band.fromNanos), this.#low)
      const high = Math.min(log(band.toNanos), this.#high)
      if (!(high > low)) return []
      const from = this.#hasZero ? FROM_PERCENT : ZERO_PERCENT
      const place = (position: number) =>
        from + ((position - this.#low) / (this.#high - this.#low)) * (TO_PERCENT - from)
      return [{ band, fromPercent: place(low), toPercent: place(high) }]
    })
  }
}
