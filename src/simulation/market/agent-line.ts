/**
 * How long messages between an agent and the venue take, each way, and how long the agent computes.
 *
 * Agents stand somewhere on a line of given length, the venue too, and signals run at the speed of
 * light, as ABIDES has it. Optionally each message takes longer at random: the cubic model, where
 * `x` is uniform between `clip` and 1 and the message takes `minimum (1 + scale / (unit x^3))`.
 * Nothing overtakes: what is sent later arrives no earlier.
 */
import { assert, type Nanos, nanos, type RandomStream } from '../../core/index.ts'

export interface LineOptions {
  /** Length of the line on which agents stand; 3,866,660 m from New York to Seattle. */
  readonly metres: number
  readonly computationNanos: number
  /** Random delays on top. */
  readonly jitter?: CubicJitter
}

export interface CubicJitter {
  readonly scale: number
  readonly clip: number
  readonly unit: number
}

export const RMSC_LINE: LineOptions = { metres: 3_866_660, computationNanos: 50 }
export const CUBIC_JITTER: CubicJitter = { scale: 0.5, clip: 0.1, unit: 10 }
const METRES_PER_NANO = 0.299792458

export class AgentLine {
  readonly computationNanos: number
  readonly minimumNanos: number
  readonly #jitter: CubicJitter | undefined
  readonly #random: RandomStream
  #lastThere = 0
  #lastBack = 0

  /** @param random decides where the agent stands, and the jitter of its messages. */
  constructor(options: LineOptions, venueMetres: number, random: RandomStream) {
    assert(
      options.metres >= 0 && options.computationNanos >= 0,
      'lengths and times are not negative',
    )
    const distance = Math.abs(random.uniform() * options.metres - venueMetres)
    this.minimumNanos = Math.floor(distance / METRES_PER_NANO)
    this.computationNanos = options.computationNanos
    this.#jitter = options.jitter
    this.#random = random
  }

  /** When what is sent now reaches the venue. The agent computes first. */
  arrivalThere(now: Nanos): Nanos {
    this.#lastThere = Math.max(this.#lastThere, now + this.computationNanos + this.#delay())
    return nanos(this.#lastThere)
  }

  arrivalBack(now: Nanos): Nanos {
    this.#lastBack = Math.max(this.#lastBack, now + this.#delay())
    return nanos(this.#lastBack)
  }

  #delay(): number {
    const jitter = this.#jitter
    if (jitter === undefined) return this.minimumNanos
    const x = jitter.clip + (1 - jitter.clip) * this.#random.uniform()
    const extra = (jitter.scale / (x * x * x)) * (this.minimumNanos / jitter.unit)
    return Math.floor(this.minimumNanos + extra)
  }
}
