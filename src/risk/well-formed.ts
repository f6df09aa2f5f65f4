/**
 * What no venue could read: records carry prices and sizes as int32, and ids as exact doubles. A value
 * that does not fit would leave as another one.
 */
import { GTD, isPriced, NO_PRICE, STOP, STOP_LIMIT } from '../core/index.ts'
import type { OrderIntent } from './risk.ts'

const INT32_MAX = 0x7fff_ffff

export function isMalformed(intent: OrderIntent): boolean {
  const { orderId, orderType, side, price, size, stopPrice, displaySize, expiresAt } = intent
  if (!Number.isSafeInteger(orderId) || Math.abs(side) !== 1) return true
  if (!(Number.isInteger(size) && size > 0 && size <= INT32_MAX)) return true
  const isStop = orderType === STOP || orderType === STOP_LIMIT
  if (isStop ? !isTicks(stopPrice) : stopPrice !== NO_PRICE) return true
  if (!(Number.isInteger(displaySize) && displaySize >= 0 && displaySize <= size)) return true
  if ((intent.timeInForce === GTD) !== Number.isFinite(expiresAt)) return true
  // A limit order without a price would pass the collar: NO_PRICE is beyond the lowest int32 price.
  return isPriced(orderType) && !isTicks(price)
}

const isTicks = (price: number): boolean => Number.isInteger(price) && Math.abs(price) <= INT32_MAX
