/** Log-normal delays: a typical span times the exponential of a normal draw. */
import { exp, type Nanos, nanos, type RandomStream } from '../../core/index.ts'
import { checkedDelay, checkedPositive, type Delay, wholeDelay } from './delay.ts'

export interface LogNormalOptions {
  /** Half of all delays are shorter, before the floor cuts any off. */
  readonly median: Nanos
  /** Standard deviation of the logarithm: 0.5 makes every sixth delay 1.65 medians or more. */
  readonly sigma: number
  /** A draw below is drawn again. At most the median; default 0. */
  readonly floor?: Nanos | undefined
}

export class LogNormalDelay implements Delay {
  readonly #median: Nanos
  readonly #sigma: number = 0
  readonly #floor: Nanos
  readonly #stream: RandomStream

  /** @throws RangeError for a median or sigma that is not positive, or a floor above the median. */
  constructor(options: LogNormalOptions, stream: RandomStream) {
    this.#median = checkedDelay(checkedPositive(options.median, 'median'), 'median')
    this.#sigma = checkedPositive(options.sigma, 'sigma')
    this.#floor = checkedDelay(options.floor ?? 0, 'floor')
    this.#stream = stream
    if (this.#floor > this.#median) throw new RangeError('floor is at most the median')
  }

  draw(_now: Nanos): Nanos {
    for (;;) {
      const span = this.#median * exp(this.#sigma * this.#stream.normal())
      if (span >= this.#floor) return wholeDelay(nanos(span))
    }
  }
}
