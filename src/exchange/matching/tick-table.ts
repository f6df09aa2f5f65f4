/**
 * Which prices an instrument trades at: increments that grow with the price, in multiples of its tick.
 *
 * ```ts
 * new TickTable([{ fromTicks: 0, stepTicks: 1 }, { fromTicks: 1_000, stepTicks: 5 }])
 * // ..., 998, 999, 1000, 1005, 1010, ...
 * ```
 *
 * Below the first row its increment holds too. A row starts at a multiple of its own increment.
 */
import { InputError, type Side, type Ticks, ticks } from '../../core/index.ts'

export interface TickTableRow {
  readonly fromTicks: number
  readonly stepTicks: number
}

export class TickTable {
  readonly #from: Int32Array = new Int32Array(0)
  readonly #step: Int32Array = new Int32Array(0)
  /** Every price is allowed, which is what nearly all instruments want to know. */
  readonly isPlain: boolean

  /** @throws InputError for rows that make no table. */
  constructor(rows: readonly TickTableRow[] = []) {
    const problem = rows.map(problemOf).find((found) => found !== undefined)
    if (problem !== undefined) {
      throw new InputError(problem, { field: 'tickTable' }, 'Write rows of ascending fromTicks.')
    }
    this.#from = Int32Array.from(rows, ({ fromTicks }) => fromTicks)
    this.#step = Int32Array.from(rows, ({ stepTicks }) => stepTicks)
    this.isPlain = rows.every(({ stepTicks }) => stepTicks === 1)
  }

  allows(price: number): boolean {
    return this.isPlain || price % this.#step[this.#rowOf(price)]! === 0
  }

  /** The nearest allowed price that is not better than `price`: at or below it for a buyer. */
  passive(side: Side, price: number): Ticks {
    if (this.isPlain) return ticks(price)
    const step = this.#step[this.#rowOf(price)]!
    const below = Math.floor(price / step) * step
    // The next multiple is a price even where the next row begins: it begins at a multiple of both.
    return ticks(side > 0 || below === price ? below : this.#above(price, below + step))
  }

  /** The nearest allowed price behind `price`: what a buyer would bid one increment below it. */
  behind(side: Side, price: number): Ticks {
    return this.passive(side, price - side)
  }

  #above(price: number, multiple: number): number {
    const next = this.#from[this.#rowOf(price) + 1]
    return next !== undefined && next < multiple && next > price ? next : multiple
  }

  #rowOf(price: number): number {
    const from = this.#from
    let row = from.length - 1
    while (row > 0 && from[row]! > price) row--
    return row
  }
}

function problemOf(
  { fromTicks, stepTicks }: TickTableRow,
  index: number,
  rows: readonly TickTableRow[],
): string | undefined {
  if (!Number.isInteger(stepTicks) || stepTicks < 1 || stepTicks > 1 << 20) {
    return `stepTicks is an integer from 1 to 1048576, was ${stepTicks}`
  }
  if (!Number.isInteger(fromTicks) || Math.abs(fromTicks) >= 1 << 30) {
    return `fromTicks is an integer within 2^30, was ${fromTicks}`
  }
  if (fromTicks % stepTicks !== 0) return `fromTicks ${fromTicks} is no multiple of ${stepTicks}`
  if (index > 0 && fromTicks <= rows[index - 1]!.fromTicks) {
    return `fromTicks ${fromTicks} does not ascend`
  }
  return undefined
}
