/**
 * Wall time to simulated time: decides how many ticks are due, and gives the event loop its turns.
 *
 * At a speed of s, each real second runs s simulated ones. Ticks run in slices of a few milliseconds,
 * between which requests are served: a kill switch waits for one slice at most. When the machine
 * cannot keep up, or slept, the arrears are forgiven: a live page never races to catch up.
 */
import type { DemoSession } from './demo-session.ts'

/** The longest that the event loop is kept from serving requests. */
const SLICE_MILLIS = 6
/** Ticks between looks at the clock. */
const TICKS_PER_LOOK = 32
/** Arrears beyond this are forgiven. */
const ARREARS_MILLIS = 200
const TURN_MILLIS = 4
const IDLE_TURN_MILLIS = 20
const RATE_WINDOW_MILLIS = 1000

export class Pacer {
  readonly #session: DemoSession
  readonly #now: () => number
  #atMillis: number
  /** Ticks that are due and have not run, with their fraction. */
  #due = 0
  #rateSinceMillis: number
  #rateTicks = 0
  #cancel: (() => void) | undefined

  /** @param now answers milliseconds on a clock that does not step back. */
  constructor(session: DemoSession, now: () => number = () => performance.now()) {
    this.#session = session
    this.#now = now
    this.#atMillis = now()
    this.#rateSinceMillis = this.#atMillis
  }

  start(): void {
    const turn = () => {
      const isBusy = this.turn()
      if (isBusy) {
        const immediate = setImmediate(turn)
        this.#cancel = () => clearImmediate(immediate)
      } else {
        const timer = setTimeout(turn, this.#session.isIdle ? IDLE_TURN_MILLIS : TURN_MILLIS)
        this.#cancel = () => clearTimeout(timer)
      }
    }
    turn()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** Runs what is due, for one slice at most; true when there is more to do at once. */
  turn(): boolean {
    const session = this.#session
    const startedMillis = this.#now()
    const elapsedMillis = Math.min(startedMillis - this.#atMillis, ARREARS_MILLIS)
    this.#atMillis = startedMillis
    this.#measure(startedMillis)
    if (session.isIdle) {
      this.#due = 0
      return false
    }
    const { speed } = session
    if (speed === 'max') {
      this.#due = Number.POSITIVE_INFINITY
    } else {
      const ticksPerMilli = speed / (session.scene.tickSeconds * 1000)
      const arrears = Number.isFinite(this.#due) ? this.#due : 0
      this.#due = Math.min(
        arrears + elapsedMillis * ticksPerMilli,
        Math.max(1, ARREARS_MILLIS * ticksPerMilli),
      )
    }
    this.#run(startedMillis + SLICE_MILLIS)
    return this.#due >= 1 && !session.isIdle
  }

  #run(endMillis: number): void {
    while (this.#due >= 1) {
      const ticks = Math.min(TICKS_PER_LOOK, Math.floor(this.#due))
      const done = this.#session.advance(ticks)
      this.#due -= done
      this.#rateTicks += done
      if (done < ticks || this.#session.isIdle || this.#now() >= endMillis) return
    }
  }

  #measure(nowMillis: number): void {
    const windowMillis = nowMillis - this.#rateSinceMillis
    if (windowMillis < RATE_WINDOW_MILLIS) return
    this.#session.ticksPerSecond = (this.#rateTicks * 1000) / windowMillis
    this.#rateSinceMillis = nowMillis
    this.#rateTicks = 0
  }
}
