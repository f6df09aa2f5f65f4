/**
 * How long the position was how large: a histogram in time, on both sides of zero.
 *
 * Bars are one lot wide at first and double when a position lies beyond them.
 */

/** Bars on each side of the one in the middle, which is no position at all. */
const BARS_A_SIDE = 20

export interface InventoryBar {
  /** Signed lots, both inclusive. */
  readonly from: number
  readonly to: number
  readonly nanos: number
}

export class InventoryRecord {
  /** Lots that one bar spans. */
  barLots = 1
  readonly #nanos = new Float64Array(2 * BARS_A_SIDE + 1)
  #position = 0
  #since = Number.NaN
  #lotNanos = 0
  #limitNanos = 0
  #totalNanos = 0
  readonly #limitLots: number

  /** `limitLots`: at this size the position counts as full. */
  constructor(limitLots: number) {
    this.#limitLots = limitLots
  }

  /** Time begins. */
  start(at: number): void {
    this.#since = at
  }

  /** From `at` on the position is `position` lots. O(1). */
  change(at: number, position: number): void {
    this.passTo(at)
    this.#position = position
    while (Math.abs(position) > BARS_A_SIDE * this.barLots) this.#widen()
  }

  passTo(at: number): void {
    const nanos = Number.isNaN(this.#since) ? 0 : Math.max(0, at - this.#since)
    this.#since = at
    const size = Math.abs(this.#position)
    const steps = Math.ceil(size / this.barLots)
    const bar = BARS_A_SIDE + Math.sign(this.#position) * steps
    this.#nanos[bar] = this.#nanos[bar]! + nanos
    this.#lotNanos += size * nanos
    this.#totalNanos += nanos
    if (size >= this.#limitLots) this.#limitNanos += nanos
  }

  /** Mean of |position| over time; 0 before time has passed. */
  get meanAbsoluteLots(): number {
    return this.#totalNanos === 0 ? 0 : this.#lotNanos / this.#totalNanos
  }
  get shareAtLimit(): number {
    return this.#totalNanos === 0 ? 0 : this.#limitNanos / this.#totalNanos
  }
  get shareFlat(): number {
    return this.#totalNanos === 0 ? 0 : this.#nanos[BARS_A_SIDE]! / this.#totalNanos
  }

  /** Bars 1 and 2 from the middle become bar 1, 3 and 4 become bar 2, on both sides. */
  #widen(): void {
    const before = Float64Array.from(this.#nanos)
    this.#nanos.fill(0)
    for (let steps = -BARS_A_SIDE; steps <= BARS_A_SIDE; steps++) {
      const joined = Math.sign(steps) * Math.ceil(Math.abs(steps) / 2)
      this.#nanos[BARS_A_SIDE + joined] =
        this.#nanos[BARS_A_SIDE + joined]! + before[BARS_A_SIDE + steps]!
    }
    this.barLots *= 2
  }

  /** From the shortest position to the longest; outermost bars without time are left out. */
  bars(): InventoryBar[] {
    const bars: InventoryBar[] = []
    for (let steps = -BARS_A_SIDE; steps <= BARS_A_SIDE; steps++) {
      const near = steps === 0 ? 0 : Math.sign(steps) * ((Math.abs(steps) - 1) * this.barLots + 1)
      const far = steps * this.barLots
      const nanos = this.#nanos[steps + BARS_A_SIDE]!
      bars.push({ from: Math.min(near, far), to: Math.max(near, far), nanos })
    }
    const used = bars.map((bar) => bar.nanos > 0)
    return bars.slice(Math.max(0, used.indexOf(true)), used.lastIndexOf(true) + 1)
  }
}
