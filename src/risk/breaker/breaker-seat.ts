/**
 * One market's place at the circuit breaker: listens at its desk, and is told of its data and equity.
 *
 * Latency is from a request to its first answer, by the number that both bear.
 */
import {
  ACCEPTED,
  CANCELED,
  EVENT_F64,
  EVENT_I32,
  type EventTape,
  F_LOCAL,
  F_SEQUENCE,
  I_META,
  kindOf,
  REJECTED,
  REPLACED,
  REQUEST_REJECTED,
} from '../../core/index.ts'
import { HALTED_HERE, KILL_SWITCH, NO_REASON, REDUCING_ONLY, STRATEGY_DISABLED } from '../reason.ts'
import type { OrderIntent } from '../risk.ts'
import type { CircuitBreaker } from './circuit-breaker.ts'
import { ClockJumpTrigger } from './clock-jump-trigger.ts'
import { DataGapTrigger } from './data-gap-trigger.ts'

/** Requests whose answers are waited for; older ones are not timed. A power of two. */
const REQUESTS = 4096

export class BreakerSeat {
  readonly #breaker: CircuitBreaker
  readonly #data: DataGapTrigger | undefined
  readonly #clock: ClockJumpTrigger | undefined
  readonly #tripsOnGaps: boolean = false
  readonly #sentAt = new Float64Array(REQUESTS).fill(Number.NaN)
  #requests = 0
  /** Of this market, in currency. */
  equity = 0

  constructor(breaker: CircuitBreaker) {
    this.#breaker = breaker
    const { data, clock } = breaker.limits
    this.#data = data && new DataGapTrigger(data)
    this.#clock = clock && new ClockJumpTrigger(clock)
    this.#tripsOnGaps = data?.gaps === true
  }

  onIntent(_intent: OrderIntent, reason: number): void {
    const now = this.#breaker.now()
    if (reason === NO_REASON) {
      // Counted also while the switch is on: withdrawals have numbers, too.
      this.#requests++
      this.#sentAt[this.#requests % REQUESTS] = now
    }
    if (!this.#breaker.isWatching) return
    if (reason === NO_REASON) this.#breaker.onMessage(now)
    else if (!isByDecision(reason)) this.#breaker.onAnswer(true, now)
  }

  onReport(tape: EventTape, index: number): void {
    const kind = kindOf(tape.i32[index * EVENT_I32 + I_META]!)
    const isAnswer = kind === ACCEPTED || kind === REJECTED || kind === REPLACED
    if (!isAnswer && kind !== CANCELED && kind !== REQUEST_REJECTED) return
    const now = tape.f64[index * EVENT_F64 + F_LOCAL]!
    const sentAt = this.#takeSentAt(tape.f64[index * EVENT_F64 + F_SEQUENCE]!)
    if (!this.#breaker.isWatching) return
    if (!Number.isNaN(sentAt)) this.#breaker.onLatency(now - sentAt, now)
    // A cancel that came too late is no refusal: the order has filled meanwhile.
    if (isAnswer) this.#breaker.onAnswer(kind === REJECTED, now)
  }

  /** A message of the market is complete. */
  onMarket(exchangeNanos: number, now: number, equity: number): void {
    if (!Number.isNaN(equity)) this.equity = equity
    const breaker = this.#breaker
    if (!breaker.isWatching) return
    if (this.#data?.hears(now) === true) breaker.trip(this.#data, now)
    if (this.#clock?.isBeyond(exchangeNanos, now) === true) breaker.trip(this.#clock, now)
    breaker.onEquity(now)
  }

  /** Money has moved: a fill. */
  onFill(now: number, equity: number): void {
    if (!Number.isNaN(equity)) this.equity = equity
    if (this.#breaker.isWatching) this.#breaker.onEquity(now)
  }

  /** The feed says that it has lost something. */
  onGap(now: number): void {
    if (this.#tripsOnGaps && this.#breaker.isWatching) this.#breaker.dataLost(now)
  }

  checkSilence(now: number): void {
    if (this.#data?.isSilent(now) === true) this.#breaker.trip(this.#data, now)
  }

  /** Everything counts from now on; requests that are on their way keep their times. */
  reset(): void {
    this.#data?.reset()
    this.#clock?.reset()
  }

  #takeSentAt(request: number): number {
    if (!(request > this.#requests - REQUESTS && request <= this.#requests)) return Number.NaN
    const slot = request % REQUESTS
    const sentAt = this.#sentAt[slot]!
    this.#sentAt[slot] = Number.NaN
    return sentAt
  }
}

/** What somebody has stopped, or a latch, says nothing of the orders: it is no rate of refusals. */
const isByDecision = (reason: number): boolean =>
  reason === KILL_SWITCH ||
  reason === HALTED_HERE ||
  reason === REDUCING_ONLY ||
  reason === STRATEGY_DISABLED
