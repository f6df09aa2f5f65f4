/**
 * What the controls are told of an order: one flyweight a gate, filled in anew for every intent.
 *
 * Numbers stand in fields, not in arguments: a double that crosses a call costs an allocation.
 */
import { NO_PRICE, type Side, type Ticks, ticks } from '../core/index.ts'

export class JudgedOrder {
  side: Side = 1
  isReplace = false
  /** Total size wanted. */
  sizeLots = 0
  /** Lots by which it can make the worst case larger. */
  growthLots = 0
  /** The price it is judged at: its limit, or what it would take. */
  priceTicks: Ticks = ticks(0)
  /** What its lots are reserved at: the dearer of that price and the mark that a fill is valued at. */
  reservedTicks: Ticks = ticks(0)
  /** The price up to which it may trade: its limit, or int32's end without one. */
  boldestTicks: Ticks = ticks(0)
  /** A stop: what it will trade at is not known before it wakes. */
  isUnknownPrice = false
  bid: Ticks = NO_PRICE
  ask: Ticks = NO_PRICE
  position = 0
  /** Open lots of its side before it. */
  openLots = 0
  /** Nanoseconds. Not a whole number to begin with, so that the field is a double from the start. */
  now = Number.NaN

  /** Cannot take the position past zero, nor away from it, whatever else fills first. */
  get isReducing(): boolean {
    return this.side * this.position + this.openLots + this.growthLots <= 0
  }
}
