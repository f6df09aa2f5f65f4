/**
 * The pre-trade gate: every control in one sequence, in the order in which they are cheapest to explain.
 *
 * Seven limits are mandatory. The others (`further-controls.ts`) are off where they are not given, and
 * `controls()` lists them as off; `requiresAll` refuses a gate that lacks any. Deterministic, O(1), no
 * allocation. A refusal is counted by reason; a loss beyond a limit trips the kill switch as well, so
 * that working orders are withdrawn.
 *
 * Exposure is reserved by who keeps the orders: `open` around every change of an order, then
 * `exposureChanged`. A gate whose orders are kept elsewhere has `Exposure` alone, and the seven limits.
 */
import type { BookView } from '../book/index.ts'
import {
  BUY,
  CANCEL_ORDER,
  type Instrument,
  isPriced,
  type Nanos,
  NO_PRICE,
  REPLACE_ORDER,
  SELL,
  STOP,
  type Ticks,
  ticks,
} from '../core/index.ts'
import { AccountRisk } from './account-risk.ts'
import {
  type ControlledBy,
  type ControlStatus,
  controlList,
  missingLimits,
} from './control-list.ts'
import { LossLimit, type MarketHealth, type TradingState } from './controls/index.ts'
import { EQUITY, exposureInto, MARGIN, PROFIT } from './exposure-columns.ts'
import { FurtherControls } from './further-controls.ts'
import { JudgedOrder } from './judged-order.ts'
import type { KillSwitch } from './kill-switch.ts'
import { limitProblems } from './limit-problems.ts'
import { OpenExposure } from './open-exposure.ts'
import {
  DAILY_LOSS,
  DRAWDOWN,
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
  reasonText,
} from './reason.ts'
import type { Exposure, OrderIntent, RiskApproved, RiskGate } from './risk.ts'
import type { RiskLimits } from './risk-limits.ts'
import { TokenBucket } from './token-bucket.ts'
import { isMalformed } from './well-formed.ts'

const INT32_MAX = 0x7fff_ffff

export interface LimitGateOptions {
  readonly limits: RiskLimits
  readonly instrument: Instrument
  readonly killSwitch: KillSwitch
  /** What the gates of a run share; a gate of its own has an account without limits. */
  readonly account?: AccountRisk | undefined
  /** Of the account's groups. */
  readonly group?: string | undefined
  /** For real venues: no gate without every limit. */
  readonly requiresAll?: boolean
}

export class LimitGate implements RiskGate {
  readonly limits: RiskLimits
  readonly account: AccountRisk
  readonly refusals = new Uint32Array(REASON_COUNT)
  /** What the desk's orders could still become; the desk keeps it. */
  readonly open: OpenExposure
  readonly #instrument: Instrument
  readonly #killSwitch: KillSwitch
  readonly #bucket: TokenBucket
  readonly #loss: LossLimit
  readonly #further: FurtherControls
  readonly #order = new JudgedOrder()
  /** `open` with the order that is judged. */
  readonly #trial: OpenExposure
  /** Losses found between orders, by reason. */
  readonly #enforced = new Uint32Array(REASON_COUNT)
  readonly #marginRate: number = 0
  /** In settlement currency, where the control of losses reads it. */
  readonly #equity = new Float64Array(1)
  #markTicks = 0.5
  /** What the seat's row was reckoned with. */
  #rowMarkTicks = Number.NaN
  #rowPosition = 0
  #openingEquity = Number.NaN
  #reason = NO_REASON
  #approvals = 0

