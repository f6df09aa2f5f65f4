/** Normal delays, truncated at a floor: a draw below it is drawn again. */
import { type Nanos, nanos, type RandomStream } from '../../core/index.ts'
import { checkedDelay, type Delay, wholeDelay } from './delay.ts'

export interface NormalOptions {
  /** Of the normal distribution before it is truncated. */
  readonly mean: Nanos
  /** Standard deviation before truncation. */
  readonly deviation: Nanos
  /** No draw lies below. At most the mean, so that two draws are enough on average; default 0. */
  readonly floor?: Nanos | undefined
}

export class NormalDelay implements Delay {
  readonly #mean: Nanos
  readonly #deviation: Nanos
  readonly #floor: Nanos
  readonly #stream: RandomStream

  /** @throws RangeError for a negative span or a floor above the mean. */
  constructor(options: NormalOptions, stream: RandomStream) {
    this.#mean = checkedDelay(options.mean, 'mean')
    this.#deviation = checkedDelay(options.deviation, 'deviation')
    this.#floor = checkedDelay(options.floor ?? 0, 'floor')
    this.#stream = stream
    if (this.#floor > this.#mean) throw new RangeError('floor is at most the mean')
  }

  draw(_now: Nanos): Nanos {
    for (;;) {
      const span = this.#mean + this.#deviation * this.#stream.normal()
      if (span >= this.#floor) return wholeDelay(nanos(span))
    }
  }
}
