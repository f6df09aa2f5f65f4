/**
 * What watches over a run: the circuit breaker, the withdrawal after a stop, and the alerts of both.
 *
 * ```
 * traders, desks --> market guard --> circuit breaker --> kill switch
 *                          +--------> withdrawal -----------> alerts --> journal, caller
 * ```
 *
 * A throttle of repeated executions that has tripped is told as well: only a person can re-arm it.
 * A run that nobody wants alerts of and that has no breaker has no guard: it costs nothing there.
 */
import {
  ALERT_DISABLED,
  type Alert,
  KILL_CONFIRMED,
  KILL_WITHDRAWING,
  SEVERITY_CRITICAL,
} from '../core/index.ts'
import { type Desk, Withdrawal, type WithdrawalState } from '../execution/index.ts'
import {
  type AccountRisk,
  AlertLog,
  type BreakerLimits,
  type BreakerSeat,
  CircuitBreaker,
  type KillSwitch,
  throttleText,
} from '../risk/index.ts'
import type { TraderWatch } from '../simulation/index.ts'
import type { RunJournal } from './run-journal/index.ts'

/** How long a venue may take to answer for withdrawn orders before somebody is told. */
export const WITHDRAWAL_NANOS = 5e9

export interface RunGuardOptions {
  readonly killSwitch: KillSwitch
  readonly limits: BreakerLimits
  readonly onAlert?: ((alert: Alert) => void) | undefined
  readonly journal?: RunJournal | undefined
  readonly withdrawalNanos?: number | undefined
  readonly now: () => number
}

export class RunGuard {
  readonly alerts: AlertLog
  readonly breaker: CircuitBreaker
  readonly withdrawal: Withdrawal
  readonly #killSwitch: KillSwitch
  readonly #markets: MarketGuard[] = []
  #throttles: readonly GuardedThrottle[] = []

  constructor(options: RunGuardOptions) {
    const { killSwitch, limits, journal, now, onAlert } = options
    this.#killSwitch = killSwitch
    this.alerts = new AlertLog({
      onAlert: (alert) => {
        onAlert?.(alert)
        journal?.alert(alert)
      },
    })
    this.breaker = new CircuitBreaker({ limits, killSwitch, alerts: this.alerts, now })
    const onStep = (state: WithdrawalState) => {
      const { reason = '' } = killSwitch.record ?? {}
      if (state === 'withdrawing') journal?.killSwitch(KILL_WITHDRAWING, reason)
      if (state === 'confirmed') journal?.killSwitch(KILL_CONFIRMED, reason)
    }
    const { withdrawalNanos: timeoutNanos = WITHDRAWAL_NANOS } = options
    const { alerts } = this
    this.withdrawal = new Withdrawal({ killSwitch, alerts, timeoutNanos, onStep })
  }

  /** A market's place; called once for each, in their order. */
  market(): MarketGuard {
    const guard = new MarketGuard(this, this.breaker.seat())
    this.#markets.push(guard)
    return guard
  }

  /** The markets are wired. */
  join(markets: readonly GuardedMarket[]): void {
    for (const [k, market] of markets.entries()) this.#markets[k]!.market = market
    this.withdrawal.join(markets.map(({ desk }) => desk))
    const accounts = new Set(markets.map(({ gate }) => gate.account))
    this.#throttles = [...accounts].map((account) => ({ account, tripsTold: 0 }))
  }

  /** Looks whether a stop has begun, or has been answered. */
  watch(now: number): void {
    const throttles = this.#throttles
    for (let k = 0; k < throttles.length; k++) {
      const throttle = throttles[k]!
      if (throttle.account.executions.trips !== throttle.tripsTold) this.#tellDisabled(throttle)
    }
    if (this.#killSwitch.isTripped || this.withdrawal.state !== 'armed') this.withdrawal.check(now)
  }

  #tellDisabled(throttle: GuardedThrottle): void {
    const { executions, limits } = throttle.account
    throttle.tripsTold = executions.trips
    this.alerts.raise({
      code: ALERT_DISABLED,
      severity: SEVERITY_CRITICAL,
      text: `the strategy is disabled: ${throttleText(limits)}; nothing new leaves until somebody re-arms it`,
      causeNanos: executions.sinceNanos,
    })
  }
}

interface GuardedThrottle {
  readonly account: AccountRisk
  tripsTold: number
}

/** Of a market: what is watched. */
export interface GuardedMarket {
  readonly desk: Desk
  readonly gate: { readonly account: AccountRisk }
  readonly equity: number
}

export class MarketGuard implements TraderWatch {
  /** Listens at the desk. */
  readonly seat: BreakerSeat
  market: GuardedMarket | undefined
  readonly #run: RunGuard

  constructor(run: RunGuard, seat: BreakerSeat) {
    this.#run = run
    this.seat = seat
  }

  onMarket(exchangeNanos: number, now: number): void {
    this.seat.onMarket(exchangeNanos, now, this.market?.equity ?? Number.NaN)
    this.#run.watch(now)
  }
  onGap(now: number): void {
    this.seat.onGap(now)
  }
  onReport(isFill: boolean, now: number): void {
    if (isFill) this.seat.onFill(now, this.market?.equity ?? Number.NaN)
    this.#run.watch(now)
  }
}
