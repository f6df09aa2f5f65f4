/**
 * The mid on a regular grid of time, at several spans at once, and from move to move.
 *
 * A sample is what the mid was just before its instant. The grid is fine enough to see the bounce
 * and its multiples reach to where prices diffuse.
 */
import { Autocorrelation } from './autocorrelation.ts'
import { ReturnScale } from './return-scale.ts'

/** Between two samples of the mid. */
export const SAMPLE_NANOS = 100_000_000
/** The spans, in samples: 0.1, 1, 10 and 60 seconds. */
export const SCALE_STEPS = [1, 10, 100, 600] as const

export class MidRecord {
  readonly scales = SCALE_STEPS.map((steps) => new ReturnScale(steps))
  readonly moves = new Autocorrelation(1)
  #reversals = 0
  #halfTicks = Number.NaN
  #lastMove = 0

  /** The mid in half ticks; NaN before a book has had two sides. */
  get halfTicks(): number {
    return this.#halfTicks
  }
  get moveCount(): number {
    return this.moves.count
  }
  /** Share of moves that go against the move before. */
  get reversalShare(): number {
    return this.#reversals / Math.max(1, this.moves.count - 1)
  }

  sample(): void {
    if (Number.isNaN(this.#halfTicks)) return
    for (const scale of this.scales) scale.sample(this.#halfTicks)
  }

  move(halfTicks: number): void {
    const change = halfTicks - this.#halfTicks
    this.#halfTicks = halfTicks
    if (Number.isNaN(change) || change === 0) return
    if (change * this.#lastMove < 0) this.#reversals++
    this.moves.add(change)
    this.#lastMove = change
  }
}
