/**
 * What the market did after each fill: markouts, and the spreads that follow from them.
 *
 * For a fill with direction d (+1 bought) at price P while the reference price was M, and M' the
 * reference price `horizon` later:
 *
 * ```
 * captured = d * (M - P)      half the spread earned (or paid, below zero), known at once
 * drift    = d * (M' - M)     what the market did for the position; below zero: adverse selection
 * markout  = d * (M' - P)     = captured + drift, fill by fill
 * ```
 *
 * Fills wait in one ring for all horizons, in the order of their time; each horizon has a cursor. The
 * venue tells when time passes, and everything that has come due is measured with the price that holds
 * then: the state after all records up to that instant. A horizon that lies beyond the data is dropped
 * and counted.
 */
import { type Nanos, NEVER, type Side } from '../../core/index.ts'
import { WeightedMean } from './weighted-mean.ts'

/** Nanoseconds after the fill. The first is the fill itself. */
export const MARKOUT_HORIZONS: readonly number[] = [0, 1e6, 1e7, 1e8, 1e9, 5e9, 1e10, 6e10]

export const MARKOUT_GROUPS = ['all', 'buy', 'sell', 'maker', 'taker'] as const
export type MarkoutGroup = (typeof MARKOUT_GROUPS)[number]

/** Fills within one second, or within one horizon where that is longer, are one cluster. */
const CLUSTER_NANOS_MIN = 1e9
const BASIS_POINTS = 1e4

/** Means over the fills of one group that one horizon measured, weighted by lots. */
export class MarkoutMeans {
  readonly ticks = new WeightedMean()
  readonly bps = new WeightedMean()
  /** Sums of lots times what was captured, and of lots times the drift. */
  capturedTicks = 0
  driftTicks = 0
  capturedBps = 0
  driftBps = 0
}

export class MarkoutRecorder {
  /** The reference price is asked for from this instant on; `NEVER` while no fill waits. */
  dueNanos: number = NEVER
  /** Fills without a reference price at the time: they are in no horizon. */
  unpriced = 0
  /** By horizon: fills whose horizon lies beyond the data, or met a market without a price. */
  readonly dropped = new Float64Array(MARKOUT_HORIZONS.length)
  readonly #means = MARKOUT_HORIZONS.map(() => MARKOUT_GROUPS.map(() => new MarkoutMeans()))
  readonly #waiting = new WaitingFills()
  readonly #cursors = new Float64Array(MARKOUT_HORIZONS.length)

  means(horizon: number, group: MarkoutGroup): MarkoutMeans {
    return this.#means[horizon]![MARKOUT_GROUPS.indexOf(group)]!
  }

  /** Takes in a fill. Times never step back. */
  fill(
    at: Nanos,
    side: Side,
    sizeLots: number,
    priceTicks: number,
    referenceTicks: number,
    isMaker: boolean,
  ): void {
    if (Number.isNaN(referenceTicks)) {
      this.unpriced++
      return
    }
    this.#waiting.add(at, side, sizeLots, priceTicks, referenceTicks, isMaker, this.#oldest())
    this.#measure(0, referenceTicks)
    this.#findDue()
  }

