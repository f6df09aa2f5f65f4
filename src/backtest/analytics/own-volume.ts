/**
 * Our own volume beside the market's: how far a replay can be believed.
 *
 * A recorded market does not react. That is a fair assumption for orders that are small beside what
 * is shown and traded, and a flattering one for others; so the shares are measured, and large ones
 * are warned about.
 */
import type { OrderBook } from '../../book/index.ts'
import { NO_PRICE, opposite, type Side, type Ticks, ticks } from '../../core/index.ts'

/** Shares above which a run says that its own volume would have moved the market. */
export const TAKEN_SHARE_MAX = 0.01
export const PASSIVE_SHARE_MAX = 0.05

export class OwnVolume {
  /** Lots that we took, and lots that stood at the levels that we took from. */
  takenLots = 0
  displayedLots = 0
  /** Lots that came to us while resting, and market lots that traded at our prices or beyond. */
  passiveLots = 0
  reachedLots = 0
  /** All lots that the market traded. */
  marketLots = 0

  /** An own order took from the other side of `book`, `slippageTicks` worse than the level at most. */
  took(book: OrderBook, side: Side, price: Ticks, sizeLots: number, slippageTicks: number): void {
    this.takenLots += sizeLots
    const far = opposite(side)
    for (let slipped = slippageTicks; slipped >= 0; slipped--) {
      const level = ticks(price - side * slipped)
      const shown = level === NO_PRICE ? 0 : book.sizeAt(far, level)
      if (shown === 0) continue
      this.displayedLots += shown
      return
    }
  }

  /** NaN when nothing was taken, or when the market shows no sizes. */
  get takenShare(): number {
    return this.displayedLots === 0 ? Number.NaN : this.takenLots / this.displayedLots
  }
  /** NaN when nothing came, infinite when it came without any trade of the market. */
  get passiveShare(): number {
    return this.passiveLots === 0 ? Number.NaN : this.passiveLots / this.reachedLots
  }
  /** Of the market's whole volume; NaN where the market tells no trades. */
  get marketShare(): number {
    const own = this.takenLots + this.passiveLots
    return this.marketLots === 0 ? Number.NaN : own / this.marketLots
  }
}
