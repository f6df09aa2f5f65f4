/**
 * How many of the last so many things were so: a ring of flags and their count. O(1), no allocation.
 */
import { assert } from '../../core/index.ts'

export class RecentFlags {
  readonly #flags: Uint8Array = new Uint8Array(0)
  #next = 0
  #seen = 0
  #raised = 0

  /** @param size how many are remembered. */
  constructor(size: number) {
    assert(Number.isInteger(size) && size > 0, 'a ring remembers a whole number of flags')
    this.#flags = new Uint8Array(size)
  }

  /** How many are remembered: less than the size only at the start. */
  get seen(): number {
    return this.#seen
  }
  get raised(): number {
    return this.#raised
  }
  get isFull(): boolean {
    return this.#seen === this.#flags.length
  }

  add(isRaised: boolean): void {
    const flag = isRaised ? 1 : 0
    this.#raised += flag - this.#flags[this.#next]!
    this.#flags[this.#next] = flag
    this.#next = this.#next + 1 === this.#flags.length ? 0 : this.#next + 1
    if (this.#seen < this.#flags.length) this.#seen++
  }

  clear(): void {
    this.#flags.fill(0)
    this.#next = 0
    this.#seen = 0
    this.#raised = 0
  }
}
