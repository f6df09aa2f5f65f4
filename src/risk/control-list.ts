/**
 * The controls of a gate as a list to be shown: what each is called, its limit, how often it acted.
 *
 * A limit that is not given is listed as off: nobody has to guess what a run was not guarded by.
 */
import type { AccountRisk, RiskGroup } from './account-risk.ts'
import {
  ACCOUNT_DRAWDOWN,
  ACCOUNT_LOSS,
  ACCOUNT_OPEN_ORDERS,
  ACCOUNT_OPEN_VALUE,
  ACCOUNT_POSITION_VALUE,
  CAPITAL_THRESHOLD,
  CREDIT_LIMIT,
  CROSSED_MARKET,
  DAILY_LOSS,
  DRAWDOWN,
  DUPLICATE_ORDER,
  GROSS_POSITION,
  GROSS_VALUE,
  GROUP_GROSS_POSITION,
  GROUP_GROSS_VALUE,
  GROUP_OPEN_ORDERS,
  GROUP_OPEN_VALUE,
  GROUP_POSITION,
  GROUP_POSITION_VALUE,
  LAST_TRADE_COLLAR,
  LOCATE_REQUIRED,
  MARGIN,
  MESSAGE_RATE,
  MESSAGE_RATE_TOTAL,
  OPEN_ORDERS,
  OPEN_VALUE,
  ORDER_RATE,
  ORDER_SIZE,
  ORDER_TO_TRADE,
  ORDER_VALUE,
  OWN_ORDER_CROSSED,
  POSITION_LIMIT,
  POSITION_VALUE,
  PRICE_BAND,
  PRICE_COLLAR,
  RESTRICTED_INSTRUMENT,
  SHORT_SALE,
  STALE_MARKET,
  STRATEGY_DISABLED,
  TOUCH_COLLAR,
} from './reason.ts'
import type { AccountLimits, GroupLimits, RiskLimits } from './risk-limits.ts'

export type ControlScope = 'instrument' | 'group' | 'account'
export type ControlLimit = number | string | boolean | readonly string[]

export interface ControlStatus {
  readonly scope: ControlScope
  /** As in a configuration. */
  readonly name: string
  readonly limit: ControlLimit | undefined
  readonly isOn: boolean
  /** Orders refused and switches tripped, of this instrument. */
  readonly timesActed: number
}

const INSTRUMENT_CONTROLS: Readonly<Record<keyof RiskLimits, number>> = {
  positionLotsMax: POSITION_LIMIT,
  orderLotsMax: ORDER_SIZE,
  orderValueMax: ORDER_VALUE,
  priceCollarBps: PRICE_COLLAR,
  ordersPerSecondMax: ORDER_RATE,
  ordersBurstMax: ORDER_RATE,
  dailyLossMax: DAILY_LOSS,
  drawdownMax: DRAWDOWN,
  priceMin: PRICE_BAND,
  priceMax: PRICE_BAND,
  touchCollarTicks: TOUCH_COLLAR,
  lastTradeCollarTicks: LAST_TRADE_COLLAR,
  staleAfterNanos: STALE_MARKET,
  crossedMarketBlock: CROSSED_MARKET,
  messagesPerSecondMax: MESSAGE_RATE,
  messagesBurstMax: MESSAGE_RATE,
  orderToTradeMax: ORDER_TO_TRADE,
  orderToTradeFreeMessages: ORDER_TO_TRADE,
  duplicateWindowNanos: DUPLICATE_ORDER,
  selfTradeBlock: OWN_ORDER_CROSSED,
  shortSales: SHORT_SALE,
  locatedLots: LOCATE_REQUIRED,
  grossLotsMax: GROSS_POSITION,
  positionValueMax: POSITION_VALUE,
  grossValueMax: GROSS_VALUE,
  openOrdersMax: OPEN_ORDERS,
  openValueMax: OPEN_VALUE,
  initialMarginRate: MARGIN,
}

const GROUP_CONTROLS: Readonly<Record<keyof GroupLimits, number>> = {
  positionLotsMax: GROUP_POSITION,
  grossLotsMax: GROUP_GROSS_POSITION,
  positionValueMax: GROUP_POSITION_VALUE,
  grossValueMax: GROUP_GROSS_VALUE,
  openOrdersMax: GROUP_OPEN_ORDERS,
  openValueMax: GROUP_OPEN_VALUE,
}

const ACCOUNT_CONTROLS: Readonly<Record<Exclude<keyof AccountLimits, 'groups'>, number>> = {
  creditMax: CREDIT_LIMIT,
  positionValueMax: ACCOUNT_POSITION_VALUE,
  openOrdersMax: ACCOUNT_OPEN_ORDERS,
  openValueMax: ACCOUNT_OPEN_VALUE,
  capitalMin: CAPITAL_THRESHOLD,
  dailyLossMax: ACCOUNT_LOSS,
  drawdownMax: ACCOUNT_DRAWDOWN,
  messagesPerSecondMax: MESSAGE_RATE_TOTAL,
  messagesBurstMax: MESSAGE_RATE_TOTAL,
  executionsMax: STRATEGY_DISABLED,
  executionsWindowNanos: STRATEGY_DISABLED,
  restricted: RESTRICTED_INSTRUMENT,
}

export interface ControlledBy {
  readonly limits: RiskLimits
  readonly group: RiskGroup
  readonly account: AccountRisk
}

/** `acted`: how often each reason has acted, by code. */
export function controlList(by: ControlledBy, acted: Uint32Array): ControlStatus[] {
  return [
    ...statuses('instrument', INSTRUMENT_CONTROLS, by.limits, acted),
    ...statuses('group', GROUP_CONTROLS, by.group.given, acted),
    ...statuses('account', ACCOUNT_CONTROLS, by.account.limits, acted),
  ]
}

/** The limits that a gate which requires all is still missing, as `scope.name`. */
export function missingLimits(by: ControlledBy): string[] {
  const isMoot = (name: string) => name === 'locatedLots' && by.limits.shortSales !== 'located'
  return controlList(by, new Uint32Array(0))
    .filter(({ isOn, name }) => !isOn && !isMoot(name))
    .map(({ scope, name }) => `${scope}.${name}`)
}

function statuses(
  scope: ControlScope,
  controls: Readonly<Record<string, number>>,
  limits: object,
  acted: Uint32Array,
): ControlStatus[] {
  const given = limits as Readonly<Record<string, ControlLimit | undefined>>
  return Object.entries(controls).map(([name, reason]) => ({
    scope,
    name,
    limit: given[name],
    // A block that is set to false is a decision, and still no control.
    isOn: given[name] !== undefined && given[name] !== false,
    timesActed: acted[reason] ?? 0,
  }))
}
