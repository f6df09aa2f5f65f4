/**
 * Re-arming a kill switch takes two steps, so that no single slip starts trading again.
 *
 * The first step says who and why, and answers a code; the second must bring it back before it expires.
 * A code is good for one use, and a new first step takes the old code's validity away.
 */
import { randomUUID } from 'node:crypto'

const VALID_MILLIS = 30_000

/** Who re-arms, and why: it stands in the journal. */
export interface RearmRequest {
  readonly who: string
  readonly why: string
}

export class Rearming {
  readonly #now: () => number
  #code = ''
  #asked: RearmRequest | undefined
  #expiresMillis = Number.NEGATIVE_INFINITY

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** The first step. */
  begin(asked: RearmRequest): { readonly code: string; readonly validSeconds: number } {
    this.#asked = asked
    this.#code = randomUUID()
    this.#expiresMillis = this.#now() + VALID_MILLIS
    return { code: this.#code, validSeconds: VALID_MILLIS / 1000 }
  }

  /** The second step: what was asked for, when it may go ahead. */
  confirm(code: string): RearmRequest | undefined {
    const isGood = code !== '' && code === this.#code && this.#now() < this.#expiresMillis
    this.#code = ''
    return isGood ? this.#asked : undefined
  }
}