  /** @throws RangeError for limits that are missing or cannot be; names all of them. */
  constructor(options: LimitGateOptions) {
    const { limits, instrument, group, requiresAll = false } = options
    const problems = limitProblems(limits)
    if (problems.length > 0) throw new RangeError(problems.join('; '))
    this.limits = limits
    this.account = options.account ?? new AccountRisk()
    this.#instrument = instrument
    this.#killSwitch = options.killSwitch
    this.#bucket = new TokenBucket({
      perSecond: limits.ordersPerSecondMax,
      burst: limits.ordersBurstMax,
    })
    const reasons = { loss: DAILY_LOSS, drawdown: DRAWDOWN }
    this.#loss = new LossLimit(reasons, limits.dailyLossMax, limits.drawdownMax)
    this.#marginRate = limits.initialMarginRate ?? 0
    this.open = new OpenExposure(instrument)
    this.#trial = new OpenExposure(instrument)
    this.#further = new FurtherControls(limits, { instrument, account: this.account, group })
    const missing = requiresAll ? missingLimits(this.#controlledBy) : []
    if (missing.length > 0) throw new RangeError(`missing limits: ${missing.join(', ')}`)
  }

  get reason(): number {
    return this.#reason
  }
  get approvals(): number {
    return this.#approvals
  }
  /** The price that the newest approved order is to be reserved at. */
  get reservedTicks(): Ticks {
    return this.#order.reservedTicks
  }
  /** What an operator allows in this instrument; `account.state` is for all of them. */
  get state(): TradingState {
    return this.#further.state
  }
  /** To be told of every record of the market, and of its trades. */
  get market(): MarketHealth {
    return this.#further.market
  }
  /** Nothing new will pass, whatever the market does: what works is to be withdrawn. */
  get isStopped(): boolean {
    const { account } = this
    return (
      this.#killSwitch.isTripped ||
      account.executions.isTripped ||
      account.state.isHalted ||
      this.#further.state.isHalted
    )
  }

  /** Only what reduces a position will pass: what works and could do more is to be withdrawn. */
  get isReducing(): boolean {
    return this.account.state.isReducing || this.#further.state.isReducing
  }

  /** Every control with its limit, on or off, and how often it has acted here. */
  controls(): ControlStatus[] {
    const acted = this.refusals.map((count, reason) => count + this.#enforced[reason]!)
    return controlList(this.#controlledBy, acted)
  }
  get #controlledBy(): ControlledBy {
    return { limits: this.limits, group: this.#further.group, account: this.account }
  }

  approve(
    intent: OrderIntent,
    exposure: Exposure,
    book: BookView,
    now: Nanos,
  ): RiskApproved<OrderIntent> | undefined {
    this.now = now
    return this.approveNow(intent, exposure, book)
  }

  /** The instant of `approveNow`. A setter is always inlined; an argument would be allocated. */
  set now(instant: Nanos) {
    this.#order.now = instant
  }

  /** The same as `approve`, at the instant that has been set. */
  approveNow(
    intent: OrderIntent,
    exposure: Exposure,
    book: BookView,
  ): RiskApproved<OrderIntent> | undefined {
    const order = this.#order
    // A withdrawal only ever lowers risk: it passes even when everything else is stopped.
    if (intent.action === CANCEL_ORDER) {
      this.#reason = NO_REASON
      this.#further.withdrawn(order)
    } else {
      this.#reason = this.#judge(intent, exposure, book)
      if (this.#reason !== NO_REASON) {
        this.refuse(this.#reason)
        return undefined
      }
      this.#further.sent(order)
    }
    this.#approvals++
    return intent as RiskApproved<OrderIntent>
  }

  /** Counts a refusal that the caller found before asking (an order id in use). */
  refuse(reason: number): void {
    this.#reason = reason
    this.refusals[reason]!++
  }

  #judge(intent: OrderIntent, exposure: Exposure, book: BookView): number {
    const { limits } = this
    const order = this.#order
    const further = this.#further
    if (this.#killSwitch.isTripped) return KILL_SWITCH
    const arrival = further.judgeArrival(order)
    if (arrival !== NO_REASON) return arrival
    if (isMalformed(intent)) return MALFORMED
    if (intent.size > limits.orderLotsMax) return ORDER_SIZE
    this.#describe(intent, exposure, book)
    const loss = this.#judgeLoss(exposure)
    if (loss !== NO_REASON) return loss
    if (order.priceTicks === NO_PRICE) return NO_MARKET
    if (!order.isUnknownPrice && this.#isOutsideCollar(order)) return PRICE_COLLAR
    const price = further.judgePrice(order)
    if (price !== NO_REASON) return price
    if (this.#value(order) > limits.orderValueMax) return ORDER_VALUE
    const repetition = further.judgeRepetition(order)
    if (repetition !== NO_REASON) return repetition
    const worstLots = order.side * order.position + order.openLots + order.growthLots
    if (order.growthLots > 0 && worstLots > limits.positionLotsMax) return POSITION_LIMIT
    if (further.needsSums) this.#reckon(intent)
    const sums = further.judgeExposure(order, this.open)
    if (sums !== NO_REASON) return sums
    intent.isShortSale = further.isShort(order)
    return this.#bucket.takeAt(order) ? NO_REASON : ORDER_RATE
  }

  #describe(intent: OrderIntent, exposure: Exposure, book: BookView): void {
    const { side, orderType } = intent
    const order = this.#order
    const isStop = orderType === STOP
    order.bid = book.best(BUY)
    order.ask = book.best(SELL)
    // A market order is valued at the touch that it takes, or the near side when that is empty.
    const far = side === BUY ? order.ask : order.bid
    const near = side === BUY ? order.bid : order.ask
    const touch = far === NO_PRICE ? near : far
    const referenceTicks = isStop ? intent.stopPrice : touch
    const isLimited = isPriced(orderType) && referenceTicks !== NO_PRICE
    order.side = side
    order.isReplace = intent.action === REPLACE_ORDER
    order.sizeLots = intent.size
    order.growthLots = intent.growth
    order.priceTicks = isLimited ? intent.price : referenceTicks
    order.boldestTicks = isPriced(orderType) ? intent.price : ticks(side * INT32_MAX)
    order.isUnknownPrice = isStop
    order.position = exposure.position
    order.openLots = exposure.openLots(side)
    this.#mark(order.bid, order.ask)
    const markTicks = Math.ceil(Math.abs(this.#markTicks))
    order.reservedTicks = ticks(Math.max(Math.abs(order.priceTicks), markTicks))
  }

  #isOutsideCollar({ priceTicks, bid, ask }: JudgedOrder): boolean {
    const middle = bid === NO_PRICE ? ask : ask === NO_PRICE ? bid : (bid + ask) / 2
    return Math.abs(priceTicks - middle) > (Math.abs(middle) * this.limits.priceCollarBps) / 10_000
  }

  #value({ priceTicks, sizeLots }: JudgedOrder): number {
    const { contract, contractSize, lot, tick } = this.#instrument
    const quantity = lot.value(sizeLots)
    if (contract === 'inverse') return quantity * contractSize
    return Math.abs(tick.value(priceTicks)) * quantity * contractSize
  }

  /** Fills in what could be held now, and what with the order. */
  #reckon(intent: OrderIntent): void {
    const order = this.#order
    const { open } = this
    const trial = this.#trial
    const { heldTicks, heldLots } = intent
    const dearestTicks = Math.max(order.reservedTicks, Math.abs(heldTicks))
    const openLots = heldLots + order.growthLots
    const growthCells = open.cells(dearestTicks, openLots) - open.cells(heldTicks, heldLots)
    const isBuy = order.side === BUY
    trial.orders = open.orders + (order.isReplace ? 0 : 1)
    trial.buyLots = open.buyLots + (isBuy ? order.growthLots : 0)
    trial.sellLots = open.sellLots + (isBuy ? 0 : order.growthLots)
    trial.buyCells = open.buyCells + (isBuy ? growthCells : 0)
    trial.sellCells = open.sellCells + (isBuy ? 0 : growthCells)
    const { row, growth } = this.#further
    // What orders and fills have changed since is there already; the mark may have moved.
    const isStale = this.#rowMarkTicks !== this.#markTicks || this.#rowPosition !== order.position
    if (isStale) this.#reckonRow(order.position)
    exposureInto(growth, trial, order.position, this.#markTicks, this.#marginRate)
    for (let column = 0; column <= MARGIN; column++) growth[column] = growth[column]! - row[column]!
  }

  /** The desk's orders or position have changed; `open` says so already. */
  exposureChanged(exposure: Exposure): void {
    if (this.#further.needsSums) this.#reckonRow(exposure.position)
  }

  #reckonRow(position: number): void {
    this.#rowMarkTicks = this.#markTicks
    this.#rowPosition = position
    exposureInto(this.#further.row, this.open, position, this.#markTicks, this.#marginRate)
    this.#further.publish()
  }

  /** An own order has executed at this instant. */
  executed(now: Nanos): void {
    this.#order.now = now
    this.#further.executed(this.#order)
  }

  /** An order has ended that nobody tried to withdraw: filled, or never taken in. */
  endedByItself(): void {
    this.#further.orderToTrade.endedByItself()
  }

  /** What positions are valued at, until an order is judged by a newer book. */
  markAt(book: BookView): void {
    this.#mark(book.best(BUY), book.best(SELL))
  }

  #mark(bid: Ticks, ask: Ticks): void {
    if (bid !== NO_PRICE && ask !== NO_PRICE) this.#markTicks = (bid + ask) / 2
    else if (bid !== NO_PRICE) this.#markTicks = bid
    else if (ask !== NO_PRICE) this.#markTicks = ask
  }

  /**
   * Judges losses at this instant, of the instrument and of the account, and trips the kill switch when
   * one is beyond its limit. From where they count is told in `controls/loss-limit.ts`.
   */
  isLossBeyondLimit(exposure: Exposure, now: Nanos): boolean {
    this.#order.now = now
    return this.#enforceLoss(exposure)
  }

  #enforceLoss(exposure: Exposure): boolean {
    const reason = this.#judgeLoss(exposure)
    if (reason === NO_REASON) return false
    this.#enforced[reason]!++
    return true
  }

  #judgeLoss(exposure: Exposure): number {
    const order = this.#order
    const { row } = this.#further
    const { equity } = exposure
    this.#equity[0] = equity
    const reason = this.#loss.judge(this.#equity, 0, order)
    if (reason !== NO_REASON) {
      this.#killSwitch.trip(reasonText(reason), order.now)
      return reason
    }
    if (Number.isNaN(this.#openingEquity)) this.#openingEquity = equity
    // An inverse contract settles in its underlying: an account counts in what that is priced in.
    const isInverse = this.open.isInverse
    const worth = isInverse ? this.#instrument.tick.value(this.#markTicks) : 1
    row[EQUITY] = equity * worth
    row[PROFIT] = (equity - this.#openingEquity) * worth
    this.#further.publishMoney()
    return this.account.judgeLoss(order, this.#killSwitch)
  }

  /** Sets what the first day's loss is measured from, in currency. */
  openDay(equity: number): void {
    this.#openingEquity = equity
    this.#loss.open(equity)
  }
}
