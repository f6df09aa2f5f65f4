/**
 * Every control beyond the seven mandatory limits, in one sequence of direct calls, cheap ones first.
 *
 * The gate calls it at four places of its own sequence: on arrival, when the market is known, when the
 * price is judged, and when everything else has passed. What leaves is told to `sent`.
 */
import type { Instrument } from '../core/index.ts'
import { type AccountRisk, NO_GROUP, type RiskGroup } from './account-risk.ts'
import {
  DuplicateWindow,
  ExposureLimits,
  LastTradeCollar,
  MarketHealth,
  MessageRate,
  OrderToTrade,
  OwnOrderCross,
  PriceBand,
  ShortSale,
  TouchCollar,
  TradingState,
} from './controls/index.ts'
import { EQUITY, EXPOSURE_COLUMNS } from './exposure-columns.ts'
import type { JudgedOrder } from './judged-order.ts'
import { rememberedOrders } from './limit-problems.ts'
import type { OpenExposure } from './open-exposure.ts'
import {
  GROSS_POSITION,
  GROSS_VALUE,
  HALTED_HERE,
  MESSAGE_RATE,
  NO_REASON,
  OPEN_ORDERS,
  OPEN_VALUE,
  POSITION_VALUE,
  RESTRICTED_INSTRUMENT,
} from './reason.ts'
import type { RiskLimits } from './risk-limits.ts'

const INSTRUMENT_REASONS = {
  // The mandatory limit of the gate.
  positionLots: NO_REASON,
  grossLots: GROSS_POSITION,
  positionValue: POSITION_VALUE,
  grossValue: GROSS_VALUE,
  openOrders: OPEN_ORDERS,
  openValue: OPEN_VALUE,
}

export class FurtherControls {
  readonly state = new TradingState()
  readonly market: MarketHealth
  readonly orderToTrade: OrderToTrade
  /** The seat's exposure now, and what the order that is judged would add to it. */
  readonly row = new Float64Array(EXPOSURE_COLUMNS)
  readonly growth = new Float64Array(EXPOSURE_COLUMNS)
  readonly group: RiskGroup
  /** Some limit of some scope looks at `row` and `growth`: without one they are not reckoned. */
  readonly needsSums: boolean
  readonly #account: AccountRisk
  readonly #symbol: string
  readonly #seat: number = 0
  readonly #groupSeat: number = 0
  readonly #messages: MessageRate
  readonly #band: PriceBand
  readonly #touch: TouchCollar
  readonly #lastTrade: LastTradeCollar
  readonly #duplicates: DuplicateWindow
  readonly #shortSale: ShortSale
  readonly #exposure: ExposureLimits
  readonly #ownOrders: OwnOrderCross
  #isRestricted: boolean = false
  #restrictions: number = 0

  constructor(
    limits: RiskLimits,
    place: { instrument: Instrument; account: AccountRisk; group: string | undefined },
  ) {
    const { instrument, account } = place
    this.#account = account
    this.#symbol = instrument.symbol
    this.group = account.group(place.group)
    this.#seat = account.exposure.add(this.row)
    this.#groupSeat = this.group === NO_GROUP ? 0 : this.group.exposure.add(this.row)
    this.#isRestricted = account.isRestricted(instrument.symbol)
    this.#restrictions = account.restrictions
    const { messagesPerSecondMax, messagesBurstMax, duplicateWindowNanos } = limits
    this.#messages = new MessageRate(messagesPerSecondMax, messagesBurstMax, MESSAGE_RATE)
    this.market = new MarketHealth(limits.staleAfterNanos, limits.crossedMarketBlock)
    this.#band = new PriceBand(limits.priceMin, limits.priceMax, instrument)
    this.#touch = new TouchCollar(limits.touchCollarTicks)
    this.#lastTrade = new LastTradeCollar(limits.lastTradeCollarTicks)
    const remembered = duplicateWindowNanos === undefined ? 1 : rememberedOrders(limits)
    this.#duplicates = new DuplicateWindow(duplicateWindowNanos, remembered)
    this.#shortSale = new ShortSale(limits.shortSales, limits.locatedLots)
    const { positionLotsMax: _mandatory, ...given } = limits
    this.#exposure = new ExposureLimits(given, INSTRUMENT_REASONS)
    const { exposureLimits } = account
    const isLimited = this.#exposure.isOn || this.group.limits.isOn || exposureLimits.isOn
    this.needsSums = isLimited || limits.initialMarginRate !== undefined
    this.orderToTrade = new OrderToTrade(limits.orderToTradeMax, limits.orderToTradeFreeMessages)
    this.#ownOrders = new OwnOrderCross(limits.selfTradeBlock)
  }

