/**
 * Memory that the main thread and the watchdog share: the kill switch, signs of life, and what has
 * become of the orders.
 *
 * | word after the kill switch | what                                      |
 * |----------------------------|-------------------------------------------|
 * | 0                          | beats of the main thread                  |
 * | 1                          | state of the withdrawal, by its index     |
 * | 2                          | orders that may still trade               |
 * | 3                          | which trip of the switch that is about    |
 * | 4                          | 1 while the run's time stands still       |
 */
import type { WithdrawalState } from '../../execution/index.ts'
import { KILL_SWITCH_BYTES, KillSwitch } from '../../risk/index.ts'

const BEATS = 0
const WITHDRAWAL = 1
const OPEN_ORDERS = 2
const ABOUT_TRIP = 3
const PAUSED = 4
const WORDS = 5

const STATES: readonly WithdrawalState[] = [
  'armed',
  'tripped',
  'withdrawing',
  'confirmed',
  'unconfirmed',
]

/** What has become of the orders, as the main thread knows it. */
export interface WithdrawalNews {
  readonly withdrawal: WithdrawalState
  /** Orders that may still trade. */
  readonly openOrders: number
  /** Which trip of the switch it is about. */
  readonly trip: number
  /** The run's time stands still, and a venue that lives in it answers nobody. */
  readonly isPaused: boolean
}

export class ControlBlock {
  readonly memory: SharedArrayBuffer
  readonly killSwitch: KillSwitch
  readonly #words: Int32Array

  constructor(memory = new SharedArrayBuffer(KILL_SWITCH_BYTES + WORDS * 4)) {
    this.memory = memory
    this.killSwitch = new KillSwitch(memory)
    this.#words = new Int32Array(memory, KILL_SWITCH_BYTES, WORDS)
  }

  /** The main thread lives. */
  beat(): void {
    Atomics.add(this.#words, BEATS, 1)
  }
  get beats(): number {
    return Atomics.load(this.#words, BEATS)
  }

  withdrawing({ withdrawal, openOrders, trip, isPaused }: WithdrawalNews): void {
    Atomics.store(this.#words, OPEN_ORDERS, openOrders)
    Atomics.store(this.#words, WITHDRAWAL, STATES.indexOf(withdrawal))
    Atomics.store(this.#words, PAUSED, isPaused ? 1 : 0)
    // Last, and read first: whoever reads of this trip reads nothing that was said of the one before.
    Atomics.store(this.#words, ABOUT_TRIP, trip)
  }
  /** Of the trip there is: what the main thread has said of an earlier one counts for nothing. */
  get withdrawal(): WithdrawalState {
    const { isTripped, trips } = this.killSwitch
    if (!isTripped) return 'armed'
    if (Atomics.load(this.#words, ABOUT_TRIP) !== trips) return 'tripped'
    return STATES[Atomics.load(this.#words, WITHDRAWAL)] ?? 'tripped'
  }
  get openOrders(): number {
    return Atomics.load(this.#words, OPEN_ORDERS)
  }
  get isPaused(): boolean {
    return Atomics.load(this.#words, PAUSED) === 1
  }
}
