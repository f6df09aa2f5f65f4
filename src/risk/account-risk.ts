/**
 * What the desks of one run share: limits over all instruments, and over groups of them.
 *
 * ```ts
 * const account = new AccountRisk({ limits: { creditMax: 1e6, dailyLossMax: 1e4 } })
 * const first = new LimitGate({ ..., account })     // every gate takes a seat
 * const second = new LimitGate({ ..., account, group: 'futures' })
 * account.state.mode = TRADING_HALTED               // an operator stops both
 * account.rearm()                                   // and lets a disabled strategy go on
 * ```
 *
 * Amounts of all instruments count one to one: an account has one currency. An inverse contract's
 * equity counts at its price.
 */
import { AggregateExposure } from './aggregate-exposure.ts'
import { spanText } from './breaker/trigger.ts'
import {
  CapitalThreshold,
  ExecutionThrottle,
  ExposureLimits,
  type ExposureReasons,
  LossLimit,
  MarginCheck,
  MessageRate,
  TradingState,
} from './controls/index.ts'
import { PROFIT } from './exposure-columns.ts'
import type { JudgedOrder } from './judged-order.ts'
import type { KillSwitch } from './kill-switch.ts'
import { accountLimitProblems } from './limit-problems.ts'
import {
  ACCOUNT_DRAWDOWN,
  ACCOUNT_LOSS,
  ACCOUNT_OPEN_ORDERS,
  ACCOUNT_OPEN_VALUE,
  ACCOUNT_POSITION_VALUE,
  CREDIT_LIMIT,
  GROUP_GROSS_POSITION,
  GROUP_GROSS_VALUE,
  GROUP_OPEN_ORDERS,
  GROUP_OPEN_VALUE,
  GROUP_POSITION,
  GROUP_POSITION_VALUE,
  MESSAGE_RATE_TOTAL,
  NO_REASON,
  reasonText,
} from './reason.ts'
import type { AccountLimits, GroupLimits } from './risk-limits.ts'

const ACCOUNT_REASONS: ExposureReasons = {
  // Lots of unlike instruments do not add up: an account has no limits in lots.
  positionLots: NO_REASON,
  grossLots: NO_REASON,
  positionValue: ACCOUNT_POSITION_VALUE,
  grossValue: CREDIT_LIMIT,
  openOrders: ACCOUNT_OPEN_ORDERS,
  openValue: ACCOUNT_OPEN_VALUE,
}

const GROUP_REASONS: ExposureReasons = {
  positionLots: GROUP_POSITION,
  grossLots: GROUP_GROSS_POSITION,
  positionValue: GROUP_POSITION_VALUE,
  grossValue: GROUP_GROSS_VALUE,
  openOrders: GROUP_OPEN_ORDERS,
  openValue: GROUP_OPEN_VALUE,
}

/** Instruments whose exposures add up, and their limits. */
export class RiskGroup {
  readonly exposure = new AggregateExposure()
  readonly limits: ExposureLimits
  readonly given: GroupLimits

  constructor(given: GroupLimits) {
    this.given = given
    this.limits = new ExposureLimits(given, GROUP_REASONS)
  }
}

/** What a gate does not say of its group. */
export const NO_GROUP = new RiskGroup({})

export class AccountRisk {
  readonly limits: AccountLimits
  readonly state = new TradingState()
  readonly executions: ExecutionThrottle
  readonly messages: MessageRate
  readonly exposure = new AggregateExposure()
  readonly exposureLimits: ExposureLimits
  readonly margin = new MarginCheck()
  readonly capital: CapitalThreshold
  readonly loss: LossLimit
  readonly #groups = new Map<string, RiskGroup>()
  readonly #restricted: Set<string>

  /** @throws RangeError for limits that cannot be; names all of them. */
  constructor(options: { limits?: AccountLimits } = {}) {
    const { limits = {} } = options
    const problems = accountLimitProblems(limits)
    if (problems.length > 0) throw new RangeError(problems.join('; '))
    this.limits = limits
    const { creditMax, executionsMax, executionsWindowNanos, groups = {}, restricted = [] } = limits
    const { dailyLossMax, drawdownMax, messagesPerSecondMax, messagesBurstMax } = limits
    this.executions = new ExecutionThrottle(executionsMax, executionsWindowNanos)
    this.messages = new MessageRate(messagesPerSecondMax, messagesBurstMax, MESSAGE_RATE_TOTAL)
    const { positionValueMax, openOrdersMax, openValueMax } = limits
    this.exposureLimits = new ExposureLimits(
      { positionValueMax, grossValueMax: creditMax, openOrdersMax, openValueMax },
      ACCOUNT_REASONS,
    )
    this.capital = new CapitalThreshold(limits.capitalMin)
    const reasons = { loss: ACCOUNT_LOSS, drawdown: ACCOUNT_DRAWDOWN }
    this.loss = new LossLimit(reasons, dailyLossMax, drawdownMax)
    // The profit of all seats counts from what they opened with.
    this.loss.open(0)
    for (const [name, given] of Object.entries(groups)) {
      this.#groups.set(name, new RiskGroup(given))
    }
    this.#restricted = new Set(restricted)
  }

  /** @throws RangeError for a group that has no limits here: a misspelt name would have none. */
  group(name: string | undefined): RiskGroup {
    if (name === undefined) return NO_GROUP
    const group = this.#groups.get(name)
    if (group === undefined) throw new RangeError(`the account has no group ${name}`)
    return group
  }

  isRestricted(symbol: string): boolean {
    return this.#restricted.has(symbol)
  }
  /** Gates ask for every order: a symbol added stops its orders at once. */
  restrict(symbol: string): void {
    this.#restricted.add(symbol)
    this.restrictions++
  }
  unrestrict(symbol: string): void {
    this.#restricted.delete(symbol)
    this.restrictions++
  }
  /** How often the restricted list has changed: gates look their symbol up anew when it has. */
  restrictions = 0

  /** Lets a strategy that its executions have disabled trade again. */
  rearm(): void {
    this.executions.rearm()
  }

  /** Judges the account's loss at this instant, and trips the switch when it is beyond a limit. */
  judgeLoss(order: JudgedOrder, killSwitch: KillSwitch): number {
    if (!this.loss.isOn) return NO_REASON
    const reason = this.loss.judge(this.exposure.totals, PROFIT, order)
    if (reason !== NO_REASON) killSwitch.trip(reasonText(reason), order.now)
    return reason
  }
}

/** The limit of repeated executions, in words. */
export function throttleText({ executionsMax, executionsWindowNanos }: AccountLimits): string {
  if (executionsMax === undefined || executionsWindowNanos === undefined) return 'no limit'
  const executions = executionsMax === 1 ? 'execution' : 'executions'
  return `${executionsMax} ${executions} within ${spanText(executionsWindowNanos)}`
}
