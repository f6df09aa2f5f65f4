/**
 * Nothing leaves that would meet an own order, working or on its way, at any price it has or has asked
 * for. A market order meets everything. A stop counts as a market order from the start: nobody knows
 * when it wakes.
 */
import { BUY, NO_PRICE, SELL } from '../../core/index.ts'
import type { JudgedOrder } from '../judged-order.ts'
import type { OpenExposure } from '../open-exposure.ts'
import { NO_REASON, OWN_ORDER_CROSSED } from '../reason.ts'

export class OwnOrderCross {
  readonly isOn: boolean

  constructor(isOn = false) {
    this.isOn = isOn
  }

  judge({ side, boldestTicks }: JudgedOrder, open: OpenExposure): number {
    if (!this.isOn) return NO_REASON
    if (side === BUY) {
      const ask = open.boldestAsk
      return ask !== NO_PRICE && boldestTicks >= ask ? OWN_ORDER_CROSSED : NO_REASON
    }
    const bid = open.boldestBid
    return side === SELL && bid !== NO_PRICE && boldestTicks <= bid ? OWN_ORDER_CROSSED : NO_REASON
  }
}
