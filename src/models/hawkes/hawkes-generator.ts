/**
 * Draws the events of a Hawkes process, one after another, at a constant cost.
 *
 * State: for each kind and decay the excited part of the intensity. An event of kind `j` adds column
 * `j` of the excitations; nothing else is remembered. Nothing allocates.
 *
 * Several decays are thinned (Y. Ogata, On Lewis' Simulation Method for Point Processes, IEEE
 * Transactions on Information Theory 27, 1981): between events intensities only fall, so the present
 * total bounds what comes until the next event. A candidate is drawn at that rate, the intensities
 * decay to its instant, and it is an event with the probability that what is left bears to the bound.
 *
 * One decay needs no candidates (A. Dassios and H. Zhao, Exact Simulation of Hawkes Process with
 * Exponentially Decaying Intensity, Electronic Communications in Probability 18, 2013). Events that
 * nothing excited are a Poisson process of their own. The next excited one comes when the integral
 * of the excited total `X`, which after a time `w` is `X (1 - e^-bw) / b`, reaches an exponential
 * `E`: at `e^-bw = 1 - b E / X`, or never. That factor is also by how much everything has decayed.
 *
 * ```
 * const generator = new HawkesGenerator(parameters, RandomStream.named(1, 'flow'))
 * generator.advance()
 * generator.seconds   // when, since the start
 * generator.kind      // which
 * ```
 */
import { exp, log, type RandomStream } from '../../core/index.ts'
import type { HawkesParameters } from './hawkes.ts'

/** Where the clock lies in `#now`: in memory, since a double that a call returns is allocated. */
const SECONDS = 0
/** Several decays: the total intensity. One decay: its excited part. */
const TOTAL = 1
/** One decay: when the next event comes that nothing excited. */
const IMMIGRANT = 2
/** Exponentials that are drawn at a time. */
const WAITS = 256

export class HawkesGenerator {
  readonly kinds: number
  readonly #random: RandomStream
  readonly #baselines: Float64Array = new Float64Array(0)
  readonly #decays: Float64Array = new Float64Array(0)
  /** Column by column: what an event of kind `j` adds, at `j * kinds * decays`. */
  readonly #jumps: Float64Array = new Float64Array(0)
  /** Excited intensity of kind `i` by decay `m`, at `i * decays + m`. */
  readonly #excited: Float64Array = new Float64Array(0)
  readonly #factors: Float64Array = new Float64Array(0)
  readonly #now = new Float64Array(3)
  readonly #baselineTotal: number = 0
  readonly #waits = new Float64Array(WAITS)
  #waitsUsed = WAITS
  #kind = 0

  constructor(parameters: HawkesParameters, random: RandomStream) {
    const { baselines, decays, excitations } = parameters
    this.kinds = baselines.length
    this.#random = random
    this.#baselines = Float64Array.from(baselines)
    this.#decays = Float64Array.from(decays)
    this.#factors = new Float64Array(decays.length)
    this.#excited = new Float64Array(baselines.length * decays.length)
    this.#jumps = new Float64Array(baselines.length * this.#excited.length)
    excitations.forEach((row, i) => {
      row.forEach((kernel, j) => {
        this.#jumps.set(kernel, j * this.#excited.length + i * decays.length)
      })
    })
    this.#baselineTotal = this.#baselines.reduce((sum, rate) => sum + rate, 0)
    if (decays.length > 1) this.#now[TOTAL] = this.#baselineTotal
    else this.#now[IMMIGRANT] = this.#waits[this.#nextWait()]! / this.#baselineTotal
  }

  /** When the latest event happened, seconds since the start. */
  get seconds(): number {
    return this.#now[SECONDS]!
  }

  /** Of which kind the latest event was. */
  get kind(): number {
    return this.#kind
  }

  /** The intensity of a kind right after the latest event, per second. */
  intensity(kind: number): number {
    const decays = this.#decays.length
    let sum = this.#baselines[kind]!
    for (let m = 0; m < decays; m++) sum += this.#excited[kind * decays + m]!
    return sum
  }

