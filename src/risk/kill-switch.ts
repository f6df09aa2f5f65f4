/**
 * The switch that stops trading: a flag that the gate reads before anything else.
 *
 * Flag, cause and reason lie in memory that other threads can share, so that tripping needs no message
 * and no turn of the event loop: whoever wins the flag has stopped trading at that instant, and then
 * says why. Once tripped it stays tripped until somebody re-arms it on purpose.
 *
 * ```ts
 * const memory = new SharedArrayBuffer(KILL_SWITCH_BYTES)
 * const here = new KillSwitch(memory)      // read by the gate
 * const there = new KillSwitch(memory)     // in a thread that watches
 * there.trip('no heartbeat for 2 s')       // here.isTripped, from now on
 * ```
 *
 * | bytes     | what                                                               |
 * |-----------|--------------------------------------------------------------------|
 * | 0 to 3    | 0 armed, 1 tripped by one who has not said why yet, 2 tripped        |
 * | 4 to 7    | how often it went from armed to tripped                             |
 * | 8 to 11   | bytes of the reason                                                 |
 * | 16 to 23  | when, as a double                                                   |
 * | 24 to 255 | the reason, UTF-8                                                   |
 */
import { decodeUtf8, encodeUtf8 } from '../core/index.ts'

export interface KillRecord {
  readonly reason: string
  /** Event time in nanoseconds, NaN when no event has been seen. */
  readonly atNanos: number
}

/** Of the memory that threads share. */
export const KILL_SWITCH_BYTES = 256

const STATE = 0
const TRIPS = 1
const REASON_BYTES = 2
const AT = 2
const REASON_FROM = 24

const ARMED = 0
const CLAIMED = 1
const TRIPPED = 2

export class KillSwitch {
  readonly #words: Int32Array = new Int32Array(0)
  readonly #doubles: Float64Array = new Float64Array(0)
  readonly #reason: Uint8Array = new Uint8Array(0)

  /** @param memory KILL_SWITCH_BYTES of zeros, or what another switch has of it already. */
  constructor(memory: ArrayBuffer | SharedArrayBuffer = new ArrayBuffer(KILL_SWITCH_BYTES)) {
    this.#words = new Int32Array(memory, 0, 4)
    this.#doubles = new Float64Array(memory, 0, 3)
    this.#reason = new Uint8Array(memory, REASON_FROM, KILL_SWITCH_BYTES - REASON_FROM)
  }

  get isTripped(): boolean {
    return Atomics.load(this.#words, STATE) !== ARMED
  }
  /** Why and when, while tripped. */
  get record(): KillRecord | undefined {
    const state = Atomics.load(this.#words, STATE)
    if (state === ARMED) return undefined
    // A thread that has won the flag is a few instructions away from saying why.
    if (state === CLAIMED) return { reason: 'tripped by another thread', atNanos: Number.NaN }
    const bytes = this.#reason.slice(0, Math.min(this.#words[REASON_BYTES]!, this.#reason.length))
    return { reason: decodeUtf8(bytes), atNanos: this.#doubles[AT]! }
  }
  /** How often it went from armed to tripped. */
  get trips(): number {
    return Atomics.load(this.#words, TRIPS)
  }

  /** Idempotent: the first reason stays. Answers whether it was this call that tripped it. */
  trip(reason: string, atNanos = Number.NaN): boolean {
    const words = this.#words
    if (Atomics.compareExchange(words, STATE, ARMED, CLAIMED) !== ARMED) return false
    Atomics.add(words, TRIPS, 1)
    const bytes = encodeUtf8(reason).subarray(0, this.#reason.length)
    this.#reason.set(bytes)
    this.#doubles[AT] = atNanos
    words[REASON_BYTES] = bytes.length
    Atomics.store(words, STATE, TRIPPED)
    return true
  }

  /** A run has noticed what a thread without its clock has tripped: that is when it was. */
  noticed(atNanos: number): void {
    if (this.isTripped && Number.isNaN(this.#doubles[AT]!)) this.#doubles[AT] = atNanos
  }

  rearm(): void {
    Atomics.store(this.#words, STATE, ARMED)
  }
}