  /** Time is about to pass `at`: measures what came due before it. */
  passTo(at: number, referenceTicks: number): void {
    const waiting = this.#waiting
    for (let k = 1; k < MARKOUT_HORIZONS.length; k++) {
      const horizon = MARKOUT_HORIZONS[k]!
      while (this.#cursors[k]! < waiting.end) {
        if (waiting.at(this.#cursors[k]!) + horizon >= at) break
        this.#measure(k, referenceTicks)
      }
    }
    this.#findDue()
  }

  /** The data end at `last`: what would have been due later is dropped. */
  finish(last: number, referenceTicks: number): void {
    for (let k = 1; k < MARKOUT_HORIZONS.length; k++) {
      while (this.#cursors[k]! < this.#waiting.end) {
        if (this.#waiting.at(this.#cursors[k]!) + MARKOUT_HORIZONS[k]! <= last) {
          this.#measure(k, referenceTicks)
        } else {
          this.#cursors[k] = this.#cursors[k]! + 1
          this.dropped[k] = this.dropped[k]! + 1
        }
      }
    }
    this.dueNanos = NEVER
  }

  #measure(horizon: number, referenceTicks: number): void {
    const number = this.#cursors[horizon]!
    this.#cursors[horizon] = number + 1
    if (Number.isNaN(referenceTicks)) {
      this.dropped[horizon] = this.dropped[horizon]! + 1
      return
    }
    const waiting = this.#waiting
    const groups = this.#means[horizon]!
    const width = Math.max(CLUSTER_NANOS_MIN, MARKOUT_HORIZONS[horizon]!)
    const cluster = Math.floor(waiting.at(number) / width)
    const isBuy = waiting.side(number) > 0
    const isMaker = waiting.isMaker(number)
    this.#count(groups[0]!, number, referenceTicks, cluster)
    this.#count(groups[isBuy ? 1 : 2]!, number, referenceTicks, cluster)
    this.#count(groups[isMaker ? 3 : 4]!, number, referenceTicks, cluster)
  }

  #count(means: MarkoutMeans, number: number, laterTicks: number, cluster: number): void {
    const waiting = this.#waiting
    const side = waiting.side(number)
    const sizeLots = waiting.size(number)
    const referenceTicks = waiting.reference(number)
    const capturedTicks = side * (referenceTicks - waiting.price(number))
    const driftTicks = side * (laterTicks - referenceTicks)
    const markoutTicks = side * (laterTicks - waiting.price(number))
    means.ticks.add(markoutTicks, sizeLots, cluster)
    means.capturedTicks += capturedTicks * sizeLots
    means.driftTicks += driftTicks * sizeLots
    // Relative to a price of zero, or one below it, a distance means nothing.
    if (!(referenceTicks > 0)) return
    const perTick = BASIS_POINTS / referenceTicks
    means.bps.add(markoutTicks * perTick, sizeLots, cluster)
    means.capturedBps += capturedTicks * perTick * sizeLots
    means.driftBps += driftTicks * perTick * sizeLots
  }

  #findDue(): void {
    let due: number = NEVER
    for (let k = 1; k < MARKOUT_HORIZONS.length; k++) {
      if (this.#cursors[k]! >= this.#waiting.end) continue
      due = Math.min(due, this.#waiting.at(this.#cursors[k]!) + MARKOUT_HORIZONS[k]!)
    }
    this.dueNanos = due
  }

  /** The first fill that a horizon still waits for: horizons are in order, so the last one's. */
  #oldest(): number {
    return this.#cursors[MARKOUT_HORIZONS.length - 1]!
  }
}

const COLUMNS = 5

/** Fills by their running number, as many as the longest horizon spans. */
class WaitingFills {
  /** The number that the next fill will bear. */
  end = 0
  #capacity = 256
  #columns = new Float64Array(256 * COLUMNS)
  #isMaker = new Uint8Array(256)

  add(
    at: number,
    side: number,
    sizeLots: number,
    priceTicks: number,
    referenceTicks: number,
    isMaker: boolean,
    oldest: number,
  ): void {
    if (this.end - oldest === this.#capacity) this.#grow(oldest)
    const slot = this.end % this.#capacity
    this.#columns[slot * COLUMNS] = at
    this.#columns[slot * COLUMNS + 1] = side
    this.#columns[slot * COLUMNS + 2] = sizeLots
    this.#columns[slot * COLUMNS + 3] = priceTicks
    this.#columns[slot * COLUMNS + 4] = referenceTicks
    this.#isMaker[slot] = isMaker ? 1 : 0
    this.end++
  }

  at(number: number): number {
    return this.#read(number, 0)
  }
  side(number: number): number {
    return this.#read(number, 1)
  }
  size(number: number): number {
    return this.#read(number, 2)
  }
  price(number: number): number {
    return this.#read(number, 3)
  }
  reference(number: number): number {
    return this.#read(number, 4)
  }
  isMaker(number: number): boolean {
    return this.#isMaker[number % this.#capacity] === 1
  }

  #read(number: number, column: number): number {
    return this.#columns[(number % this.#capacity) * COLUMNS + column]!
  }

  #grow(oldest: number): void {
    const capacity = this.#capacity * 2
    const columns = new Float64Array(capacity * COLUMNS)
    const isMaker = new Uint8Array(capacity)
    for (let number = oldest; number < this.end; number++) {
      const from = (number % this.#capacity) * COLUMNS
      columns.set(this.#columns.subarray(from, from + COLUMNS), (number % capacity) * COLUMNS)
      isMaker[number % capacity] = this.#isMaker[number % this.#capacity]!
    }
    this.#capacity = capacity
    this.#columns = columns
    this.#isMaker = isMaker
  }
}
