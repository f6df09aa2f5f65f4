/**
 * Re-arming a kill switch takes two steps, so that no single slip starts trading again.
 *
 * The first step says who and why, and answers a code; the second must bring it back before it expires.
 * A code is good for one use and for one stop: a new first step, a wrong code, or another trip of the
 * switch takes its validity away.
 */
import { randomUUID } from 'node:crypto'
import { InputError } from '../core/index.ts'
import type { KillSwitch } from '../risk/index.ts'

const VALID_MILLIS = 30_000
const BEGIN_AGAIN = 'Begin re-arming again.'

/** Who re-arms, and why: it stands in the journal. */
export interface RearmRequest {
  readonly who: string
  readonly why: string
}

interface FirstStep {
  readonly asked: RearmRequest
  readonly code: string
  readonly expiresMillis: number
  /** Which stop it was about. */
  readonly trips: number
}

export class Rearming {
  readonly #killSwitch: Pick<KillSwitch, 'isTripped' | 'trips'>
  readonly #now: () => number
  #first: FirstStep | undefined

  constructor(
    killSwitch: Pick<KillSwitch, 'isTripped' | 'trips'>,
    now: () => number = () => performance.now(),
  ) {
    this.#killSwitch = killSwitch
    this.#now = now
  }

  /**
   * The first step.
   * @throws InputError while trading is not stopped: a code must not wait for the next stop.
   */
  begin(asked: RearmRequest): { readonly code: string; readonly validSeconds: number } {
    const { isTripped, trips } = this.#killSwitch
    if (!isTripped) throw new InputError('trading is not stopped: there is nothing to re-arm')
    const code = randomUUID()
    this.#first = { asked, code, trips, expiresMillis: this.#now() + VALID_MILLIS }
    return { code, validSeconds: VALID_MILLIS / 1000 }
  }

  /**
   * The second step: what was asked for.
   * @throws InputError when it may not go ahead. Whatever it is, the code is used up.
   */
  confirm(code: string): RearmRequest {
    const first = this.#first
    this.#first = undefined
    if (first === undefined) {
      throw new InputError('no first step waits for a code, or its code was used', {}, BEGIN_AGAIN)
    }
    if (code !== first.code) throw new InputError('the code is wrong', {}, BEGIN_AGAIN)
    if (this.#now() >= first.expiresMillis) {
      const seconds = VALID_MILLIS / 1000
      throw new InputError(`the code has expired: it is good for ${seconds} s`, {}, BEGIN_AGAIN)
    }
    const { isTripped, trips } = this.#killSwitch
    if (!isTripped) throw new InputError('trading is not stopped: there is nothing to re-arm')
    if (trips === first.trips) return first.asked
    throw new InputError('trading was stopped anew since the first step', {}, BEGIN_AGAIN)
  }
}
