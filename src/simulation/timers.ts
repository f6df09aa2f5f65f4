/**
 * When each trader's timer is due: a fixed grid from the start of the run on.
 *
 * A timer that comes due while the strategy is busy waits like everything else. Grid points that pass
 * meanwhile are left out, as with any timer that cannot keep up: it fires once, then at the next point.
 */
import { type Nanos, NEVER, nanos } from '../core/index.ts'
import type { Trader } from './trader.ts'

export class Timers {
  readonly #traders: readonly Trader[]
  readonly #due: Float64Array = new Float64Array(0)
  /** No timer can fire before. Too early at worst, while a trader is busy. */
  nextAt = Number.NEGATIVE_INFINITY

  constructor(traders: readonly Trader[]) {
    this.#traders = traders
    this.#due = new Float64Array(traders.length).fill(NEVER)
  }

  /** The grids begin at the first event of the run. */
  start(now: number): void {
    for (let k = 0; k < this.#traders.length; k++) {
      this.#due[k] = now + this.#traders[k]!.timerNanos
    }
    this.#schedule()
  }

  /** No timer fires any more. */
  stop(): void {
    this.#due.fill(NEVER)
    this.nextAt = NEVER
  }

  /** Grid point of a trader that has not fired. */
  dueAt(k: number): number {
    return this.#due[k]!
  }

  /** The instant `nextAt` is over for everything else: fires what can fire at it. */
  fireAll(): void {
    const at = this.nextAt
    for (let k = 0; k < this.#traders.length; k++) if (this.#firesAt(k) === at) this.fire(k, at)
    this.#schedule()
  }

  /** Calls one trader's timer at `at`, which is not before its grid point. */
  fire(k: number, at: number): void {
    const trader = this.#traders[k]!
    const due = this.#due[k]!
    trader.onTimer(nanos(at))
    const every = trader.timerNanos
    const missed = at === due ? 0 : Math.floor((at - due) / every)
    this.#due[k] = due + (missed + 1) * every
    if (this.#due[k]! < this.nextAt) this.nextAt = this.#due[k]!
  }

  #firesAt(k: number): number {
    return Math.max(this.#due[k]!, this.#traders[k]!.time.busyUntil)
  }

  #schedule(): void {
    let lowest: Nanos = NEVER
    for (let k = 0; k < this.#traders.length; k++) {
      const at = this.#firesAt(k)
      if (at < lowest) lowest = nanos(at)
    }
    this.nextAt = lowest
  }
}