  /** Latches, lists and rates: nothing of the order or the market is looked at. */
  judgeArrival(order: JudgedOrder): number {
    const account = this.#account
    if (this.state.isHalted || account.state.isHalted) return HALTED_HERE
    const disabled = account.executions.judge()
    if (disabled !== NO_REASON) return disabled
    if (this.#restrictions !== account.restrictions) this.#lookUp()
    if (this.#isRestricted) return RESTRICTED_INSTRUMENT
    const own = this.#messages.judge(order)
    return own === NO_REASON ? account.messages.judge(order) : own
  }

  judgePrice(order: JudgedOrder): number {
    const market = this.market.judge(order)
    if (market !== NO_REASON) return market
    // What a stop will trade at is not known before it wakes.
    if (order.isUnknownPrice) return NO_REASON
    const band = this.#band.judge(order)
    if (band !== NO_REASON) return band
    const touch = this.#touch.judge(order)
    return touch === NO_REASON ? this.#lastTrade.judge(order, this.market.lastTrade) : touch
  }

  judgeRepetition(order: JudgedOrder): number {
    return this.#duplicates.judge(order)
  }

  /** `growth` is this order's. */
  judgeExposure(order: JudgedOrder, open: OpenExposure): number {
    const account = this.#account
    const state = this.state.judge(order)
    if (state !== NO_REASON) return state
    const shared = account.state.judge(order)
    if (shared !== NO_REASON) return shared
    const short = this.#shortSale.judge(order)
    if (short !== NO_REASON) return short
    const capital = account.capital.judge(order, account.exposure.totals)
    if (capital !== NO_REASON) return capital
    const reason = this.needsSums ? this.#judgeSums(order) : NO_REASON
    if (reason !== NO_REASON) return reason
    const ratio = this.orderToTrade.judge(order, open.orders)
    return ratio === NO_REASON ? this.#ownOrders.judge(order, open) : ratio
  }

  #judgeSums(order: JudgedOrder): number {
    const { row, growth, group } = this
    const account = this.#account
    const own = this.#exposure.judge(order, growth, row)
    if (own !== NO_REASON) return own
    const grouped = group.limits.judge(order, growth, group.exposure.totals)
    if (grouped !== NO_REASON) return grouped
    const { totals } = account.exposure
    const all = account.exposureLimits.judge(order, growth, totals)
    return all === NO_REASON ? account.margin.judge(growth, totals) : all
  }

  /** Whether the order must bear the mark of a short sale. */
  isShort(order: JudgedOrder): boolean {
    return this.#shortSale.isShort(order)
  }

  /** The seat's `row` has changed. */
  publish(): void {
    this.#account.exposure.changed(this.#seat, 0)
    if (this.group !== NO_GROUP) this.group.exposure.changed(this.#groupSeat, 0)
  }

  /** Only equity and profit have. */
  publishMoney(): void {
    this.#account.exposure.changed(this.#seat, EQUITY)
  }

  /** What was judged leaves. */
  sent(order: JudgedOrder): void {
    this.#messages.sent(order)
    this.#account.messages.sent(order)
    this.#duplicates.sent(order)
    this.orderToTrade.sent()
  }

  /** A withdrawal leaves, unjudged. */
  withdrawn(order: JudgedOrder): void {
    this.#messages.sent(order)
    this.#account.messages.sent(order)
  }

  executed(order: JudgedOrder): void {
    this.orderToTrade.executed()
    this.#account.executions.executed(order)
  }

  #lookUp(): void {
    this.#isRestricted = this.#account.isRestricted(this.#symbol)
    this.#restrictions = this.#account.restrictions
  }
}
