/**
 * The switch that stops trading: a flag that the gate reads before anything else.
 *
 * The flag lies in memory that other threads can share, so that tripping needs no message and no
 * turn of the event loop. Once tripped it stays tripped until somebody re-arms it on purpose.
 */
export interface KillRecord {
  readonly reason: string
  /** Event time in nanoseconds, NaN when no event has been seen. */
  readonly atNanos: number
}

export class KillSwitch {
  readonly #flag: Int32Array
  #record: KillRecord | undefined
  #trips = 0

  constructor(flag: Int32Array = new Int32Array(1)) {
    this.#flag = flag
  }

  get isTripped(): boolean {
    return Atomics.load(this.#flag, 0) !== 0
  }
  /** Why and when, while tripped. */
  get record(): KillRecord | undefined {
    return this.isTripped ? this.#record : undefined
  }
  /** How often it went from armed to tripped. */
  get trips(): number {
    return this.#trips
  }

  /** Idempotent: the first reason stays. */
  trip(reason: string, atNanos = Number.NaN): void {
    if (this.isTripped) return
    this.#record = { reason, atNanos }
    this.#trips++
    Atomics.store(this.#flag, 0, 1)
  }

  rearm(): void {
    this.#record = undefined
    Atomics.store(this.#flag, 0, 0)
  }
}
