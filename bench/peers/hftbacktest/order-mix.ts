/**
 * Every kind of order in turn, one a step: what the touch quoter never sends. For comparisons of
 * results only; it trades away the spread without an end.
 */
import {
  BUY,
  FOK,
  GTC,
  GTX,
  IOC,
  LIMIT,
  lots,
  MARKET,
  SELL,
  type Side,
  type TimeInForce,
  ticks,
} from '../../../src/core/index.ts'
import { defineStrategy, type Orders } from '../../../src/strategy/index.ts'
import { checked, startWatch, type Watched } from '../../replay/preloaded-run.ts'

/** Names the runs of a configuration with this strategy instead of its own. */
export const MIX_SUFFIX = ' order-mix'

const KINDS = 12
const CANCEL_BACK = 24
/** A strategy that always has something on its way never comes to the end of the data. */
const MIX_NANOS = 300e9

interface Wish {
  readonly side: Side
  /** Ticks from the best bid, or from the best ask. */
  readonly fromBid?: number
  readonly fromAsk?: number
  readonly timeInForce: TimeInForce
  readonly isMarket?: boolean
}

const WISHES: readonly (Wish | 'replace' | 'cancel')[] = [
  { side: BUY, fromAsk: 3, timeInForce: GTC },
  { side: SELL, fromBid: -1, timeInForce: IOC },
  { side: BUY, fromAsk: 0, timeInForce: FOK },
  { side: SELL, fromBid: 0, timeInForce: IOC, isMarket: true },
  { side: BUY, fromBid: 0, timeInForce: IOC },
  { side: BUY, fromBid: -1, timeInForce: GTX },
  { side: SELL, fromAsk: 1, timeInForce: GTX },
  'replace',
  { side: SELL, fromAsk: 0, timeInForce: GTC },
  { side: SELL, fromAsk: 5, timeInForce: FOK },
  { side: BUY, fromAsk: 1, timeInForce: GTX },
  'cancel',
]

const params = { sizeLots: 10, stepNanos: 10_000_000, positionLimitLots: 0, offsetTicks: 0 }

export const orderMix = defineStrategy<typeof params, Watched>({
  name: 'order-mix',
  params,
  setup: startWatch,
  timerNanos: ({ stepNanos }) => stepNanos,
  onTimer({ book, orders, state, params: { sizeLots, stepNanos }, positionFloat }) {
    state.steps++
    if (!book.isTwoSided) return
    const bid = book.best(BUY)
    const ask = book.best(SELL)
    state.checksum = checked(state.checksum, bid, ask, positionFloat)
    if (state.steps * stepNanos > MIX_NANOS) return
    const wish = WISHES[state.steps % KINDS]!
    if (wish === 'replace') {
      const id = state.steps - 2
      if (isCancellable(orders, id)) orders.replace(id, bid, lots(sizeLots))
    } else if (wish === 'cancel') {
      for (let back = 1; back <= CANCEL_BACK; back++) orders.cancel(state.steps - back)
    } else {
      const price = wish.fromBid === undefined ? ask + wish.fromAsk! : bid + wish.fromBid
      orders.submit({
        id: state.steps,
        side: wish.side,
        size: lots(sizeLots),
        type: wish.isMarket === true ? MARKET : LIMIT,
        timeInForce: wish.timeInForce,
        ...(wish.isMarket === true ? {} : { price: ticks(price) }),
      })
    }
  },
})

function isCancellable(orders: Orders, id: number): boolean {
  for (let k = 0; k < orders.count; k++) {
    const order = orders.at(k)
    if (order.id === id) return order.isCancellable
  }
  return false
}
