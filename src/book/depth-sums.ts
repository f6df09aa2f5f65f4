/**
 * What rests within a share of the mid, and the prices that follow from it.
 *
 * Of each side the lots from the best price to `mid * (1 -/+ range)`, the limit included, and their
 * moment: lots times distance from the mid, in ticks. Sums of whole lots and half ticks are exact.
 *
 * ```ts
 * const sums = new DepthSums()
 * sums.measure(book, 0.005)
 * sums.effectiveVampTicks      // where the market would be if both sides were swept
 * ```
 *
 * A book may know the sums of some ranges without looking (`KnowsDepthSums`): a strategy that
 * measures is written once and is fast where its ranges were precomputed.
 */
import { BUY, NO_PRICE, SELL, type Side } from '../core/index.ts'
import type { BookView } from './book.ts'

/** A book whose sums were worked out beforehand, for ranges that were asked for. */
export interface KnowsDepthSums {
  depthSumsInto(range: number, sums: DepthSums): void
}

export class DepthSums {
  midTicks = Number.NaN
  bidLots = 0
  askLots = 0
  /** Lots times ticks below the mid; negative where a book is crossed. */
  bidMoment = 0
  askMoment = 0

  /** Sums up what rests within `range` of the mid, a fraction such as 0.005. O(levels in it). */
  measure(book: BookView, range: number): this {
    if (knows(book)) {
      book.depthSumsInto(range, this)
      return this
    }
    this.clear()
    this.midTicks = book.midTicks
    if (Number.isNaN(this.midTicks)) return this
    this.#sum(book, BUY, this.midTicks * (1 - range))
    this.#sum(book, SELL, this.midTicks * (1 + range))
    return this
  }

  clear(): void {
    this.midTicks = Number.NaN
    this.bidLots = 0
    this.askLots = 0
    this.bidMoment = 0
    this.askMoment = 0
  }

  #sum(book: BookView, side: Side, limitTicks: number): void {
    let sum = 0
    let moment = 0
    let price = book.best(side)
    while (price !== NO_PRICE && side * (price - limitTicks) >= 0) {
      const size = book.sizeAt(side, price)
      sum += size
      moment += size * (side * (this.midTicks - price))
      price = book.nextBehind(side, price)
    }
    if (side === BUY) {
      this.bidLots = sum
      this.bidMoment = moment
    } else {
      this.askLots = sum
      this.askMoment = moment
    }
  }

  /**
   * Volume-adjusted mid price: each level mirrored at the mid, weighted by its lots, so that more bids
   * than asks lift it. NaN unless two-sided.
   */
  get vampTicks(): number {
    const { midTicks, bidLots, askLots, bidMoment, askMoment } = this
    return (midTicks * (askLots + bidLots) - askMoment + bidMoment) / (bidLots + askLots)
  }
  /** What a seller of all bids in the range would get on average. */
  get effectiveBidTicks(): number {
    return (this.midTicks * this.bidLots - this.bidMoment) / this.bidLots
  }
  /** What a buyer of all asks in the range would pay on average. */
  get effectiveAskTicks(): number {
    return (this.midTicks * this.askLots + this.askMoment) / this.askLots
  }
  /** The two averages weighted by the other side's lots; NaN unless two-sided. */
  get effectiveVampTicks(): number {
    const { bidLots, askLots, effectiveBidTicks, effectiveAskTicks } = this
    return (effectiveBidTicks * askLots + effectiveAskTicks * bidLots) / (bidLots + askLots)
  }
  /** Bid lots less ask lots; NaN unless two-sided. */
  get imbalanceLots(): number {
    return Number.isNaN(this.midTicks) ? Number.NaN : this.bidLots - this.askLots
  }
}

const knows = (book: BookView): book is BookView & KnowsDepthSums => 'depthSumsInto' in book
