/**
 * Cubic delays: mostly near the shortest one, with a long tail that ends.
 *
 * `min + a / x^3 * unit` with x uniform over (clip, 1]: from `min + a unit` to `min + a unit / clip^3`.
 * The usual choice where only the shortest latency of a link is known.
 */
import { type Nanos, nanos, type RandomStream } from '../../core/index.ts'
import { checkedDelay, checkedPositive, type Delay, wholeDelay } from './delay.ts'

export interface CubicOptions {
  readonly min: Nanos
  /** How much jitter, in units. */
  readonly a: number
  readonly unit: Nanos
  /** Where the tail ends: 0.1 allows a thousand times the smallest jitter. Above 0, at most 1. */
  readonly clip: number
}

export class CubicDelay implements Delay {
  readonly #min: Nanos
  readonly #jitter: number = 0
  readonly #clip: number = 0
  readonly #stream: RandomStream

  /** @throws RangeError for negative spans, an `a` that is not positive, a clip outside (0, 1]. */
  constructor(options: CubicOptions, stream: RandomStream) {
    this.#min = checkedDelay(options.min, 'min')
    this.#jitter = checkedPositive(options.a, 'a') * checkedPositive(options.unit, 'unit')
    this.#clip = checkedPositive(options.clip, 'clip')
    this.#stream = stream
    if (this.#clip > 1) throw new RangeError('clip is at most 1')
  }

  draw(_now: Nanos): Nanos {
    const x = 1 - this.#stream.uniform() * (1 - this.#clip)
    return wholeDelay(nanos(this.#min + this.#jitter / (x * x * x)))
  }
}
