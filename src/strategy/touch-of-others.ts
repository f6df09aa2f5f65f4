/**
 * The touch without oneself.
 *
 * At an exchange the book holds the strategy's own orders like everybody's, and who measures the market by
 * it measures himself: a quote that improves the touch becomes the touch, and is improved next. Over
 * recorded data the book is that of the others as it stands.
 */
import { NO_PRICE, type Side, type Ticks } from '../core/index.ts'
import type { Orders, StrategyContext } from './strategy.ts'

type Place = Pick<StrategyContext, 'book' | 'orders' | 'isOwnInBook'>

/**
 * The best price of a side at which somebody else rests, `NO_PRICE` when nobody does. Right only while
 * `knowsOwnPlaces`. O(own orders) a level of which all lots are one's own.
 */
export function bestOfOthers(place: Place, side: Side): Ticks {
  const { book } = place
  let price = book.best(side)
  // Asked before the orders are: the engine over columns has none.
  if (!place.isOwnInBook) return price
  while (price !== NO_PRICE && ownLotsAt(place.orders, side, price) >= book.sizeAt(side, price)) {
    price = book.nextBehind(side, price)
  }
  return price
}

/**
 * Whether it is known where in the book own orders stand. While a request is in flight it is not: the book
 * may tell what came of it before the answer does.
 */
export function knowsOwnPlaces(place: Place): boolean {
  if (!place.isOwnInBook) return true
  const { orders } = place
  for (let k = 0; k < orders.count; k++) if (orders.at(k).isRequestPending) return false
  return true
}

function ownLotsAt(orders: Orders, side: Side, price: Ticks): number {
  let own = 0
  for (let k = 0; k < orders.count; k++) {
    const order = orders.at(k)
    if (order.side === side && order.price === price) own += order.leaves
  }
  return own
}
