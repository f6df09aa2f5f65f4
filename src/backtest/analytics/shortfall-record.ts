/**
 * Implementation shortfall: what orders cost against the price at which they were decided on.
 *
 * For an order of side s that was decided at the desk's price D, met the venue's price A when it
 * arrived, traded q lots at P, and had r lots left when it ended at the venue's price E:
 *
 * ```
 * delay       = s * (A - D) * q     the market moved while the order travelled
 * trading     = s * (P - A) * q     what the trade itself was worse than the price at arrival
 * opportunity = s * (E - D) * r     what was not traded ran away
 * ```
 *
 * Below zero is a gain. Their sum is the shortfall before fees. An order that still works at the end
 * of the data ends there.
 */
import type { Side } from '../../core/index.ts'

class OpenOrder {
  side: Side = 1
  sizeLots = 0
  filledLots = 0
  decisionTicks = Number.NaN
  arrivalTicks = Number.NaN
}

export class ShortfallRecord {
  /** In ticks times lots. */
  delay = 0
  trading = 0
  opportunity = 0
  /** Orders that ended, and those of them whose decision or end met no two-sided market. */
  orders = 0
  unpriced = 0
  filledLots = 0
  unfilledLots = 0
  readonly #open = new Map<number, OpenOrder>()
  readonly #spare: OpenOrder[] = []

  get total(): number {
    return this.delay + this.trading + this.opportunity
  }

  /** The order leaves the desk. */
  decided(id: number, side: Side, sizeLots: number, ticks: number): void {
    const order = this.#spare.pop() ?? new OpenOrder()
    order.side = side
    order.sizeLots = sizeLots
    order.filledLots = 0
    order.decisionTicks = ticks
    order.arrivalTicks = Number.NaN
    this.#open.set(id, order)
  }

  arrived(id: number, ticks: number): void {
    const order = this.#open.get(id)
    if (order !== undefined) order.arrivalTicks = ticks
  }

  resized(id: number, sizeLots: number): void {
    const order = this.#open.get(id)
    if (order !== undefined) order.sizeLots = sizeLots
  }

  filled(id: number, sizeLots: number, priceTicks: number, leavesLots: number): void {
    const order = this.#open.get(id)
    if (order === undefined) return
    order.filledLots += sizeLots
    const { side, decisionTicks, arrivalTicks } = order
    if (!Number.isNaN(arrivalTicks - decisionTicks)) {
      this.filledLots += sizeLots
      this.delay += side * (arrivalTicks - decisionTicks) * sizeLots
      this.trading += side * (priceTicks - arrivalTicks) * sizeLots
    }
    if (leavesLots === 0) this.#end(id, order, 0, decisionTicks)
  }

  /** The rest of the order is gone: withdrawn, lapsed, refused or lost. */
  ended(id: number, ticks: number): void {
    const order = this.#open.get(id)
    if (order !== undefined) this.#end(id, order, order.sizeLots - order.filledLots, ticks)
  }

  /** The data have ended at this price. */
  finish(ticks: number): void {
    for (const id of [...this.#open.keys()]) this.ended(id, ticks)
  }

  #end(id: number, order: OpenOrder, leavesLots: number, ticks: number): void {
    this.orders++
    const { side, decisionTicks } = order
    if (Number.isNaN(ticks - decisionTicks)) this.unpriced++
    else if (leavesLots > 0) {
      this.unfilledLots += leavesLots
      this.opportunity += side * (ticks - decisionTicks) * leavesLots
    }
    this.#open.delete(id)
    this.#spare.push(order)
  }
}
