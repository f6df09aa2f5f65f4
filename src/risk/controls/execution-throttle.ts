/**
 * Repeated execution: after so many executions within a window the strategy is disabled, until
 * somebody re-arms it on purpose.
 *
 * The instants of the newest executions stand in a ring of the size of the limit: when the oldest of
 * them is within the window, all are. Exact and O(1). Orders that work when it trips are withdrawn by
 * whoever runs the strategy; their last executions still count, and move the position.
 */
import type { JudgedOrder } from '../judged-order.ts'
import { NO_REASON, STRATEGY_DISABLED } from '../reason.ts'

export class ExecutionThrottle {
  isTripped = false
  trips = 0
  /** When the strategy was disabled last; NaN before. */
  sinceNanos: number = Number.NaN
  readonly #windowNanos: number = 0
  readonly #atNanos: Float64Array = new Float64Array(0)
  #next = 0

  constructor(executionsMax = 0, windowNanos = 0) {
    this.#windowNanos = windowNanos
    this.#atNanos = new Float64Array(executionsMax).fill(Number.NEGATIVE_INFINITY)
  }

  judge(): number {
    return this.isTripped ? STRATEGY_DISABLED : NO_REASON
  }

  /** An execution at the order's instant. */
  executed({ now }: JudgedOrder): void {
    const instants = this.#atNanos
    if (instants.length === 0) return
    instants[this.#next] = now
    this.#next = this.#next + 1 === instants.length ? 0 : this.#next + 1
    // The oldest of them stands where the next one will.
    if (this.isTripped || !(now - instants[this.#next]! < this.#windowNanos)) return
    this.isTripped = true
    this.sinceNanos = now
    this.trips++
  }

  /** A strategy that begins anew is still disabled: that is no way around re-arming, and no new trip. */
  staysTripped(sinceNanos: number): void {
    this.isTripped = true
    this.sinceNanos = sinceNanos
  }

  /** Manual, and from nothing: executions before it do not count again. */
  rearm(): void {
    this.isTripped = false
    this.#atNanos.fill(Number.NEGATIVE_INFINITY)
  }
}
