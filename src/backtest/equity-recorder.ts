/**
 * Equity through time: sampled at the end of instants, summed up as it goes, kept nowhere.
 *
 * Statistics are running sums, so a run of any length takes the same memory. Whoever wants the curve
 * listens to the samples: a file, a page, a report.
 */
import { type Nanos, NEVER } from '../core/index.ts'
import type { Sampler } from '../simulation/index.ts'
import { InventoryStatistics } from './inventory-statistics.ts'
import type { SliceCurve } from './slice-curve.ts'

/** `message`: after every market message that arrived; a number: every so many nanoseconds. */
export type Sampling = 'message' | number

export interface EquitySample {
  readonly atNanos: number
  readonly equity: number
  readonly equityBeforeFees: number
  /** Of each market, in their order. */
  readonly markets: readonly MarketSample[]
}

export interface MarketSample {
  /** Signed lots. */
  readonly position: number
  /** What the position was valued at; NaN before there was a price. */
  readonly price: number
}

/** What is sampled: an account, or one market of it. */
export interface Valued {
  /** NaN while a position has no price. */
  readonly equity: number
  readonly equityBeforeFees: number
  /** The markets that it is made of. */
  readonly parts: readonly (MarketSample & { readonly limitLots: number })[]
}

/** Grid points skipped when the clock jumps farther than this many of them (a night, a bad time). */
const SAMPLES_PER_JUMP_MAX = 1_000_000

export class EquityRecorder implements Sampler {
  readonly sampling: Sampling
  readonly onSample: ((sample: EquitySample) => void) | undefined
  dueNanos: number = NEVER
  samples = 0
  skippedSamples = 0
  firstEquity = Number.NaN
  lastEquity = Number.NaN
  /** Largest fall below the highest equity before it, in currency. */
  drawdownMax = 0
  firstNanos = Number.NaN
  lastNanos = Number.NaN
  /** Of each market, in their order. */
  readonly inventories: readonly InventoryStatistics[]
  readonly #valued: Valued
  readonly #slices: SliceCurve | undefined
  #peak = Number.NEGATIVE_INFINITY
  #increments = 0
  #meanIncrement = 0
  #squares = 0
  #downsideSquares = 0

  constructor(options: {
    valued: Valued
    sampling: Sampling
    onSample?: ((sample: EquitySample) => void) | undefined
    slices?: SliceCurve | undefined
  }) {
    const isGrid = options.sampling !== 'message'
    if (isGrid && !(Number(options.sampling) > 0)) {
      throw new RangeError('a sampling interval is above zero')
    }
    this.#valued = options.valued
    this.inventories = options.valued.parts.map(
      ({ limitLots }) => new InventoryStatistics(limitLots),
    )
    this.sampling = options.sampling
    this.onSample = options.onSample
    this.#slices = options.slices
  }

  /** Samples on a grid need the market only for their beginning. */
  get hearsMarket(): boolean {
    return this.sampling === 'message' || this.dueNanos === NEVER
  }

  onLocalMarket(now: Nanos): void {
    if (this.sampling === 'message') this.dueNanos = now
    else if (this.dueNanos === NEVER) this.dueNanos = now
  }

  sample(nextNanos: number): void {
    this.#record(this.dueNanos)
    if (this.sampling === 'message') {
      this.dueNanos = NEVER
      return
    }
    this.dueNanos += this.sampling
    const points = Math.floor((nextNanos - this.dueNanos) / this.sampling)
    if (points > SAMPLES_PER_JUMP_MAX && Number.isFinite(points)) {
      this.skippedSamples += points
      this.dueNanos += points * this.sampling
    }
  }

  /** The last sample, when the run is over. */
  finish(now: Nanos): void {
    if (this.dueNanos !== NEVER || this.samples === 0) this.#record(now)
    this.dueNanos = NEVER
  }

  #record(atNanos: number): void {
    const { equity, parts } = this.#valued
    if (Number.isNaN(equity)) return
    if (this.samples === 0) {
      this.firstEquity = equity
      this.firstNanos = atNanos
    } else {
      this.#increment(equity - this.lastEquity)
    }
    this.samples++
    this.lastEquity = equity
    this.lastNanos = atNanos
    if (equity > this.#peak) this.#peak = equity
    if (this.#peak - equity > this.drawdownMax) this.drawdownMax = this.#peak - equity
    for (let k = 0; k < parts.length; k++) this.inventories[k]!.add(parts[k]!.position)
    this.#slices?.add(atNanos, equity)
    this.onSample?.({
      atNanos,
      equity,
      equityBeforeFees: this.#valued.equityBeforeFees,
      markets: parts.map(({ position, price }) => ({ position, price })),
    })
  }

  /** Welford's running mean and sum of squared deviations. */
  #increment(change: number): void {
    this.#increments++
    const before = change - this.#meanIncrement
    this.#meanIncrement += before / this.#increments
    this.#squares += before * (change - this.#meanIncrement)
    if (change < 0) this.#downsideSquares += change * change
  }

  /** Mean change of equity over its deviation (ddof 1), per sample; NaN without variation. */
  get sharpePerSample(): number {
    if (this.#increments < 2) return Number.NaN
    const deviation = Math.sqrt(this.#squares / (this.#increments - 1))
    return deviation === 0 ? Number.NaN : this.#meanIncrement / deviation
  }
  /** Mean change over the root mean square of losses, per sample. */
  get sortinoPerSample(): number {
    if (this.#increments < 2 || this.#downsideSquares === 0) return Number.NaN
    return this.#meanIncrement / Math.sqrt(this.#downsideSquares / this.#increments)
  }
  /** Mean time between samples in nanoseconds; the chosen interval where there is one. */
  get intervalNanos(): number {
    if (this.sampling !== 'message') return this.sampling
    return this.samples < 2 ? Number.NaN : (this.lastNanos - this.firstNanos) / (this.samples - 1)
  }
}
