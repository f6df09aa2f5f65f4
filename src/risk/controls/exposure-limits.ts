/**
 * What could be held and what is open, against the limits of an instrument, a group or an account.
 *
 * One class for all three: each has its own sums and its own reasons. An order is refused when a sum
 * would be beyond its limit and the order makes it larger; what the market's moves have taken beyond
 * a limit can still be reduced.
 */
import { BUY } from '../../core/index.ts'
import {
  COLUMNS_OF_SIDE,
  GROSS_LOTS,
  GROSS_VALUE,
  LIMITED_COLUMNS,
  LONG_LOTS,
  LONG_VALUE,
  OPEN_ORDERS,
  OPEN_VALUE,
  SHORT_LOTS,
  SHORT_VALUE,
} from '../exposure-columns.ts'
import type { JudgedOrder } from '../judged-order.ts'
import { NO_REASON } from '../reason.ts'
import type { GroupLimits } from '../risk-limits.ts'
import { moneyLimit } from './money-limit.ts'

export interface ExposureReasons {
  readonly positionLots: number
  readonly grossLots: number
  readonly positionValue: number
  readonly grossValue: number
  readonly openOrders: number
  readonly openValue: number
}

export class ExposureLimits {
  readonly isOn: boolean
  /** The largest value of each column, infinity without a limit; and why it refuses. */
  readonly #most: Float64Array = new Float64Array(0)
  readonly #reasons: Int32Array = new Int32Array(0)

  constructor(limits: GroupLimits, reasons: ExposureReasons) {
    const { POSITIVE_INFINITY } = Number
    const money = (limit: number = POSITIVE_INFINITY) => moneyLimit(limit)
    const most = new Float64Array(LIMITED_COLUMNS).fill(POSITIVE_INFINITY)
    most[LONG_LOTS] = limits.positionLotsMax ?? POSITIVE_INFINITY
    most[SHORT_LOTS] = most[LONG_LOTS]!
    most[GROSS_LOTS] = limits.grossLotsMax ?? POSITIVE_INFINITY
    most[LONG_VALUE] = money(limits.positionValueMax)
    most[SHORT_VALUE] = most[LONG_VALUE]!
    most[GROSS_VALUE] = money(limits.grossValueMax)
    most[OPEN_ORDERS] = limits.openOrdersMax ?? POSITIVE_INFINITY
    most[OPEN_VALUE] = money(limits.openValueMax)
    const reasonOf = new Int32Array(LIMITED_COLUMNS)
    reasonOf[LONG_LOTS] = reasons.positionLots
    reasonOf[SHORT_LOTS] = reasons.positionLots
    reasonOf[GROSS_LOTS] = reasons.grossLots
    reasonOf[LONG_VALUE] = reasons.positionValue
    reasonOf[SHORT_VALUE] = reasons.positionValue
    reasonOf[GROSS_VALUE] = reasons.grossValue
    reasonOf[OPEN_ORDERS] = reasons.openOrders
    reasonOf[OPEN_VALUE] = reasons.openValue
    this.#most = most
    this.#reasons = reasonOf
    this.isOn = most.some((limit) => limit !== POSITIVE_INFINITY)
  }

  /** `growth`: by how much the order raises each column; `totals`: all seats together, without it. */
  judge({ side }: JudgedOrder, growth: Float64Array, totals: Float64Array): number {
    if (!this.isOn) return NO_REASON
    const most = this.#most
    const first = side === BUY ? 0 : LIMITED_COLUMNS - COLUMNS_OF_SIDE
    const end = first + COLUMNS_OF_SIDE
    for (let column = first; column < end; column++) {
      const grown = growth[column]!
      if (grown > 0 && !(totals[column]! + grown <= most[column]!)) return this.#reasons[column]!
    }
    return NO_REASON
  }
}
