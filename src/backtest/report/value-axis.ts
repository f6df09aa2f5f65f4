/** An axis of values: round numbers as its marks, and where each value stands. */
import { fixedText } from './number-text.ts'

export interface AxisMark {
  /** From 0 at the lower end to 100 at the upper. */
  readonly percent: number
  readonly text: string
}

const STEPS = [1, 2, 2.5, 5, 10]

export class ValueAxis {
  readonly low: number
  readonly high: number
  readonly #step: number
  readonly #decimals: number

  /** From the lowest round number below `low` to the highest above `high`, about `marks` in all. */
  constructor(low: number, high: number, marks = 4) {
    const [from, to] = spread(low, high)
    const rough = (to - from) / marks
    let power = 1
    while (power * 10 <= rough) power *= 10
    while (power > rough) power /= 10
    const factor = STEPS.find((each) => each * power >= rough) ?? 10
    this.#step = factor * power
    this.low = Math.floor(from / this.#step + 1e-9) * this.#step
    this.high = Math.ceil(to / this.#step - 1e-9) * this.#step
    this.#decimals = decimalsOf(this.#step)
  }

  /** 0 at the lower end, 100 at the upper. */
  percent(value: number): number {
    return ((value - this.low) / (this.high - this.low)) * 100
  }

  get marks(): AxisMark[] {
    const count = Math.round((this.high - this.low) / this.#step)
    return Array.from({ length: count + 1 }, (_, k) => ({
      percent: (k / count) * 100,
      text: fixedText(this.low + k * this.#step, this.#decimals),
    }))
  }
}

/** A flat curve stands in the middle of an axis that has a height. */
function spread(low: number, high: number): [number, number] {
  if (!(Number.isFinite(low) && Number.isFinite(high))) return [0, 1]
  const size = Math.max(Math.abs(low), Math.abs(high))
  if (high - low > Math.max(size * 1e-9, 1e-9)) return [low, high]
  const room = size < 1e-6 ? 1 : size * 0.001
  return [low - room, high + room]
}

function decimalsOf(step: number): number {
  let decimals = 0
  let scaled = step
  while (decimals < 12 && Math.abs(scaled - Math.round(scaled)) > scaled * 1e-6) {
    scaled *= 10
    decimals++
  }
  return decimals
}
