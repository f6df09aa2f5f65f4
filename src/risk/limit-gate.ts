/**
 * The pre-trade gate: every hard limit, in the order in which they are cheapest to explain.
 *
 * Deterministic, O(1), no allocation. A refusal is counted by reason; a loss beyond the daily limit
 * trips the kill switch as well, so that working orders are withdrawn.
 */
import type { BookView } from '../book/index.ts'
import {
  BUY,
  CANCEL_ORDER,
  GTD,
  type Instrument,
  isPriced,
  type Nanos,
  NO_PRICE,
  SELL,
  STOP,
  STOP_LIMIT,
  type Ticks,
} from '../core/index.ts'
import type { KillSwitch } from './kill-switch.ts'
import {
  DAILY_LOSS,
  KILL_SWITCH,
  MALFORMED,
  NO_MARKET,
  NO_REASON,
  ORDER_RATE,
  ORDER_SIZE,
  ORDER_VALUE,
  POSITION_LIMIT,
  PRICE_COLLAR,
  REASON_COUNT,
} from './reason.ts'
import type { Exposure, OrderIntent, RiskApproved, RiskGate, RiskLimits } from './risk.ts'
import { TokenBucket } from './token-bucket.ts'

const NANOS_PER_DAY = 86_400e9
const INT32_MAX = 0x7fff_ffff

export class LimitGate implements RiskGate {
  readonly limits: RiskLimits
  readonly refusals = new Uint32Array(REASON_COUNT)
  readonly #instrument: Instrument
  readonly #killSwitch: KillSwitch
  readonly #bucket: TokenBucket
  #day = Number.NaN
  #equityAtOpen = Number.NaN
  #reason = NO_REASON
  #approvals = 0

  /** @throws RangeError for a limit that is missing, not positive or not finite; names all of them. */
  constructor(options: { limits: RiskLimits; instrument: Instrument; killSwitch: KillSwitch }) {
    const problems = limitProblems(options.limits)
    if (problems.length > 0) throw new RangeError(problems.join('; '))
    this.limits = options.limits
    this.#instrument = options.instrument
    this.#killSwitch = options.killSwitch
    this.#bucket = new TokenBucket({
      perSecond: options.limits.ordersPerSecondMax,
      burst: options.limits.ordersBurstMax,
    })
  }

  get reason(): number {
    return this.#reason
  }
  get approvals(): number {
    return this.#approvals
  }

  approve(
    intent: OrderIntent,
    exposure: Exposure,
    book: BookView,
    now: Nanos,
  ): RiskApproved<OrderIntent> | undefined {
    // A withdrawal only ever lowers risk: it passes even when everything else is stopped.
    this.#reason =
      intent.action === CANCEL_ORDER ? NO_REASON : this.#judge(intent, exposure, book, now)
    if (this.#reason !== NO_REASON) {
      this.refuse(this.#reason)
      return undefined
    }
    this.#approvals++
    return intent as RiskApproved<OrderIntent>
  }

  /** Counts a refusal that the caller found before asking (an order id in use). */
  refuse(reason: number): void {
    this.#reason = reason
    this.refusals[reason]!++
  }

  #judge(intent: OrderIntent, exposure: Exposure, book: BookView, now: Nanos): number {
    const { limits } = this
    if (this.#killSwitch.isTripped) return KILL_SWITCH
    if (isMalformed(intent)) return MALFORMED
    if (intent.size > limits.orderLotsMax) return ORDER_SIZE
    if (this.isLossBeyondLimit(exposure, now)) return DAILY_LOSS
    const isStop = intent.orderType === STOP
    const referenceTicks = isStop ? intent.stopPrice : referencePrice(intent, book)
    if (referenceTicks === NO_PRICE) return NO_MARKET
    // A market order is judged by the price that it would take; a stop's is not known before it wakes.
    const priceTicks = isPriced(intent.orderType) ? intent.price : referenceTicks
    if (!isStop && this.#isOutsideCollar(priceTicks, book)) return PRICE_COLLAR
    if (this.#value(priceTicks, intent) > limits.orderValueMax) return ORDER_VALUE
    const worstLots =
      intent.side * exposure.position + exposure.openLots(intent.side) + intent.growth
    if (intent.growth > 0 && worstLots > limits.positionLotsMax) return POSITION_LIMIT
    if (!this.#bucket.take(now)) return ORDER_RATE
    return NO_REASON
  }

  #isOutsideCollar(price: Ticks, book: BookView): boolean {
    const bid = book.best(BUY)
    const ask = book.best(SELL)
    const middle = bid === NO_PRICE ? ask : ask === NO_PRICE ? bid : (bid + ask) / 2
    return Math.abs(price - middle) > (Math.abs(middle) * this.limits.priceCollarBps) / 10_000
  }

  #value(price: Ticks, intent: OrderIntent): number {
    const { contract, contractSize } = this.#instrument
    const quantity = this.#instrument.quantity(intent.size)
    if (contract === 'inverse') return quantity * contractSize
    return Math.abs(this.#instrument.price(price)) * quantity * contractSize
  }

  /**
   * Judges the day's loss at this instant, and trips the kill switch when it is beyond the limit.
   * The first day's loss counts from `openDay`, or from the first equity seen; a later day's from
   * the first equity after its midnight (event time).
   */
  isLossBeyondLimit(exposure: Exposure, now: Nanos): boolean {
    const equity = exposure.equity
    if (Number.isNaN(equity)) return false
    const day = Math.floor(now / NANOS_PER_DAY)
    const isNewDay = day !== this.#day && !Number.isNaN(this.#day)
    if (isNewDay || Number.isNaN(this.#equityAtOpen)) this.#equityAtOpen = equity
    this.#day = day
    if (this.#equityAtOpen - equity <= this.limits.dailyLossMax) return false
    this.#killSwitch.trip('maximum daily loss', now)
    return true
  }

  /** Sets what the first day's loss is measured from, in currency. */
  openDay(equity: number): void {
    this.#equityAtOpen = equity
    this.#day = Number.NaN
  }
}

/**
 * What no venue could read: records carry prices and sizes as int32, and ids as exact doubles. A value
 * that does not fit would leave as another one.
 */
function isMalformed(intent: OrderIntent): boolean {
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

/** The price a market order is valued at: the touch it takes, or the near side when that is empty. */
function referencePrice(intent: OrderIntent, book: BookView): Ticks {
  const far = book.best(intent.side === BUY ? SELL : BUY)
  return far === NO_PRICE ? book.best(intent.side) : far
}

/** A sentence for each limit that is not a positive, finite number, or a burst of less than one order. */
export function limitProblems(limits: RiskLimits): string[] {
  const names: readonly (keyof RiskLimits)[] = [
    'positionLotsMax',
    'orderLotsMax',
    'orderValueMax',
    'priceCollarBps',
    'ordersPerSecondMax',
    'ordersBurstMax',
    'dailyLossMax',
  ]
  const problems = names
    .filter((name) => !(Number.isFinite(limits[name]) && limits[name] > 0))
    .map((name) => `${name} must be a positive, finite number`)
  if (limits.ordersBurstMax > 0 && limits.ordersBurstMax < 1) {
    problems.push('ordersBurstMax must be at least 1')
  }
  return problems
}