  /** Goes on to the next event. */
  advance(): void {
    if (this.#decays.length === 1) this.#advanceSingle()
    else this.#advanceAny()
  }

  /**
   * Fills both arrays with the next events and answers how many: all, or those until `endSeconds`,
   * with the first one behind it drawn and dropped.
   */
  fillInto(
    seconds: Float64Array,
    kinds: Uint8Array,
    endSeconds = Number.POSITIVE_INFINITY,
  ): number {
    const count = Math.min(seconds.length, kinds.length)
    for (let k = 0; k < count; k++) {
      this.advance()
      const at = this.#now[SECONDS]!
      if (at > endSeconds) return k
      seconds[k] = at
      kinds[k] = this.#kind
    }
    return count
  }

  #advanceSingle(): void {
    const now = this.#now
    const decay = this.#decays[0]!
    const seconds = now[SECONDS]!
    const excited = now[TOTAL]!
    const immigrant = now[IMMIGRANT]!
    let factor = 1 - (decay * this.#waits[this.#nextWait()]!) / excited
    let next = factor > 0 ? seconds - log(factor) / decay : Number.POSITIVE_INFINITY
    let kind = 0
    if (next < immigrant) {
      kind = this.#kindIn(this.#excited, excited)
    } else {
      next = immigrant
      factor = exp(-decay * (next - seconds))
      kind = this.#kindIn(this.#baselines, this.#baselineTotal)
      now[IMMIGRANT] = next + this.#waits[this.#nextWait()]! / this.#baselineTotal
    }
    now[SECONDS] = next
    this.#kind = kind
    this.#decayAndJump(factor, kind)
  }

  /**
   * Where the next exponential lies. They are drawn in blocks, because a processor that has many to
   * draw overlaps them, and one that waits for each before the next event does not.
   */
  #nextWait(): number {
    if (this.#waitsUsed === WAITS) {
      const waits = this.#waits
      const random = this.#random
      for (let k = 0; k < WAITS; k++) waits[k] = random.exponential()
      this.#waitsUsed = 0
    }
    return this.#waitsUsed++
  }

  /** A kind with the chance of its weight; the last where rounding leaves nothing else. */
  #kindIn(weights: Float64Array, total: number): number {
    const last = weights.length - 1
    if (last === 0) return 0
    let level = this.#random.uniform() * total
    for (let kind = 0; kind < last; kind++) {
      level -= weights[kind]!
      if (level < 0) return kind
    }
    return last
  }

  #decayAndJump(factor: number, kind: number): void {
    const excited = this.#excited
    const jumps = this.#jumps
    const kinds = excited.length
    const column = kind * kinds
    let total = 0
    for (let i = 0; i < kinds; i++) {
      const rest = excited[i]! * factor + jumps[column + i]!
      excited[i] = rest
      total += rest
    }
    this.#now[TOTAL] = total
  }

  #advanceAny(): void {
    const now = this.#now
    let bound = now[TOTAL]!
    for (;;) {
      const wait = this.#random.exponential() / bound
      now[SECONDS] = now[SECONDS]! + wait
      this.#decay(wait)
      const total = now[TOTAL]!
      const level = this.#random.uniform() * bound
      if (level < total) {
        this.#kind = this.#kindAt(level)
        this.#excite(this.#kind)
        return
      }
      bound = total
    }
  }

  /** Lets all intensities fall for `wait` seconds, and leaves their total. */
  #decay(wait: number): void {
    const factors = this.#factors
    const excited = this.#excited
    const decays = factors.length
    for (let m = 0; m < decays; m++) factors[m] = exp(-this.#decays[m]! * wait)
    let total = 0
    for (let i = 0; i < this.#baselines.length; i++) {
      total += this.#baselines[i]!
      for (let m = 0; m < decays; m++) {
        const rest = excited[i * decays + m]! * factors[m]!
        excited[i * decays + m] = rest
        total += rest
      }
    }
    this.#now[TOTAL] = total
  }

  #kindAt(level: number): number {
    let rest = level
    const last = this.kinds - 1
    for (let kind = 0; kind < last; kind++) {
      rest -= this.intensity(kind)
      if (rest < 0) return kind
    }
    return last
  }

  #excite(kind: number): void {
    const excited = this.#excited
    const column = kind * excited.length
    let total = this.#now[TOTAL]!
    for (let at = 0; at < excited.length; at++) {
      const jump = this.#jumps[column + at]!
      excited[at] = excited[at]! + jump
      total += jump
    }
    this.#now[TOTAL] = total
  }
}
