/**
 * Draws the events of a Hawkes process, one after another: Y. Ogata, On Lewis' Simulation Method for
 * Point Processes, IEEE Transactions on Information Theory 27, 1981.
 *
 * Between events intensities only fall, so the present total bounds what comes until the next event.
 * A candidate is drawn at that rate, the intensities decay to its instant, and it is an event with
 * the probability that what is left bears to the bound.
 *
 * State: for each kind and decay the excited part of the intensity. An event of kind `j` adds column
 * `j` of the excitations; nothing else is remembered. Nothing allocates.
 *
 * ```
 * const generator = new HawkesGenerator(parameters, RandomStream.named(1, 'flow'))
 * generator.advance()
 * generator.seconds   // when, since the start
 * generator.kind      // which
 * ```
 */
import { exp, type RandomStream } from '../../core/index.ts'
import type { HawkesParameters } from './hawkes.ts'

/** Where the clock lies in `#now`: in memory, since a double that a call returns is allocated. */
const SECONDS = 0
const TOTAL = 1

export class HawkesGenerator {
  readonly kinds: number
  readonly #random: RandomStream
  readonly #baselines: Float64Array
  readonly #decays: Float64Array
  /** Column by column: what an event of kind `j` adds, at `j * kinds * decays`. */
  readonly #jumps: Float64Array
  /** Excited intensity of kind `i` by decay `m`, at `i * decays + m`. */
  readonly #excited: Float64Array
  readonly #factors: Float64Array
  readonly #now = new Float64Array(2)
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
    this.#now[TOTAL] = this.#baselines.reduce((sum, rate) => sum + rate, 0)
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

  /** One decay: all excited intensities shrink by one factor, so one exponential is enough. */
  #advanceSingle(): void {
    const now = this.#now
    const random = this.#random
    const excited = this.#excited
    const baselines = this.#baselines
    const kinds = baselines.length
    const decay = this.#decays[0]!
    let seconds = now[SECONDS]!
    let bound = now[TOTAL]!
    for (;;) {
      const wait = random.exponential() / bound
      seconds += wait
      const factor = exp(-decay * wait)
      let total = 0
      for (let i = 0; i < kinds; i++) {
        const rest = excited[i]! * factor
        excited[i] = rest
        total += baselines[i]! + rest
      }
      let level = random.uniform() * bound
      if (level < total) {
        let kind = 0
        for (; kind < kinds - 1; kind++) {
          level -= baselines[kind]! + excited[kind]!
          if (level < 0) break
        }
        const jumps = this.#jumps
        const column = kind * kinds
        for (let i = 0; i < kinds; i++) {
          const jump = jumps[column + i]!
          excited[i] = excited[i]! + jump
          total += jump
        }
        now[SECONDS] = seconds
        now[TOTAL] = total
        this.#kind = kind
        return
      }
      bound = total
    }
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
