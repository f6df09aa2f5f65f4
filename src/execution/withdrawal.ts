/**
 * What follows a tripped kill switch, up to the venue's answer: every working order withdrawn, and
 * the proof that it is.
 *
 * ```
 *            switch trips            asked to be withdrawn           venue has answered for all
 *   armed ----------------> tripped ---------------------> withdrawing -----------------> confirmed
 *     ^                                                        |                              ^
 *     |  re-armed                                    too long  v      answered after all      |
 *     +------------------------------------------------- unconfirmed ------------------------+
 * ```
 *
 * It sends nothing itself: whoever holds the desks withdraws, at every event while the switch is on.
 * Here is only looked at, and told what has become of it. An order that is on its way when the switch
 * trips is withdrawn when the venue has accepted it; it counts as open until then.
 */
import {
  ALERT_UNCONFIRMED,
  ALERT_WITHDRAWN,
  SEVERITY_CRITICAL,
  SEVERITY_NOTICE,
} from '../core/index.ts'
import type { AlertLog, KillSwitch } from '../risk/index.ts'

export type WithdrawalState = 'armed' | 'tripped' | 'withdrawing' | 'confirmed' | 'unconfirmed'

/** Of a desk: its live orders. */
export interface OpenOrders {
  readonly count: number
  at(index: number): { readonly leaves: number }
}

export interface WithdrawalOptions {
  readonly killSwitch: KillSwitch
  readonly alerts: AlertLog
  /** How long the venue may take to answer, in nanoseconds of the clock of `check`. */
  readonly timeoutNanos: number
  /** Told of each step, with how many orders are open. */
  readonly onStep?: ((state: WithdrawalState, openOrders: number) => void) | undefined
}

export class Withdrawal {
  readonly #options: WithdrawalOptions
  #desks: readonly OpenOrders[] = []
  #state: WithdrawalState = 'armed'
  #trips = 0
  #sinceNanos = Number.NaN

  constructor(options: WithdrawalOptions) {
    this.#options = options
  }

  get state(): WithdrawalState {
    return this.#state
  }
  /** Orders that may still trade. */
  get openOrders(): number {
    let open = 0
    for (let k = 0; k < this.#desks.length; k++) open += this.#desks[k]!.count
    return open
  }
  get openLots(): number {
    let open = 0
    for (const desk of this.#desks) for (let k = 0; k < desk.count; k++) open += desk.at(k).leaves
    return open
  }

  /** The desks that have to fall silent. */
  join(desks: readonly OpenOrders[]): void {
    this.#desks = desks
  }

  /** Looks: after each event, and now and then while there are none. */
  check(now: number): void {
    const { killSwitch } = this.#options
    if (!killSwitch.isTripped) {
      if (this.#state !== 'armed') this.#step('armed')
      return
    }
    if (this.#state === 'armed' || killSwitch.trips !== this.#trips) this.#begin(now)
    if (this.#state === 'tripped') this.#step('withdrawing')
    if (this.#state === 'confirmed') return
    if (this.openOrders === 0) this.#confirm(now)
    else if (this.#state === 'withdrawing' && this.#isLate(now)) this.#complain(now)
  }

  #begin(now: number): void {
    const { killSwitch, alerts } = this.#options
    this.#trips = killSwitch.trips
    this.#sinceNanos = now
    alerts.raiseTrip(killSwitch)
    this.#step('tripped')
  }

  #isLate(now: number): boolean {
    return now - this.#sinceNanos > this.#options.timeoutNanos
  }

  #confirm(now: number): void {
    const text = 'all orders are withdrawn: the venue has answered for every one'
    this.#options.alerts.raise({
      code: ALERT_WITHDRAWN,
      severity: SEVERITY_NOTICE,
      text,
      causeNanos: now,
    })
    this.#step('confirmed')
  }

  #complain(now: number): void {
    const { timeoutNanos, alerts } = this.#options
    const orders = `${this.openOrders} ${this.openOrders === 1 ? 'order' : 'orders'}`
    alerts.raise({
      code: ALERT_UNCONFIRMED,
      severity: SEVERITY_CRITICAL,
      text: `withdrawal not confirmed: ${orders} with ${this.openLots} lots may still trade`,
      causeNanos: now,
      measured: (now - this.#sinceNanos) / 1e9,
      threshold: timeoutNanos / 1e9,
    })
    this.#step('unconfirmed')
  }

  #step(state: WithdrawalState): void {
    this.#state = state
    this.#options.onStep?.(state, this.openOrders)
  }
}
