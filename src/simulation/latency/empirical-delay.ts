/** Delays that were measured: each draw is one of the samples, all equally likely. */
import type { Nanos, RandomStream } from '../../core/index.ts'
import { checkedDelay, type Delay } from './delay.ts'

export interface EmpiricalOptions {
  /** Nanoseconds, in any order. A sample that occurs twice is twice as likely. */
  readonly samples: ArrayLike<number>
}

export class EmpiricalDelay implements Delay {
  readonly #samples: Float64Array = new Float64Array(0)
  readonly #stream: RandomStream

  /** @throws RangeError without samples, or for one that is no delay. */
  constructor(options: EmpiricalOptions, stream: RandomStream) {
    this.#samples = Float64Array.from(options.samples)
    this.#stream = stream
    if (this.#samples.length === 0) throw new RangeError('samples hold at least one latency')
    for (let k = 0; k < this.#samples.length; k++) {
      this.#samples[k] = checkedDelay(this.#samples[k]!, `sample ${k + 1}`)
    }
  }

  draw(_now: Nanos): Nanos {
    return this.#samples[this.#stream.integer(0, this.#samples.length - 1)]! as Nanos
  }
}
