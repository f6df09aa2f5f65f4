/**
 * Sales of what is not held: allowed, as far as somebody has located the lots, or not at all.
 *
 * A sale is short when position less all open sales, itself included, is below zero: what has been
 * bought and not yet filled cannot be delivered.
 */
import { SELL } from '../../core/index.ts'
import type { JudgedOrder } from '../judged-order.ts'
import { LOCATE_REQUIRED, NO_REASON, SHORT_SALE } from '../reason.ts'
import type { ShortSales } from '../risk-limits.ts'

export class ShortSale {
  readonly #shortLotsMax: number = 0
  readonly #reason: number = 0

  constructor(rule: ShortSales = 'allowed', locatedLots = 0) {
    const limits = { allowed: Number.POSITIVE_INFINITY, located: locatedLots, forbidden: 0 }
    this.#shortLotsMax = limits[rule]
    this.#reason = rule === 'located' ? LOCATE_REQUIRED : SHORT_SALE
  }

  /** Whether the order must be marked as a short sale. */
  isShort(order: JudgedOrder): boolean {
    return order.side === SELL && order.openLots + order.growthLots > order.position
  }

  judge(order: JudgedOrder): number {
    if (order.side !== SELL || order.growthLots <= 0) return NO_REASON
    const shortLots = order.openLots + order.growthLots - order.position
    return shortLots > 0 && shortLots > this.#shortLotsMax ? this.#reason : NO_REASON
  }
}
