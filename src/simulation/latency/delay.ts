/**
 * The contract of a single delay: how long one message takes, or one computation.
 *
 * Delays are the parts that the lines of a run are put together from. They may draw from a random
 * stream, one after another in the order of the messages, so every use has a delay of its own.
 */
import { type Nanos, nanos } from '../../core/index.ts'
import { LATENCY_MAX } from './latency.ts'

export interface Delay {
  /** For a message that leaves at `now`: whole nanoseconds from 0 to `LATENCY_MAX`. */
  draw(now: Nanos): Nanos
}

/** Nanoseconds as a delay: whole, and within what a delay may be. */
export function wholeDelay(span: number): Nanos {
  if (span >= LATENCY_MAX) return LATENCY_MAX
  return nanos(span > 0 ? Math.round(span) : 0)
}

/** @throws RangeError unless `span` is a delay. `name` says which one it is. */
export function checkedDelay(span: number, name: string): Nanos {
  if (span >= 0 && span <= LATENCY_MAX) return nanos(Math.round(span))
  throw new RangeError(`${name} is from 0 to an hour`)
}

/** @throws RangeError unless `number` is positive and finite. */
export function checkedPositive(number: number, name: string): number {
  if (number > 0 && Number.isFinite(number)) return number
  throw new RangeError(`${name} is positive`)
}

export class ConstantDelay implements Delay {
  readonly #delay: Nanos

  /** @throws RangeError for a delay that is negative or longer than an hour. */
  constructor(delay: Nanos) {
    this.#delay = checkedDelay(delay, 'a latency')
  }

  draw(_now: Nanos): Nanos {
    return this.#delay
  }
}
