/**
 * Gamma delays: the sum of `shape` exponential waits of mean `scale`, for any positive shape.
 *
 * Method: G. Marsaglia and W. W. Tsang, A Simple Method for Generating Gamma Variables, ACM
 * Transactions on Mathematical Software 26(3), 2000. A cube of a shifted normal lies close to the
 * gamma distribution, and more than 95 % of draws are accepted. For shapes below 1 the draw is of
 * shape + 1, times a uniform number to the power 1 / shape.
 */
import { exp, log, type Nanos, nanos, type RandomStream } from '../../core/index.ts'
import { checkedDelay, checkedPositive, type Delay, wholeDelay } from './delay.ts'

export interface GammaOptions {
  /** From 0.01 to a million. */
  readonly shape: number
  /** The mean is shape x scale, the variance shape x scale^2. */
  readonly scale: Nanos
  /**
   * A draw below is drawn again. At most (shape - 1/3) x scale, which is never above the median, so
   * that two draws are enough on average; default 0.
   */
  readonly floor?: Nanos | undefined
}

/** `squeeze` of the paper: below it a draw is accepted without logarithms. */
const SQUEEZE = 0.0331

/** Below, nearly all draws are 0; above, nearly all are the mean. */
export const SHAPE_MIN = 0.01
export const SHAPE_MAX = 1e6

export class GammaDelay implements Delay {
  readonly #stream: RandomStream
  readonly #scale: number = 0
  readonly #floor: Nanos
  /** The `d` and `c` of the paper. */
  readonly #center: number = 0
  readonly #spread: number = 0
  /** 1 / shape where the shape is below 1, else 0. */
  readonly #boost: number = 0

  /** @throws RangeError for a shape or scale outside its range, or a floor that is too high. */
  constructor(options: GammaOptions, stream: RandomStream) {
    const { shape } = options
    if (!(shape >= SHAPE_MIN && shape <= SHAPE_MAX)) {
      throw new RangeError(`shape is from ${SHAPE_MIN} to ${SHAPE_MAX}`)
    }
    this.#scale = checkedDelay(checkedPositive(options.scale, 'scale'), 'scale')
    this.#floor = checkedDelay(options.floor ?? 0, 'floor')
    this.#stream = stream
    this.#boost = shape < 1 ? 1 / shape : 0
    this.#center = (shape < 1 ? shape + 1 : shape) - 1 / 3
    this.#spread = 1 / Math.sqrt(9 * this.#center)
    if (this.#floor > 0 && this.#floor > (shape - 1 / 3) * this.#scale) {
      throw new RangeError('floor is at most (shape - 1/3) x scale')
    }
  }

  draw(_now: Nanos): Nanos {
    for (;;) {
      const z = this.#stream.normal()
      const root = 1 + this.#spread * z
      if (root <= 0) continue
      const cube = root * root * root
      const u = this.#stream.uniform()
      const square = z * z
      if (
        u >= 1 - SQUEEZE * square * square &&
        log(u) >= square / 2 + this.#center * (1 - cube + log(cube))
      ) {
        continue
      }
      let span = this.#center * cube * this.#scale
      if (this.#boost !== 0) span *= exp(log(1 - this.#stream.uniform()) * this.#boost)
      if (span >= this.#floor) return wholeDelay(nanos(span))
    }
  }
}
