/** Whole numbers of decimal units to whole numbers of grid steps, as int32 slots hold them. */
export const COUNT_MAX = 0x7fff_ffff

export class GridCounter {
  readonly #numerator: number = 0

  /** @param numerator the grid's step in units of its last decimal, see `DecimalGrid`. */
  constructor(numerator: number) {
    this.#numerator = numerator
  }

  /** Steps in so many units; NaN when they are not whole or do not fit an int32. */
  count(units: number): number {
    const count = this.#numerator === 1 ? units : units / this.#numerator
    return Number.isInteger(count) && Math.abs(count) <= COUNT_MAX ? count : Number.NaN
  }
}
