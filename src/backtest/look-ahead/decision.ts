/** What a strategy decided at an instant, or what one of its gauges said: read back, and in words. */
import {
  BUY,
  CANCEL_ORDER,
  ENTER_ORDER,
  EVENT_KIND_NAMES,
  type Instrument,
  NO_PRICE,
  ORDER_TYPE_NAMES,
  type OrderType,
  type Side,
  TIME_IN_FORCE_NAMES,
  type TimeInForce,
} from '../../core/index.ts'
import { type IntentAction, NO_REASON, reasonText } from '../../risk/index.ts'

export type Decision = OrderDecision | GaugeReading

/** A request for the venue, approved or refused by the risk gate. */
export interface OrderDecision {
  readonly what: 'order'
  /** In nanoseconds since the run's epoch. */
  readonly atNanos: number
  /** The market's place in the configuration, counting from 0. */
  readonly market: number
  readonly action: IntentAction
  readonly orderId: number
  readonly side: Side
  readonly priceTicks: number
  readonly sizeLots: number
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  /** Why it was refused, 0 when it was not. */
  readonly reason: number
}

/** A gauge that changed. */
export interface GaugeReading {
  readonly what: 'gauge'
  readonly atNanos: number
  readonly market: number
  readonly name: string
  readonly value: number
}

/** For people: `enter BUY 10 lots at 61234.5, order 7 (limit, GTX)`. */
export function decisionText(decision: Decision, instrument: Instrument): string {
  if (decision.what === 'gauge') return `${decision.name} = ${decision.value}`
  const { action, orderId, side, priceTicks, sizeLots, reason } = decision
  const about = `order ${orderId}`
  const refused = reason === NO_REASON ? '' : `, refused: ${reasonText(reason)}`
  if (action === CANCEL_ORDER) return `cancel ${about}${refused}`
  const price =
    priceTicks === NO_PRICE ? 'at the market' : `at ${instrument.tick.format(priceTicks)}`
  const terms =
    action === ENTER_ORDER
      ? ` (${ORDER_TYPE_NAMES[decision.orderType]}, ${TIME_IN_FORCE_NAMES[decision.timeInForce]})`
      : ''
  const verb = action === ENTER_ORDER ? 'enter' : EVENT_KIND_NAMES[action].split(' ')[0]!
  return `${verb} ${side === BUY ? 'BUY' : 'SELL'} ${sizeLots} ${sizeLots === 1 ? 'lot' : 'lots'} ${price}, ${about}${terms}${refused}`
}
