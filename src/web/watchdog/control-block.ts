/**
 * Memory that the main thread and the watchdog share: the kill switch, signs of life, and what has
 * become of the orders.
 *
 * | word after the kill switch | what                                      |
 * |----------------------------|-------------------------------------------|
 * | 0                          | beats of the main thread                  |
 * | 1                          | state of the withdrawal, by its index     |
 * | 2                          | orders that may still trade               |
 */
import type { WithdrawalState } from '../../execution/index.ts'
import { KILL_SWITCH_BYTES, KillSwitch } from '../../risk/index.ts'

const BEATS = 0
const WITHDRAWAL = 1
const OPEN_ORDERS = 2
const WORDS = 4

const STATES: readonly WithdrawalState[] = [
  'armed',
  'tripped',
  'withdrawing',
  'confirmed',
  'unconfirmed',
]

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

  withdrawing(state: WithdrawalState, openOrders: number): void {
    Atomics.store(this.#words, OPEN_ORDERS, openOrders)
    Atomics.store(this.#words, WITHDRAWAL, STATES.indexOf(state))
  }
  get withdrawal(): WithdrawalState {
    return STATES[Atomics.load(this.#words, WITHDRAWAL)] ?? 'armed'
  }
  get openOrders(): number {
    return Atomics.load(this.#words, OPEN_ORDERS)
  }
}
