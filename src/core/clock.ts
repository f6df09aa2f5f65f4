/**
 * Time as a thing that is handed in: a stage that needs the hour gets a `Clock`, and reads no
 * other.
 *
 * A backtest and an exchange simulation hand in a `SimulatedClock` that their loop moves from event
 * to event; paper trading hands in a `WallClock`. Both count from the session's epoch and neither
 * ever goes backwards.
 */
import { assert } from './assert.ts'
import { type Nanos, nanos } from './units.ts'

export interface Clock {
  /** Nanoseconds since the session's epoch. Never less than it was. */
  readonly now: Nanos
}

/** Stands still until its owner moves it. */
export class SimulatedClock implements Clock {
  #now: Nanos

  constructor(start: Nanos = nanos(0)) {
    assert(Number.isFinite(start), 'a clock starts at a time')
    this.#now = start
  }

  get now(): Nanos {
    return this.#now
  }

  /** Moves to a time that is not before `now`; the same time again is no move. */
  advanceTo(time: Nanos): void {
    assert(time >= this.#now, 'time does not run backwards')
    assert(time < Number.POSITIVE_INFINITY, 'a clock never reaches the end of time')
    this.#now = time
  }
}

/**
 * Follows a source outside the engine, for example `io`'s system clock. When the source is set back
 * (a leap second, a correction by NTP), it stands still until the source has caught up.
 */
export class WallClock implements Clock {
  readonly #source: () => Nanos
  #latest: Nanos = nanos(Number.NEGATIVE_INFINITY)

  /** @param source answers nanoseconds since the session's epoch. */
  constructor(source: () => Nanos) {
    this.#source = source
  }

  get now(): Nanos {
    const time = this.#source()
    assert(Number.isFinite(time), 'a time source answers a time')
    if (time > this.#latest) this.#latest = time
    return this.#latest
  }
}
