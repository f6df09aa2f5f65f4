/**
 * What the asset is worth: a mean-reverting path that is computed only where somebody looks, with
 * rare jumps (the sparse mean-reverting oracle of ABIDES).
 *
 * From an instant with value r to one `d` later the value is normal, with mean `r̄ + (r - r̄) e^-κd`
 * and variance `σ² (1 - e^-2κd) / 2κ`, so nothing in between needs to be drawn. Jumps happen at
 * their own instants on the way.
 */
import { exp, type Nanos, type RandomStream } from '../../../core/index.ts'

export interface FundamentalOptions {
  readonly meanTicks: number
  /** Reversion per nanosecond. */
  readonly reversionPerNano: number
  /** Deviation of a nanosecond: ticks per root of a nanosecond. */
  readonly volatilityPerRootNano: number
  readonly jumpsPerNano: number
  readonly jumpMeanTicks: number
  readonly jumpVarianceTicks: number
}

export const RMSC04_FUNDAMENTAL: FundamentalOptions = {
  meanTicks: 100_000,
  reversionPerNano: 1.67e-16,
  volatilityPerRootNano: 5e-5,
  jumpsPerNano: 2.77778e-18,
  jumpMeanTicks: 1_000,
  jumpVarianceTicks: 50_000,
}

export class Fundamental {
  readonly options: FundamentalOptions
  readonly #path: RandomStream
  readonly #jumps: RandomStream
  #time: number = 0
  #value: number = 0
  #nextJump: number = 0

  constructor(options: FundamentalOptions, startNanos: Nanos, random: RandomStream) {
    this.options = options
    this.#path = random.split('path')
    this.#jumps = random.split('jumps')
    this.#time = startNanos
    this.#value = options.meanTicks
    this.#nextJump = this.#drawJump(startNanos)
  }

  /** The value at an instant no earlier than the last one that was asked for, whole ticks. */
  at(time: Nanos): number {
    while (this.#nextJump <= time) {
      this.#advance(this.#nextJump)
      const { jumpMeanTicks, jumpVarianceTicks } = this.options
      const size = jumpMeanTicks + Math.sqrt(jumpVarianceTicks) * this.#jumps.normal()
      this.jump(this.#jumps.uniform() < 0.5 ? size : -size)
      this.#nextJump = this.#drawJump(this.#nextJump)
    }
    this.#advance(time)
    return this.#value
  }

  /** News: the value is another at once, and reverts as ever. */
  jump(ticks: number): void {
    this.#value = Math.max(0, Math.round(this.#value + ticks))
  }

  #drawJump(from: number): number {
    const { jumpsPerNano } = this.options
    return jumpsPerNano === 0
      ? Number.POSITIVE_INFINITY
      : from + this.#jumps.exponential() / jumpsPerNano
  }

  #advance(time: number): void {
    if (time <= this.#time) return
    const { meanTicks, reversionPerNano, volatilityPerRootNano } = this.options
    const passed = time - this.#time
    const kept = exp(-reversionPerNano * passed)
    const variance =
      ((volatilityPerRootNano * volatilityPerRootNano) / (2 * reversionPerNano)) *
      oneMinusExp(2 * reversionPerNano * passed)
    const mean = meanTicks + (this.#value - meanTicks) * kept
    this.#value = Math.max(0, Math.round(mean + Math.sqrt(variance) * this.#path.normal()))
    this.#time = time
  }
}

/** `1 - e^-x` for x of at least 0, without losing the digits of a small x. */
export function oneMinusExp(x: number): number {
  if (x > 1e-3) return 1 - exp(-x)
  return x * (1 - (x / 2) * (1 - (x / 3) * (1 - x / 4)))
}
