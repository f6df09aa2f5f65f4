/**
 * How good the best levels of a LOBSTER book can be, told by messages alone.
 *
 * Without an orderbook file nobody says when a level leaves the view, and it may be long gone when the
 * market comes back to its price. Messages contradict it: an order that rests at a price shows that the
 * other side has nothing there or through it, and one that trades that its own side has nothing better.
 * This keeps, for each side, a price that no level is better than, so that a reader clears only where
 * something may stand. At the beginning anything may.
 */
import { BUY, type Side } from '../core/index.ts'

export class LobsterBounds {
  #bidTicks = Number.POSITIVE_INFINITY
  #askTicks = Number.NEGATIVE_INFINITY

  /** A level at the price, or a better one, may stand. */
  reaches(side: Side, priceTicks: number): boolean {
    return side * (this.#of(side) - priceTicks) >= 0
  }

  /** An order rests at the price. */
  add(side: Side, priceTicks: number): void {
    if (!this.reaches(side, priceTicks)) this.#set(side, priceTicks)
  }

  /** Every level from the best to the price has been cleared. */
  clearThrough(side: Side, priceTicks: number): void {
    this.#set(side, priceTicks - side)
  }

  #of(side: Side): number {
    return side === BUY ? this.#bidTicks : this.#askTicks
  }

  #set(side: Side, priceTicks: number): void {
    if (side === BUY) this.#bidTicks = priceTicks
    else this.#askTicks = priceTicks
  }
}
