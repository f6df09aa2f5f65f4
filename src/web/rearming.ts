/**
 * Re-arming a kill switch takes two steps, so that no single slip starts trading again.
 *
 * The first step answers a code; the second must bring it back before it expires. A code is good for
 * one use, and a new first step takes the old code's validity away.
 */
import { randomUUID } from 'node:crypto'

const VALID_MILLIS = 30_000

export class Rearming {
  readonly #now: () => number
  #code = ''
  #expiresMillis = Number.NEGATIVE_INFINITY

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** The first step. */
  begin(): { readonly code: string; readonly validSeconds: number } {
    this.#code = randomUUID()
    this.#expiresMillis = this.#now() + VALID_MILLIS
    return { code: this.#code, validSeconds: VALID_MILLIS / 1000 }
  }

  /** The second step: whether it may go ahead. */
  confirm(code: string): boolean {
    const isGood = code !== '' && code === this.#code && this.#now() < this.#expiresMillis
    this.#code = ''
    return isGood
  }
}
