/**
 * Trips the kill switch by itself: when money, messages, answers, data, clocks, stages or the journal
 * say that something is wrong, whatever the strategy thinks of it.
 *
 * ```
 *  desk: intents, reports --> seat --+
 *  trader: market, equity --> seat --+--> triggers --> kill switch, alert
 *  loop: check(now), beat(stage) ----+
 * ```
 *
 * ```ts
 * const breaker = new CircuitBreaker({
 *   limits: { loss: { lossMax: 500, windowNanos: 60e9 }, rejects: { shareMax: 0.5, answers: 20 } },
 *   killSwitch, alerts, now: () => simulation.now,
 * })
 * const seat = breaker.seat()          // one for each market; listens at its desk
 * ```
 *
 * A trigger that has tripped is not asked again until the switch is re-armed; then all of them forget
 * the past. Event by event nothing is allocated.
 */
import { ALERT_JOURNAL, SEVERITY_CRITICAL } from '../../core/index.ts'
import type { AlertLog } from '../alert-log.ts'
import type { KillSwitch } from '../kill-switch.ts'
import { type BreakerLimits, breakerProblems } from './breaker-limits.ts'
import { BreakerSeat } from './breaker-seat.ts'
import { ClockJumpTrigger } from './clock-jump-trigger.ts'
import { DrawdownTrigger } from './drawdown-trigger.ts'
import { HeartbeatTrigger } from './heartbeat-trigger.ts'
import { LatencyTrigger } from './latency-trigger.ts'
import { LossTrigger } from './loss-trigger.ts'
import { MessageRateTrigger } from './message-rate-trigger.ts'
import { RejectRateTrigger } from './reject-rate-trigger.ts'
import { type Trigger, triggerText } from './trigger.ts'

export interface CircuitBreakerOptions {
  readonly limits: BreakerLimits
  readonly killSwitch: KillSwitch
  readonly alerts: AlertLog
  /** The clock of intents, in nanoseconds. */
  readonly now: () => number
}

export class CircuitBreaker {
  readonly limits: BreakerLimits
  readonly now: () => number
  readonly #killSwitch: KillSwitch
  readonly #alerts: AlertLog
  readonly #seats: BreakerSeat[] = []
  readonly #triggers: Trigger[] = []
  readonly #loss: LossTrigger | undefined
  readonly #drawdown: DrawdownTrigger | undefined
  readonly #rejects: RejectRateTrigger | undefined
  readonly #messages: MessageRateTrigger | undefined
  readonly #latency: LatencyTrigger | undefined
  readonly #heartbeat: HeartbeatTrigger | undefined
  readonly #wallClock: ClockJumpTrigger | undefined
  #wasTripped = false

  /** @throws RangeError for thresholds that cannot be; names all of them. */
  constructor(options: CircuitBreakerOptions) {
    const { limits } = options
    const problems = breakerProblems(limits)
    if (problems.length > 0) throw new RangeError(problems.join('; '))
    this.limits = limits
    this.now = options.now
    this.#killSwitch = options.killSwitch
    this.#alerts = options.alerts
    const { loss, drawdown, rejects, messages, latency, heartbeat, clock } = limits
    this.#loss = loss && this.#kept(new LossTrigger(loss))
    this.#drawdown = drawdown && this.#kept(new DrawdownTrigger(drawdown))
    this.#rejects = rejects && this.#kept(new RejectRateTrigger(rejects))
    this.#messages = messages && this.#kept(new MessageRateTrigger(messages))
    this.#latency = latency && this.#kept(new LatencyTrigger(latency))
    this.#heartbeat = heartbeat && this.#kept(new HeartbeatTrigger(heartbeat))
    this.#wallClock = clock && this.#kept(new ClockJumpTrigger(clock))
  }

  /** A place for one market. */
  seat(): BreakerSeat {
    const seat = new BreakerSeat(this)
    this.#seats.push(seat)
    return seat
  }

  /** Whether anything is to be judged: not while the switch is on. */
  get isWatching(): boolean {
    if (this.#killSwitch.isTripped) {
      this.#wasTripped = true
      return false
    }
    if (this.#wasTripped) this.#begin()
    return true
  }

  /** A message leaves. */
  onMessage(now: number): void {
    if (this.#messages?.isBeyond(now) === true) this.trip(this.#messages, now)
  }

  /** The venue or the gate has answered. */
  onAnswer(isRefused: boolean, now: number): void {
    if (this.#rejects?.isBeyond(isRefused) === true) this.trip(this.#rejects, now)
  }

  onLatency(latencyNanos: number, now: number): void {
    if (this.#latency?.isBeyond(latencyNanos) === true) this.trip(this.#latency, now)
  }

  /** The equity of a seat has changed: the sum over all is judged. */
  onEquity(now: number): void {
    if (this.#loss === undefined && this.#drawdown === undefined) return
    let equity = 0
    for (let k = 0; k < this.#seats.length; k++) equity += this.#seats[k]!.equity
    if (this.#loss?.isBeyond(equity, now) === true) this.trip(this.#loss, now)
    if (this.#drawdown?.isBeyond(equity) === true) this.trip(this.#drawdown, now)
  }

  /** A stage, by its place in the list of the thresholds, lives. */
  beat(stage: number, now: number): void {
    this.#heartbeat?.beat(stage, now)
  }

  /**
   * Called now and then by whoever has a clock: silence is found by looking. `wallNanos` is the clock
   * that may jump, `now` one that does not.
   */
  check(now: number, wallNanos = Number.NaN): void {
    if (!this.isWatching) return
    if (this.#heartbeat?.isBeyond(now) === true) this.trip(this.#heartbeat, now)
    for (const seat of this.#seats) seat.checkSilence(now)
    if (Number.isNaN(wallNanos)) return
    if (this.#wallClock?.isBeyond(wallNanos, now) === true) this.trip(this.#wallClock, now)
  }

  /** The journal takes no records: what is not written down must not happen. */
  journalFailed(problem: string, now: number): void {
    const text = `journal failed: ${problem}`
    this.#alerts.raise({ code: ALERT_JOURNAL, severity: SEVERITY_CRITICAL, text, causeNanos: now })
    this.#tripFor(text, now)
  }

  trip(trigger: Trigger, now: number): void {
    this.#tripFor(triggerText(trigger), now, trigger)
  }

  /** The feed says that it has lost something. */
  dataLost(now: number): void {
    this.#tripFor('market data lost: the feed reports a gap', now)
  }

  #tripFor(text: string, now: number, trigger?: Trigger): void {
    if (!this.#killSwitch.trip(text, now)) return
    const { measured, threshold } = trigger ?? {}
    this.#alerts.raiseTrip(this.#killSwitch, {
      ...(measured === undefined ? {} : { measured }),
      ...(threshold === undefined ? {} : { threshold }),
    })
  }

  #kept<T extends Trigger>(trigger: T): T {
    this.#triggers.push(trigger)
    return trigger
  }

  #begin(): void {
    this.#wasTripped = false
    for (const trigger of this.#triggers) trigger.reset()
    for (const seat of this.#seats) seat.reset()
  }
}
